using System.Text;
using ConsentHub.CommandLine;
using ConsentHub.Formats;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Sites;

/// <summary>Site files with <c>effectiveFrom</c>: through the folder, the administrators' API and the command line.</summary>
public sealed class AnnouncementTests
{
    private static readonly SiteFile Site = TestSite.Minimal("shop");

    private static readonly SiteFile Next = Site.WithService("marketing", s => s with { Provider = "Other AS" });

    private readonly TestClock clock = new();

    [Fact]
    public async Task A_file_of_the_folder_is_announced_and_a_hub_that_starts_late_publishes_it()
    {
        using var folder = new TestFolder();
        var before = await Hub.StartAsync([Site], folder, clock);
        folder.WriteSite(Announced(days: 30));
        await Eventually.Async(() => Task.FromResult(before.Site().Announced), a => a is not null);
        Assert.Equal(1, await before.VersionAsync("shop"));
        Assert.Equal("[]", await before.FileProblemsAsync(_ => true));
        await before.StopAsync();

        clock.Advance(TimeSpan.FromDays(31));
        await using var hub = await Hub.StartAsync(folder: folder, clock: clock);
        await Eventually.Async(() => hub.VersionAsync("shop"), version => version == 2);

        Assert.Null(hub.Site().Announced);
        Assert.Equal("[]", await hub.FileProblemsAsync(_ => true));
        Assert.Equal(["announced version 2 for 2026-04-01T09:30:00.000Z that asks visitors again", "version 2"], (await hub.AuditAsync())
            .Where(e => (string?)e["action"] == "site.publish").Select(e => ((string)e["detail"]!).Split(", ")[0]).Order(StringComparer.Ordinal).Except(["version 1"]));
        await hub.StopAsync();
        (await Cli.RunAsync(folder, ["verify", "database"])).Ended(ExitCodes.Done);
    }

    [Fact]
    public async Task Taking_the_file_back_to_the_version_in_force_withdraws_the_announcement_also_after_a_start()
    {
        using var folder = new TestFolder();
        var before = await Hub.StartAsync([Site], folder, clock);
        folder.WriteSite(Announced(days: 30));
        await Eventually.Async(() => Task.FromResult(before.Site().Announced), a => a is not null);
        await before.StopAsync();

        folder.WriteSite(Site);
        await using var hub = await Hub.StartAsync(folder: folder, clock: clock);

        Assert.Null(hub.Site().Announced);
        Assert.Equal(1, await hub.VersionAsync("shop"));
    }

    [Fact]
    public async Task A_clock_that_leapt_publishes_nothing_until_somebody_says_that_it_is_right()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        hub.Folder.WriteSite(Announced(days: 60));
        await Eventually.Async(() => Task.FromResult(hub.Site().Announced), a => a is not null);
        await TurnAsync(hub);

        clock.Advance(TimeSpan.FromDays(61));
        await TurnAsync(hub);
        Assert.Equal(1, await hub.VersionAsync("shop"));
        var ready = await hub.Client.GetAsync("/health/ready").JsonAsync();
        Assert.Equal(("degraded", "Announced versions could not be published. The log has the reason."), ((string?)ready["status"], (string?)ready["announcements"]));

        await hub.Services.GetRequiredService<IRetentionStore>().SetClockAsync(clock.GetUtcNow());
        await TurnAsync(hub);
        Assert.Equal(2, await hub.VersionAsync("shop"));
        await TurnAsync(hub);
        Assert.Null((await hub.Client.GetAsync("/health/ready").JsonAsync())["announcements"]);
    }

    [Fact]
    public async Task A_file_with_a_wrong_time_is_refused_by_name_and_the_announced_version_stays()
    {
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        hub.Folder.WriteSite(Announced(days: 30));
        await Eventually.Async(() => Task.FromResult(hub.Site().Announced), a => a is not null);

        hub.Folder.WriteSite(Announced(days: -1) with { Name = "Other" });
        await hub.FileProblemsAsync(said => said.Contains("effectiveFrom: must be in the future", StringComparison.Ordinal));
        hub.Folder.WriteSite(Announced(days: 367));
        await hub.FileProblemsAsync(said => said.Contains("effectiveFrom: must be at most 366 days ahead", StringComparison.Ordinal));
        hub.Folder.WriteSite(Next with { EffectiveFrom = "1 March 2027" });
        await hub.FileProblemsAsync(said => said.Contains("effectiveFrom", StringComparison.Ordinal) && said.Contains("must be a time in UTC", StringComparison.Ordinal));

        Assert.Equal(clock.GetUtcNow().AddDays(30), hub.Site().Announced!.EffectiveFrom);
        Assert.Equal(1, await hub.VersionAsync("shop"));
    }

    [Theory]
    [InlineData("2027-03-01")]
    [InlineData("2027-03-01T00:00:00+01:00")]
    [InlineData("2027-13-01T00:00:00Z")]
    [InlineData("")]
    public void A_time_must_be_in_rfc_3339_and_utc(string text)
    {
        var result = SiteFileEdit.Read("effectiveFrom", $"\"{text}\"");

        Assert.Equal("effectiveFrom", Assert.Single(result.Errors).Path);
    }

    [Fact]
    public async Task The_console_previews_announces_and_withdraws_a_draft()
    {
        await using var hub = await Hub.StartAsync([], clock: clock);
        using var admin = hub.KeyedClient();
        var site = Site with { Key = "console-site", ManagedBy = ManagedBy.Console };
        await SendAsync(admin, HttpMethod.Put, "", 0, site).JsonAsync();
        await SendAsync(admin, HttpMethod.Post, "/publish", 0).JsonAsync();
        var next = Announced(days: 14) with { Key = site.Key, ManagedBy = ManagedBy.Console };

        foreach (var wrong in new[] { "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "soon" })
            Assert.NotNull((await SendAsync(admin, HttpMethod.Put, "", 1, next with { EffectiveFrom = wrong }).JsonAsync(422))["errors"]!["effectiveFrom"]);
        var preview = await SendAsync(admin, HttpMethod.Put, "", 1, next).JsonAsync();
        var announced = await SendAsync(admin, HttpMethod.Post, "/publish", 1).JsonAsync();

        Assert.Equal(("announced", 2, true, "2026-03-16T09:30:00.000Z"), ((string?)preview["outcome"], (int)preview["version"]!, (bool)preview["material"]!, (string?)preview["effectiveFrom"]));
        Assert.Equal("announced", (string?)announced["outcome"]);
        Assert.Equal(1, await hub.VersionAsync(site.Key));
        Assert.Equal(2, hub.Site(site.Key).Announced!.Version);

        await SendAsync(admin, HttpMethod.Put, "", 1, site).JsonAsync();
        Assert.Equal("withdrawn", (string?)(await SendAsync(admin, HttpMethod.Post, "/publish", 1).JsonAsync())["outcome"]);
        Assert.Null(hub.Site(site.Key).Announced);
    }

    [Fact]
    public async Task A_draft_whose_time_passed_before_it_was_published_is_refused_and_kept()
    {
        await using var hub = await Hub.StartAsync([], clock: clock);
        using var admin = hub.KeyedClient();
        var site = Site with { Key = "console-site", ManagedBy = ManagedBy.Console };
        await SendAsync(admin, HttpMethod.Put, "", 0, site).JsonAsync();
        await SendAsync(admin, HttpMethod.Post, "/publish", 0).JsonAsync();
        await SendAsync(admin, HttpMethod.Put, "", 1, Announced(days: 1) with { Key = site.Key, ManagedBy = ManagedBy.Console }).JsonAsync();

        clock.Advance(TimeSpan.FromDays(2));

        Assert.NotNull((await SendAsync(admin, HttpMethod.Post, "/publish", 1).JsonAsync(422))["errors"]!["effectiveFrom"]);
        Assert.NotNull((await admin.GetAsync("/v1/admin/sites/console-site").JsonAsync())["draft"]);
    }

    [Fact]
    public async Task The_command_line_says_what_is_announced_and_refuses_a_time_in_the_past()
    {
        await using var hub = await Hub.StartAsync([Site]);
        using var other = new TestFolder();
        var file = Path.Combine(other.Sites, "shop.json");
        var soon = Rfc3339.Of(TimeProvider.System.GetUtcNow().AddDays(3));

        other.WriteSite(Next with { EffectiveFrom = soon });
        Assert.Contains($"would announce version 2 of shop for {soon}", (await Cli.RunAsync(hub.Folder, ["site", "check", file])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains($"announced version 2 of shop for {soon}; visitors are asked again then", (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains($"is already announced for {soon}", (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        other.WriteSite(Next with { EffectiveFrom = "2020-01-01T00:00:00Z" });
        Assert.Contains("effectiveFrom must be in the future", (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.CheckFailed).Error, StringComparison.Ordinal);
        other.WriteSite(Site);
        Assert.Contains("is withdrawn", (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    private SiteFile Announced(int days) => Next with { EffectiveFrom = Rfc3339.Of(clock.GetUtcNow().AddDays(days)) };

    private static Task TurnAsync(Hub hub) => hub.Services.GetRequiredService<AnnouncementRun>().RunTurnAsync(CancellationToken.None);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient admin, HttpMethod method, string path, int version, SiteFile? site = null)
    {
        using var request = new HttpRequestMessage(method, $"/v1/admin/sites/console-site{path}");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        if (site is not null)
            request.Content = new StringContent(TestSite.Json(site), Encoding.UTF8, "application/json");

        return await admin.SendAsync(request);
    }
}
