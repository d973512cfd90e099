using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Banner;

public class InlinedNoticeTests
{
    private const string Build = "0123456789abcdef";

    private static readonly SiteFile Site = (TestSite.Minimal() with { SupervisoryAuthority = new() { Name = "Datatilsynet" }, Residency = ["EU"] }).WithService("analytics", s => s with
    {
        PolicyUrl = "https://stats.example/privacy",
        Hosts = ["stats.example"],
        Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Dpf }],
    });

    [Fact]
    public void It_is_the_notice_without_what_only_the_preference_centre_shows()
    {
        var notice = JsonNode.Parse(NoticeRenderer.Render(Site, 1, 1, "en", 0, DateTimeOffset.UnixEpoch))!;
        var layer = JsonNode.Parse(From(Site))!.AsObject();

        Assert.Equal(Build, (string?)layer["banner"]);
        foreach (var kept in new[] { "site", "version", "lang", "region", "model", "languages", "links", "validSince", "reask" })
            Assert.True(JsonNode.DeepEquals(notice[kept], layer[kept]), kept);

        Assert.All(["controller", "privacyContact", "supervisoryAuthority", "sale", "support", "residency", "retention", "publishedAt"], absent => Assert.False(layer.ContainsKey(absent)));
        Assert.Equal(["maxAge"], layer["cookie"]!.AsObject().Select(m => m.Key));
        var category = layer["categories"]![2]!.AsObject();
        Assert.Equal(["id", "required", "services"], category.Select(m => m.Key));
        var service = category["services"]![0]!.AsObject();
        Assert.Equal(["cookies", "hosts", "id"], service.Select(m => m.Key));
        Assert.All(service["cookies"]!.AsArray(), cookie => Assert.False(cookie!.AsObject().ContainsKey("duration")));
    }

    [Fact]
    public void It_leaves_out_values_that_are_false_or_absent()
    {
        var layer = JsonNode.Parse(From(Site))!.AsObject();
        foreach (var absent in new[] { "age", "signals", "recordPage", "reloadOnWithdraw" })
            Assert.False(layer.ContainsKey(absent), absent);

        var full = JsonNode.Parse(From(Site with { Age = new AgeRule { Threshold = 16 }, Consent = Site.Consent with { RecordPage = true, ReloadOnWithdraw = true } }))!;
        Assert.Equal(16, (int)full["age"]!["threshold"]!);
        Assert.True((bool)full["recordPage"]! && (bool)full["reloadOnWithdraw"]!);
        Assert.True((bool)full["categories"]!.AsArray().Single(c => (string?)c!["id"] == "marketing")!["gpc"]!);
    }

    [Fact]
    public void Of_what_required_services_store_it_has_only_names_that_an_optional_service_may_declare_too()
    {
        var site = Site
            .WithService("auth", s => s with { Cookies = [Stored("own"), Stored("shared_1"), Stored("stats"), Stored("other", CookieKind.LocalStorage)] })
            .WithService("analytics", s => s with { Cookies = [Stored("shared_*"), Stored("stats"), Stored("other")] });

        var categories = JsonNode.Parse(From(site))!["categories"]!.AsArray();

        Assert.Equal(["shared_1", "stats"], Names(categories[0]!));
        Assert.Equal(["shared_*", "stats", "other"], Names(categories.Single(c => (string?)c!["id"] == "analytics")!));
        Assert.False(categories[0]!.AsObject().ContainsKey("default"));

        static IEnumerable<string?> Names(JsonNode category) => category["services"]![0]!["cookies"]!.AsArray().Select(c => (string?)c!["name"]);
        static CookieDeclaration Stored(string name, CookieKind kind = CookieKind.Cookie) => new() { Name = name, Kind = kind, Duration = "P1D" };
    }

    [Fact]
    public void It_has_the_palettes_of_the_schemes_that_can_be_shown()
    {
        Assert.Equal(["accept", "bg", "ink", "line", "mute", "onAccept"], Colours(Site));

        var light = JsonNode.Parse(From(Site with { Theme = new Theme { Scheme = ThemeScheme.Light } }))!["theme"]!.AsObject();
        Assert.True(light.ContainsKey("light"));
        Assert.False(light.ContainsKey("dark"));
    }

    [Fact]
    public void It_has_the_colours_of_a_refusal_and_of_marks_where_they_differ_from_those_of_an_acceptance()
    {
        var site = Site with
        {
            Theme = new Theme
            {
                AccentDark = "#20232a",
                Buttons = new ThemeButtons { Accept = new ThemeButton { FillDark = "#dddddd", InkDark = "#000000" }, Reject = new ThemeButton { FillDark = "#eeeeee", InkDark = "#111111" } },
            },
        };

        Assert.Equal(["accept", "bg", "ink", "line", "mark", "mute", "onAccept", "onReject", "reject"], Colours(site));
    }

    [Fact]
    public void It_has_the_texts_of_the_first_layer() => Assert.Equal(
        Site.Links.Keys.Select(l => l + "Link").Concat(["acceptAll", "close", "customize", "intro", "rejectAll", "reopen", "title"]).Order(StringComparer.Ordinal),
        JsonNode.Parse(From(Site))!["texts"]!.AsObject().Select(t => t.Key));

    [Fact]
    public void Nothing_in_it_ends_a_script_or_a_line()
    {
        var site = Site with { Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["title"] = "</script><!-- \u2028\u2029 é" } } };

        var layer = Encoding.UTF8.GetString(InlinedNotice.From(NoticeRenderer.Render(site, 1, 1, "en", 0), Build));

        Assert.DoesNotContain('<', layer);
        Assert.DoesNotContain('\u2028', layer);
        Assert.DoesNotContain('\u2029', layer);
        Assert.Contains(@"\u003c/script>\u003c!-- \u2028\u2029 é", layer, StringComparison.Ordinal);
        Assert.Contains("acceptAll:\"Accept all\",rejectAll:", layer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_callers_region_can_be_filled_in_before_or_after_rendering()
    {
        var notice = NoticeRenderer.Render(Site, 1, 1, "en", 0);

        Assert.Equal(InlinedNotice.Json(NoticeBytes.ForRegion(notice, "US-CA"), Build), NoticeBytes.ForRegion(From(Site), "US-CA"));
    }

    private static byte[] From(SiteFile site) => InlinedNotice.Json(NoticeRenderer.Render(site, 1, 1, "en", 0, DateTimeOffset.UnixEpoch), Build);

    private static IEnumerable<string> Colours(SiteFile site) => JsonNode.Parse(From(site))!["theme"]!["dark"]!.AsObject().Select(m => m.Key);
}
