using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>When the server itself considers a choice no longer valid: by region, by what it granted, or after a material change.</summary>
public sealed class ReaskOverHttpTests
{
    private static readonly SiteFile Site = TestSite.Minimal("shop") with { Consent = new() { Lifetime = "P3M", ReaskAfterRefusal = "P8M" } };

    [Theory]
    [InlineData("ZZ", "opt_in", false, false, 243)]
    [InlineData("ZZ", "opt_in", true, false, 91)]
    [InlineData("DE", "opt_in", false, true, 91)]
    [InlineData("US-CA", "opt_out", false, false, 365)]
    [InlineData("US-CA", "opt_out", true, false, 365)]
    public async Task A_choice_expires_by_the_region_it_was_shown_in_and_by_whether_it_grants_anything(
        string region, string model, bool granted, bool service, int days)
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        var visitor = Choice.NewVisitorId();
        var body = Choice.Save(visitor, granted ? ["analytics"] : []);
        (body["region"], body["model"]) = (region, model);
        if (service)
            body["services"] = new JsonObject { ["shop_ads"] = true };

        var answer = await hub.Client.SendAsync(body).JsonAsync(201);

        Assert.Equal(clock.GetUtcNow().AddDays(days), (DateTimeOffset)answer["expiresAt"]!);
        clock.Advance(TimeSpan.FromDays(days) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("current", await StatusAsync(hub, visitor));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("expired", await StatusAsync(hub, visitor));
        var history = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/visitor/export", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal((string?)answer["expiresAt"], (string?)history["records"]![0]!["expiresAt"]);
    }

    [Fact]
    public async Task The_page_without_JavaScript_keeps_a_refusal_as_long_and_its_cookie_too()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync([Site], clock: clock);
        var visit = new PageVisit(hub);
        var saved = await visit.OpenAndPressAsync("reject_all");

        clock.Advance(TimeSpan.FromDays(242));
        Assert.DoesNotContain("has expired", (await visit.OpenAsync()).Text, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Contains("has expired", (await visit.OpenAsync()).Text, StringComparison.Ordinal);
        Assert.Contains($"max-age={243 * 86_400}", saved.Header("Set-Cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_material_change_ends_a_choice_sooner_and_its_reasons_are_stored_with_the_version()
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        var silent = Site with { Theme = new Theme { Layout = ThemeLayout.Modal } };
        await hub.PublishAsync(silent, version: 2);
        Assert.Equal("current", await StatusAsync(hub, visitor));

        var told = silent.WithService("marketing", s => s with { Cookies = [.. s.Cookies, new() { Name = "_new", Duration = "P1D" }] });
        await hub.PublishAsync(told, version: 3);
        Assert.Equal("current", await StatusAsync(hub, visitor));

        var asked = told.With("marketing", c => c with { Purposes = [.. c.Purposes, "profiling"] }).WithService("analytics", s => s with { Cookies = [.. s.Cookies, new() { Name = "_more" }] });
        await hub.PublishAsync(asked, version: 4);
        Assert.Equal("outdated", await StatusAsync(hub, visitor));

        var versions = (await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync())["versions"]!.AsArray();
        Assert.Equal([1, 1, 1, 4], versions.Select(v => (int)v!["validSince"]!));
        Assert.Equal(["", "", "", "purpose_added"], versions.Select(v => string.Join(", ", v!["reasons"]!.AsArray().Select(r => (string?)r!["kind"]))));
        Assert.Equal(["", "", "cookie_added", "purpose_added, cookie_added"], versions.Select(v => string.Join(", ", v!["changes"]!.AsArray().Select(r => (string?)r!["kind"]))));
    }

    [Fact]
    public async Task A_reason_for_asking_sooner_is_listed_with_the_version()
    {
        var early = new RegionRule { In = ["FR", "BE"], Model = ConsentModel.OptIn, ReaskAfterRefusal = "P3M", Reason = "Order of the authority." };
        await using var hub = await Hub.StartAsync([Site with { Regions = [early] }]);

        var version = (await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync())["versions"]![0]!;

        Assert.Equal(
            """[{"regions":["FR","BE"],"reaskAfterRefusal":"P3M","floor":"P6M","source":"Garante 231/2021, and good practice of the CNIL","reason":"Order of the authority."}]""",
            version["reaskExceptions"]!.ToJsonString());
    }

    private static async Task<string?> StatusAsync(Hub hub, string visitor) =>
        (string?)(await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync())["status"];
}
