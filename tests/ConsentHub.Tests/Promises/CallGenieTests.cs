using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of CallGenie promises, on its site file.</summary>
public sealed class CallGenieTests
{
    [Fact, Promise("3.1")]
    public async Task Cookies_storage_and_pixels_are_declared_and_shown_by_their_kind()
    {
        await using var hub = await ShippedSite.StartAsync("callgenie");

        var text = (await new PageVisit(hub, "callgenie").OpenAsync("?lang=en")).Text;

        Assert.All(["Cookie", "Local storage", "Session storage", "Pixel", "https://ads.callgenie.com/p*"], words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact, Promise("3.2")]
    public async Task The_four_purposes_are_its_four_categories_and_shown_with_them()
    {
        await using var hub = await ShippedSite.StartAsync("callgenie");

        var categories = (await hub.Client.GetAsync("/v1/sites/callgenie/notice?lang=en").JsonAsync())["categories"]!.AsArray();

        string[] expected = ["auth: keep the service running", "preferences: suggest features that fit", "analytics: measure how the platform is used", "marketing: tell you about offers"];
        Assert.Equal(expected.Length, categories.Count);
        foreach (var (category, (id, words)) in categories.Zip(expected.Select(one => (one[..one.IndexOf(':')], one[(one.IndexOf(':') + 2)..]))))
        {
            Assert.Equal(id, (string?)category!["id"]);
            Assert.Contains(words, (string?)category["description"], StringComparison.Ordinal);
        }
    }

    // A Friday: two weekends. The Wednesday before Thanksgiving: the holiday and two weekends.
    [Theory, Promise("3.8")]
    [InlineData("2027-03-05T12:10:00Z", "2027-03-17T00:00:00Z")]
    [InlineData("2027-11-24T12:10:00Z", "2027-12-07T00:00:00Z")]
    public async Task A_request_for_deletion_is_due_after_seven_business_days_and_nothing_happens_before_its_code(string received, string due)
    {
        var clock = new TestClock();
        clock.Set(DateTimeOffset.Parse(received, CultureInfo.InvariantCulture));
        await using var hub = await ShippedSite.StartAsync("callgenie", clock);
        using var admin = hub.KeyedClient();
        var (site, store) = (hub.Site("callgenie"), hub.Services.GetRequiredService<IRequestStore>());
        var request = new PrivacyRequest(
            Guid.CreateVersion7(), RequestType.Erasure, RequestState.Unverified, "en", "US-NY", "ada@example.org", null, null, null, clock.GetUtcNow(), null, null, null, null, site.Latest.Version);
        Assert.True(await store.AddAsync(site.Number, request, new RequestSecrets([1], [2]), null));

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(CodeOutcome.Wrong, await store.VerifyAsync(site.Number, request.Id, [3], RequestWork.Of(request, site.Latest, site.Latest, clock.GetUtcNow()), clock.GetUtcNow()));
        Assert.Empty(await DutiesAsync());
        Assert.Equal(CodeOutcome.Verified, await store.VerifyAsync(site.Number, request.Id, [2], RequestWork.Of(request, site.Latest, site.Latest, clock.GetUtcNow()), clock.GetUtcNow()));

        Assert.Equal(("request_erasure", due.Replace("Z", ".000Z", StringComparison.Ordinal), false), Of(Assert.Single(await DutiesAsync())!));
        clock.Set(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture) + TimeSpan.FromMilliseconds(1));
        Assert.True(Of(Assert.Single(await DutiesAsync())!).Overdue);
        var answered = await admin.PostAsJsonAsync($"/v1/admin/sites/callgenie/requests/{request.Id}/answer", new { outcome = "done", text = "Your account is gone." }).JsonAsync();
        Assert.Equal("late", (string?)answered["statement"]!["outcome"]);

        async Task<JsonArray> DutiesAsync() => (await admin.GetAsync("/v1/sites/callgenie/duties?dueBefore=2999-01-01").JsonAsync())["duties"]!.AsArray();

        static (string? Class, string? Due, bool Overdue) Of(JsonNode duty) => ((string?)duty["class"], (string?)duty["due"], (bool)duty["overdue"]!);
    }

    [Fact, Promise("3.10")]
    public async Task A_backup_of_day_29_shows_nobody_who_was_erased_and_on_day_31_it_is_gone()
    {
        using var folder = new TestFolder();
        folder.WriteSite(ShippedSite.Read("callgenie"));
        var clock = new TestClock();
        clock.Set(TimeProvider.System.GetUtcNow());
        var hub = await Hub.StartAsync(folder: folder, clock: clock);
        var (erased, stays) = (new SiteVisitor(hub, "callgenie"), new SiteVisitor(hub, "callgenie"));
        await erased.SaveAsync(["analytics"]);
        await stays.SaveAsync(["analytics"]);
        var copy = (await Cli.RunAsync(folder, ["backup"])).Ended(0).Output.Trim();
        var statement = (await hub.Client.EraseAsync(erased.Id, "callgenie"))["statement"]!["erasure"]!;
        Assert.Equal("P30D", (string?)statement["backups"]);
        await hub.StopAsync();

        clock.Advance(TimeSpan.FromDays(29));
        (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(0);
        hub = await Hub.StartAsync(folder: folder, clock: clock);

        Assert.True(File.Exists(copy));
        foreach (var (visitor, records) in new[] { (erased, 0), (stays, 1) })
            Assert.Equal(records, (await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/callgenie/visitor/export", ("Visitor-Id", visitor.Id)).JsonAsync())["records"]!.AsArray().Count);
        await hub.StopAsync();

        clock.Advance(TimeSpan.FromDays(2));
        await using var later = await Hub.StartAsync(folder: folder, clock: clock);
        await Eventually.Async(() => Task.FromResult(File.Exists(copy)), exists => !exists);
    }

    [Fact, Promise("3.14")]
    public async Task After_a_merger_or_sale_every_visitor_is_asked_again_and_told_by_whom()
    {
        await using var hub = await ShippedSite.StartAsync("callgenie");
        var (visitor, page) = (new SiteVisitor(hub, "callgenie"), new PageVisit(hub, "callgenie"));
        await visitor.SaveAsync(["analytics"]);
        await page.OpenAndPressAsync("accept_all");
        var file = ShippedSite.Read("callgenie");

        await hub.PublishAsync(file with { Controller = file.Controller with { Name = "Buyer Ltd" } }, version: 2);

        var current = await visitor.CurrentAsync();
        Assert.Equal(("outdated", "controller_changed"), ((string?)current["status"], (string?)Assert.Single(current["changes"]!.AsArray())!["kind"]));
        var text = (await page.OpenAsync("?lang=en")).Text;
        Assert.Contains("Now responsible for your data: Buyer Ltd. Before: CallGenie.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(new[] { "preferences", "analytics", "marketing" }, (await page.OpenAsync("?lang=en")).IsOn);
    }

    [Fact, Promise("3.15")]
    public async Task One_use_is_withdrawn_and_the_others_stay()
    {
        await using var hub = await ShippedSite.StartAsync("callgenie");
        var visitor = new SiteVisitor(hub, "callgenie");
        await visitor.SaveAsync(["analytics", "marketing"]);

        await visitor.SaveAsync(["analytics", "marketing"], ("cg_ads", false));
        var withoutService = await visitor.CurrentAsync();
        await visitor.SaveAsync(["analytics"]);
        var withoutCategory = await visitor.CurrentAsync();

        Assert.Equal(("""{"cg_ads":false}""", true, true), (withoutService["services"]!.ToJsonString(), (bool)withoutService["choices"]!["marketing"]!, (bool)withoutService["choices"]!["analytics"]!));
        Assert.Equal((false, true), ((bool)withoutCategory["choices"]!["marketing"]!, (bool)withoutCategory["choices"]!["analytics"]!));
    }

    [Fact, Promise("3.18")]
    public async Task The_support_address_is_on_the_page()
    {
        await using var hub = await ShippedSite.StartAsync("callgenie");

        Assert.Contains("support@callgenie.com", (await new PageVisit(hub, "callgenie").OpenAsync()).Text, StringComparison.Ordinal);
    }
}
