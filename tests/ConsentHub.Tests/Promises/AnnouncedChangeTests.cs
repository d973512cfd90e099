using System.Net.Http.Json;
using ConsentHub.Duties;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policies promise about changes: that users are told, once the site file names the system that sends the e-mails.</summary>
public sealed class AnnouncedChangeTests
{
    private const string Mailer = "mailer";

    private readonly TestClock clock = new();

    [Theory]
    [InlineData("mayday")]
    [InlineData("crmsoftware")]
    [InlineData("callgenie")]
    [Promise("0.13", "1.17", "3.17")]
    public async Task A_significant_change_gives_the_mailing_system_a_job_that_it_gets_at_once_and_states_as_done(string key)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await StartAsync(key);
        using var admin = hub.KeyedClient();
        using var mailer = await hub.ConnectorAsync(Mailer);
        await admin.PutAsJsonAsync($"/v1/admin/sites/{key}/webhooks/{Mailer}", new { url = receiver.Url }).JsonAsync(201);

        await hub.PublishAsync(Changed(key), version: 2);

        var message = await receiver.NextAsync();
        Assert.Equal(("duty.open", key, "notice_change", "notice_change"), (message.Type, (string?)message.Data["site"], (string?)message.Data["class"], (string?)message.Data["after"]));
        var list = await hub.Client.GetAsync($"/v1/sites/{key}/notices").JsonAsync();
        Assert.Equal("purpose_added", (string?)list["versions"]![1]!["changes"]![0]!["kind"]);
        var duty = Assert.Single(await mailer.DutiesAsync(site: key))!;
        Assert.Equal((Rfc3339.Of(clock.GetUtcNow().AddDays(1)), null), ((string?)duty["due"], (string?)duty["subject"]));

        var said = await mailer.AcknowledgeAsync(duty, new() { ["outcome"] = "done", ["count"] = 1200, ["evidence"] = "campaign 7" }, key).JsonAsync();

        Assert.Equal(("kept", "notice_change", Mailer), ((string?)said["outcome"], (string?)said["record"]!["class"], (string?)said["record"]!["by"]));
        Assert.Empty(await mailer.DutiesAsync(site: key));
    }

    [Fact, Promise("2.9")]
    public async Task A_change_is_shown_and_mailed_before_it_takes_effect_and_the_earlier_version_applies_until_then()
    {
        await using var hub = await StartAsync("sipis");
        using var mailer = await hub.ConnectorAsync(Mailer);
        var (visitor, page) = (new SiteVisitor(hub, "sipis"), new PageVisit(hub, "sipis"));
        await visitor.SaveAsync(["analytics"]);
        var from = clock.GetUtcNow().AddDays(30);

        hub.Folder.WriteSite(Changed("sipis") with { EffectiveFrom = Rfc3339.Of(from) });
        await Eventually.Async(() => Task.FromResult(hub.Site("sipis").Announced), announced => announced is not null);

        Assert.Contains("A new version of this notice takes effect: 1 April 2026, 09:30 UTC", (await page.OpenAsync("?lang=en")).Text, StringComparison.Ordinal);
        Assert.Contains("is now used for a further purpose", (await hub.Client.GetAsync("/v1/sites/sipis/notice?lang=en").JsonAsync())["announced"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((1, "current"), (await hub.VersionAsync("sipis"), (string?)(await visitor.CurrentAsync())["status"]));
        var duty = Assert.Single(await mailer.DutiesAsync(site: "sipis"))!;
        Assert.Equal(Rfc3339.Of(from.AddDays(-14)), (string?)duty["due"]);

        clock.Set(from.AddDays(-14).AddMinutes(1));
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);
        Assert.Equal("1 duty of another system is overdue. ConsentHub promises duties shows whose.", (string?)(await hub.Client.GetAsync("/health/ready").JsonAsync())["duties"]);
        Assert.Equal("late", (string?)(await mailer.AcknowledgeAsync(duty, site: "sipis").JsonAsync())["outcome"]);

        clock.Set(from);
        await Eventually.Async(() => hub.VersionAsync("sipis"), version => version == 2);
        Assert.Equal("outdated", (string?)(await visitor.CurrentAsync())["status"]);
        Assert.Empty(await mailer.DutiesAsync(site: "sipis"));
    }

    private Task<Hub> StartAsync(string key) => Hub.StartAsync([Told(key)], clock: clock, settings: WebhookHub.MayReachPrivate);

    /// <summary>The shipped file, and the system that its owner would name.</summary>
    private static SiteFile Told(string key) => ShippedSite.Read(key) with { Announce = new AnnounceRule { HeldBy = Mailer, Notice = "P14D" } };

    private static SiteFile Changed(string key) => Told(key).With("analytics", c => c with { Purposes = [.. c.Purposes, "personalised_prices"] });
}
