using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.Sites;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Banner;

public class FirstLayerTests
{
    private const string Build = "0123456789abcdef";

    private static readonly SiteFile Site = TestSite.Minimal().WithService("analytics", s => s with
    {
        PolicyUrl = "https://stats.example/privacy",
        Hosts = ["stats.example"],
        Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Dpf }],
    });

    [Fact]
    public void It_is_the_notice_without_what_only_the_preference_centre_shows()
    {
        var notice = JsonNode.Parse(NoticeRenderer.Render(Site, 1, 1, "en", 0))!;
        var layer = JsonNode.Parse(From(Site))!.AsObject();

        Assert.Equal(Build, (string?)layer["banner"]);
        foreach (var kept in new[] { "site", "version", "lang", "dir", "region", "model", "languages", "theme", "cookie", "links", "age", "validSince", "reloadOnWithdraw", "recordPage" })
            Assert.True(JsonNode.DeepEquals(notice[kept], layer[kept]), kept);

        Assert.False(layer.ContainsKey("controller"));
        Assert.False(layer.ContainsKey("privacyContact"));
        var category = layer["categories"]![2]!.AsObject();
        Assert.Equal(["default", "gpc", "id", "name", "required", "services"], category.Select(m => m.Key));
        Assert.Equal(["cookies", "hosts", "id", "name", "provider"], category["services"]![0]!.AsObject().Select(m => m.Key));
    }

    [Fact]
    public void It_has_the_texts_of_the_first_layer_and_of_what_changed() => Assert.Equal(
        InterfaceTexts.Keys.Where(k => k.StartsWith("change", StringComparison.Ordinal)).Concat(
            ["title", "intro", "acceptAll", "rejectAll", "customize", "close", "reopen", "privacyLink", "imprintLink", "termsLink", "gpcHonoured",
                "placeholderText", "placeholderOnce", "placeholderAlways", "save", "saved", "alwaysOn", "preferencesTitle"]).Order(StringComparer.Ordinal),
        JsonNode.Parse(From(Site))!["texts"]!.AsObject().Select(t => t.Key));

    [Fact]
    public void Nothing_in_it_ends_a_script_or_a_line()
    {
        var site = Site.With("analytics", c => c with { Name = TestSite.Text("</script><!-- \u2028\u2029 é", "Statistik") });

        var layer = Encoding.UTF8.GetString(From(site));

        Assert.DoesNotContain('<', layer);
        Assert.DoesNotContain('\u2028', layer);
        Assert.DoesNotContain('\u2029', layer);
        Assert.Contains(@"\u003c/script>\u003c!-- \u2028\u2029 é", layer, StringComparison.Ordinal);
        Assert.Equal("</script><!-- \u2028\u2029 é", (string?)JsonNode.Parse(layer)!["categories"]![2]!["name"]);
    }

    [Fact]
    public void The_callers_region_can_be_filled_in_before_or_after()
    {
        var notice = NoticeRenderer.Render(Site, 1, 1, "en", 0);

        Assert.Equal(FirstLayer.From(NoticeBytes.ForRegion(notice, "US-CA"), Build), NoticeBytes.ForRegion(From(Site), "US-CA"));
    }

    private static byte[] From(SiteFile site) => FirstLayer.From(NoticeRenderer.Render(site, 1, 1, "en", 0), Build);
}
