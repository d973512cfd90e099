using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What every store promises about duties. A store adds one class to run all of these tests, and nothing else.</summary>
public abstract partial class DutyStorePromises : IAsyncLifetime
{
    /// <summary>Each way in which a period can begin.</summary>
    private static readonly RetentionClass[] Classes =
    [
        Class("call_history", "crm", RetentionEvent.AccountClosed, "P30D"),
        Class("drafts", "crm", RetentionEvent.LastActivity, "P90D"),
        Class("mailings", "mailer", RetentionEvent.Withdrawal, "P10D") with { Category = "marketing" },
        new RetentionClass { Id = "profile", Name = TestSite.Text("Profile", "Profil"), While = RetentionClass.AccountActive, HeldBy = "crm" },
    ];

    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1), Day = TimeSpan.FromDays(1), Month = TimeSpan.FromDays(30);

    private readonly Func<TestClock, Task<StoreUnderTest>> open;
    private StoreUnderTest store = null!;
    private PublishedNotice latest = null!;
    private int shop;

    private protected DutyStorePromises(Func<TestClock, Task<StoreUnderTest>> open) => this.open = open;

    private TestClock Clock => store.Clock;

    private DateTimeOffset Now => Clock.GetUtcNow();

    private DutyRules Rules => DutyRules.Of(latest);

    public async Task InitializeAsync()
    {
        store = await open(new TestClock());
        await PublishAsync(Classes);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    private static RetentionClass Class(string id, string heldBy, RetentionEvent? after, string period) =>
        new() { Id = id, Name = TestSite.Text(id, id), Period = period, After = after, HeldBy = heldBy };

    private static SubjectEvent Closed(string id, string subject, DateTimeOffset at) => new(id, RetentionEvent.AccountClosed, "call_history", subject, at);

    private static SubjectEvent Activity(string id, string subject, DateTimeOffset at) => new(id, RetentionEvent.LastActivity, null, subject, at);

    /// <summary>Publishes the shop's next notice, with these classes of data.</summary>
    private async Task PublishAsync(params RetentionClass[] classes)
    {
        shop = await store.PublishAsync(TestSite.Minimal("shop") with { Retention = classes });
        var site = (await store.Sites.FindAsync("shop", CancellationToken.None))!;
        latest = LoadedSite.ToNotice(site.Latest, site.Numbers);
    }

    private async Task<EventsOutcome> AddAsync(params SubjectEvent[] events) => await store.Duties.AddAsync(
        shop, "shop", [.. events.Select(e => new EventWithDuties(e, [.. Rules.Of(e, Now)]))], Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    /// <summary>Adds one event, which must give one duty.</summary>
    private async Task<Duty> DutyAsync(SubjectEvent happened)
    {
        Assert.Equal(new EventsOutcome.Stored(1, 0, 1), await AddAsync(happened));
        return Assert.Single(await DutiesAsync(), d => d.Subject == happened.Subject);
    }

    private Task<IReadOnlyList<Duty>> DutiesAsync(string? heldBy = null) => ListAsync(new DutyQuery(shop, heldBy, null, null, 1000));

    private Task<IReadOnlyList<Duty>> ListAsync(DutyQuery query) => store.Duties.ListAsync(query, CancellationToken.None);

    private async Task<AcknowledgeOutcome> AcknowledgeAsync(Guid duty, string? heldBy = "crm", Acknowledgement? said = null) => await store.Duties.AcknowledgeAsync(
        shop, "shop", duty, heldBy, said ?? new Acknowledgement(true, null, null, null), Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private async Task<DutyStatement> SealAsync(Duty duty, Acknowledgement? said = null) =>
        Assert.IsType<AcknowledgeOutcome.Sealed>(await AcknowledgeAsync(duty.Id, duty.HeldBy, said)).Statement;

    private Task RunAsync() => store.Duties.RunAsync(shop, Rules, Now);

    private async Task<ConsentRecord> WriteAsync(ConsentDraft draft) =>
        Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft with { Latest = latest })).Record;

    private async Task<IEnumerable<string?>> AuditedAsync(string action) =>
        (await store.Audit.ReadAsync(new AuditQuery { Action = action, OldestFirst = true }, CancellationToken.None)).Select(e => e.Detail);
}

public sealed class SqliteDutyStorePromises() : DutyStorePromises(SqliteUnderTest.OpenAsync);

public sealed class PostgresDutyStorePromises() : DutyStorePromises(PostgresUnderTest.OpenAsync);
