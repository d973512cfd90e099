using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Support;

/// <summary>Duties of a hub, and what a system says about them, without the calls of the API.</summary>
internal static class Promised
{
    /// <summary>The site with a class of data that the system <c>crm</c> deletes 30 days after an account was closed, and one that it deletes each day.</summary>
    public static SiteFile WithDuties(this SiteFile site) => site with
    {
        Retention =
        [
            new RetentionClass { Id = "call_history", Name = TestSite.Text("Call history", "Anrufliste"), Period = "P30D", After = RetentionEvent.AccountClosed, HeldBy = "crm" },
            new RetentionClass { Id = "recordings", Name = TestSite.Text("Recordings", "Aufnahmen"), Period = "P7D", HeldBy = "crm" },
        ],
    };

    /// <summary>Adds the duty that a closed account gives.</summary>
    public static async Task<Duty> OweAsync(this Hub hub, string subject = "account-7", string site = "shop")
    {
        var (of, now) = (hub.Site(site), Now(hub));
        var happened = new SubjectEvent(Choice.NewId(), RetentionEvent.AccountClosed, "call_history", subject, now);
        var duty = Assert.Single(DutyRules.Of(of.Latest).Of(happened, now));
        await Store(hub).AddAsync(of.Number, site, [new EventWithDuties(happened, [duty])], Actor.CommandLine, await SealerAsync(hub), now);
        return duty;
    }

    /// <summary>Adds a duty and acknowledges it.</summary>
    public static async Task<DutyStatement> StateAsync(this Hub hub, Acknowledgement? said = null, string site = "shop")
    {
        var duty = await hub.OweAsync(Choice.NewId(), site);
        var outcome = await Store(hub).AcknowledgeAsync(
            hub.Site(site).Number, site, duty.Id, duty.HeldBy, said ?? new Acknowledgement(true, 17, "job 4711", null), Actor.CommandLine, await SealerAsync(hub), Now(hub));
        return Assert.IsType<AcknowledgeOutcome.Sealed>(outcome).Statement;
    }

    /// <summary>Adds the duties that recur, as the hub itself does from time to time.</summary>
    public static Task RecurAsync(this Hub hub, string site = "shop") => Store(hub).RunAsync(hub.Site(site).Number, DutyRules.Of(hub.Site(site).Latest), Now(hub));

    /// <summary>Adds two requests to restrict: one of a subject, which is proven and restricts, and one whose code is to be sent.</summary>
    public static async Task<PrivacyRequest> RestrictAsync(this Hub hub, string subject = "account-7_0123456", string site = "shop")
    {
        var (of, now, store) = (hub.Site(site), Now(hub), hub.Services.GetRequiredService<IRequestStore>());
        var sent = new PrivacyRequest(
            Guid.CreateVersion7(now), RequestType.Restriction, RequestState.Unverified, "en", "DE", "ada@example.org", null, null, "Please.", now, null, null, null, null, of.Latest.Version);
        var proven = sent with { Id = Guid.CreateVersion7(now), Email = null, Subject = subject };
        Assert.True(await store.AddAsync(of.Number, sent, new RequestSecrets([1], [2]), null));
        Assert.True(await store.AddAsync(of.Number, proven, new RequestSecrets([1], null), RequestWork.Of(proven, of.Latest, of.Latest, now)));
        return (await store.FindAsync(of.Number, proven.Id, CancellationToken.None))!.Request;
    }

    private static IDutyStore Store(Hub hub) => hub.Services.GetRequiredService<IDutyStore>();

    private static Task<AuditSealer> SealerAsync(Hub hub) => hub.Services.GetRequiredService<AuditTrail>().SealerAsync();

    private static DateTimeOffset Now(Hub hub) =>
        DateTimeOffset.FromUnixTimeMilliseconds(hub.Services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds());
}
