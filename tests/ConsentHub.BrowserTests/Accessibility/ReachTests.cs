using System.Text.Json.Nodes;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>
/// At 400 % zoom, on phones and in low windows every word can be read, every control reached, and none covers another
/// (WCAG 1.4.10).
/// </summary>
public sealed class ReachTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Word = "Datenschutzgrundverordnungskonformitätserklärung";
    private static readonly string[] Looks = ["box bottom_left", "box center", "bar bottom", "bar top"];

    public static TheoryData<string> ShippedSites => [.. Directory.EnumerateFiles(TestSite.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(ShippedSites))]
    public async Task Everything_of_a_shipped_site_can_be_read_and_reached_in_each_layout(string site)
    {
        var (file, folder) = await InModalTooAsync(site);
        var window = await OpenAsync(await StartFolderAsync(folder));

        var faults = new List<string>();
        foreach (var lang in file["languages"]!.AsArray().Select(lang => (string)lang!))
        {
            faults.AddRange(await window.ErrorsAsync(site, lang, "banner", Looks));
            faults.AddRange(await window.ErrorsAsync(site, lang, "preferences", []));
            faults.AddRange(await window.ErrorsAsync(site, lang, "banner", Looks, gpc: true));
            faults.AddRange(await window.ErrorsAsync("modal", lang, "banner", [], gpc: true));
        }

        NoErrors(faults);
    }

    [Theory, EveryEngine]
    public async Task Everything_of_the_demo_site_can_be_read_and_reached_in_each_layout_and_engine(Engine engine)
    {
        var (_, folder) = await InModalTooAsync("demo");
        var window = await OpenAsync(await StartFolderAsync(folder), engine);

        var faults = new List<string>();
        foreach (var look in Looks)
            faults.AddRange(await window.ErrorsAsync("demo", "en", "banner", [look], gpc: true));

        faults.AddRange(await window.ErrorsAsync("demo", "en", "preferences", []));
        faults.AddRange(await window.ErrorsAsync("modal", "en", "banner", [], gpc: true));
        NoErrors(faults);
    }

    [Fact]
    public async Task Everything_can_be_read_and_reached_in_every_language_with_three_links()
    {
        var languages = Directory.EnumerateFiles(Path.Combine(TestSite.Folder, "../src/ConsentHub.Core/Sites/Texts"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order().ToArray();
        Assert.InRange(languages.Length, 30, 100);
        var window = await OpenAsync(await StartShopAsync(In(ShopSite.File, languages)));

        var faults = new List<string>();
        foreach (var lang in languages)
        {
            faults.AddRange(await window.ErrorsAsync("shop", lang, "banner", ["box bottom_left", "bar top"]));
            faults.AddRange(await window.ErrorsAsync("shop", lang, "age", []));
        }

        NoErrors(faults);
    }

    [Theory]
    [InlineData(nameof(ThemeLayout.Box))]
    [InlineData(nameof(ThemeLayout.Bar))]
    [InlineData(nameof(ThemeLayout.Modal))]
    public async Task Long_words_and_long_texts_can_be_read(string layout)
    {
        var texts = new[] { "title", "acceptAll", "rejectAll", "customize", "privacyLink", "imprintLink", "termsLink", "save", "preferencesTitle", "services", "placeholderAlways" }
            .ToDictionary(key => key, _ => Word, StringComparer.Ordinal);
        texts["intro"] = string.Join(' ', Enumerable.Repeat($"{Word} und noch mehr Worte über das, was diese Seite speichert.", 8));
        var site = In(ShopSite.File, ["de"]) with
        {
            Theme = new() { Layout = Enum.Parse<ThemeLayout>(layout) },
            Texts = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { ["de"] = texts },
        };
        var window = await OpenAsync(await StartShopAsync(site.With("marketing", category => category with { Name = Text(["de"], Word) })));

        string[] faults =
        [
            .. await window.ErrorsAsync("shop", "de", "banner", []),
            .. await window.ErrorsAsync("shop", "de", "preferences", []),
            .. await window.ErrorsAsync("shop", "de", "banner", [], gpc: true),
        ];

        NoErrors(faults);
    }

    [Theory]
    [InlineData("width=120 height=90")]
    [InlineData("width=200 height=100")]
    [InlineData("width=300 height=150")]
    [InlineData("style='width:100%;aspect-ratio:16/9'")]
    public async Task A_card_in_place_of_a_frame_can_be_read_and_pressed(string size)
    {
        var window = await OpenAsync(await StartShopAsync(In(ShopSite.File, ["en", "de", "el"])));
        var film = $"""<iframe data-consent="marketing" data-consent-service="shop_ads" data-src="/frame.html" title="Film" {size}></iframe> <a href="#" data-consenthub="open">Privacy settings</a>""";

        var faults = new List<string>();
        foreach (var lang in new[] { "en", "de", "el" })
            faults.AddRange(await window.ErrorsAsync("shop", lang, "card", [], film));

        NoErrors(faults);
    }

    private static void NoErrors(IReadOnlyCollection<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));

    /// <summary>A shipped site, and the same site in the layout <c>modal</c>.</summary>
    private static async Task<(JsonObject File, TestFolder Folder)> InModalTooAsync(string site)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, $"{site}.json")))!.AsObject();
        file["origins"] = new JsonArray("http://localhost:*");
        file.Remove("undecided");
        var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Sites, $"{site}.json"), file.ToJsonString());
        file["key"] = "modal";
        file["theme"]!["layout"] = "modal";
        file["theme"]!["position"] = "center";
        await File.WriteAllTextAsync(Path.Combine(folder.Sites, "modal.json"), file.ToJsonString());
        return (file, folder);
    }

    private async Task<ReachPage> OpenAsync(Hub hub, Engine engine = Engine.Chromium)
    {
        var pages = await StartPagesAsync();
        var page = await OpenAsync(engine, pages.ServeHtml("", ""));
        await page.ResizeAsync(1320, 1100);
        return new ReachPage(page, pages, hub);
    }

    /// <summary>A site in some languages, with every link and an age threshold.</summary>
    private static SiteFile In(SiteFile site, string[] languages) => site with
    {
        Languages = languages,
        Age = new AgeRule { Threshold = 16 },
        Links = new[] { "privacy", "imprint", "terms" }.ToDictionary(link => link, link => (IReadOnlyDictionary<string, string>)Text(languages, $"https://shop.example/{link}"), StringComparer.Ordinal),
        Retention = [],
        Categories = [.. site.Categories.Select(category => category with
        {
            Name = Text(languages, category.Name["en"]),
            Description = Text(languages, category.Description["en"]),
            Services = [.. category.Services.Select(service => service with { Purpose = Text(languages, service.Purpose["en"]) })],
        })],
    };

    private static Dictionary<string, string> Text(IEnumerable<string> languages, string text) => languages.ToDictionary(lang => lang, _ => text, StringComparer.Ordinal);
}
