using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

/// <summary>The texts follow the consent model of the visitor's region.</summary>
public sealed class WordsByModelTests
{
    private static readonly SiteFile Site = TestSite.Minimal() with
    {
        Regions =
        [
            new RegionRule { In = ["EEA"], Model = ConsentModel.OptIn },
            new RegionRule { In = ["US-CA", "US-CO", "CA-ON"], Model = ConsentModel.OptOut },
            new RegionRule { In = ["US"], Model = ConsentModel.NoticeOnly },
        ],
    };

    public static TheoryData<string> Languages => [.. InterfaceTexts.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_text_says_that_everything_waits_while_it_runs(string lang)
    {
        var site = Site with { Languages = [lang], Retention = [], Categories = [.. Site.Categories.Select(c => In(c, lang))] };
        string Intro(int rule) => (string)JsonNode.Parse(NoticeRenderer.Render(site, 1, 1, lang, rule))!["texts"]!["intro"]!;

        string Shipped(string key) => InterfaceTexts.For(lang)[key].Replace("{controller}", "Test Shop AS", StringComparison.Ordinal);
        Assert.Equal(Shipped("intro"), Intro(0));
        Assert.Equal(Shipped("intro"), Intro(1));
        Assert.Equal(Shipped("introOptOut"), Intro(2));
        Assert.Equal(Shipped("introOptOut"), Intro(3));
        Assert.All(Enumerable.Range(0, 4), rule => Assert.Contains("Test Shop AS", Intro(rule), StringComparison.Ordinal));
        Assert.NotEqual(Intro(1), Intro(2));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Only_a_site_with_sign_in_says_that_a_choice_applies_on_all_devices(string lang)
    {
        var site = Site with { Languages = [lang], Retention = [], Categories = [.. Site.Categories.Select(c => In(c, lang))] };
        JsonObject Texts(bool identity) => JsonNode.Parse(NoticeRenderer.Render(site with { Identity = identity }, 1, 1, lang, 0))!["texts"]!.AsObject();

        Assert.Equal($"{Texts(false)["intro"]} {InterfaceTexts.For(lang)["introIdentity"]}", (string?)Texts(true)["intro"]);
        Assert.Equal(Texts(false).Select(t => t.Key), Texts(true).Select(t => t.Key));
        Assert.False(Texts(true).ContainsKey("introIdentity"));
    }

    [Fact]
    public void With_an_age_limit_everything_waits_under_every_model_and_the_text_says_so()
    {
        var site = Site with { Age = new AgeRule { Threshold = 16 } };

        foreach (var rule in Enumerable.Range(0, 4))
        {
            var notice = JsonNode.Parse(NoticeRenderer.Render(site, 1, 1, "en", rule))!;
            Assert.Equal(InterfaceTexts.For("en")["intro"].Replace("{controller}", "Test Shop AS", StringComparison.Ordinal), (string?)notice["texts"]!["intro"]);
            Assert.All(notice["categories"]!.AsArray().Where(c => !(bool)c!["required"]!), c => Assert.False((bool)c!["default"]!));
        }
    }

    [Fact]
    public void A_sites_own_texts_apply_to_the_model_that_they_are_written_for()
    {
        var site = Site with { Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["intro"] = "Own.", ["introOptOut"] = "Own, running." } } };

        var texts = JsonNode.Parse(NoticeRenderer.Render(site, 1, 1, "en", 2))!["texts"]!.AsObject();

        Assert.Equal("Own, running. Responsible: Test Shop AS.", (string?)texts["intro"]);
        Assert.False(texts.ContainsKey("introOptOut"));
    }

    [Theory]
    [InlineData("title", "Cookies of Test Shop AS")]
    [InlineData("intro", "We, TEST SHOP AS, ask you.")]
    public void The_controller_is_named_once(string key, string words)
    {
        var site = Site with { Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { [key] = words } } };

        var texts = JsonNode.Parse(NoticeRenderer.Render(site, 1, 1, "en", 0))!["texts"]!;

        Assert.DoesNotContain("Responsible", (string)texts["intro"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US-CA", "Do not sell or share my personal information")]
    [InlineData("US-CO", "Your privacy choices")]
    [InlineData("CA-ON", "Your privacy choices")]
    [InlineData("US-TX", "Privacy settings")]
    [InlineData("NO", "Privacy settings")]
    public void The_reopen_button_has_the_label_that_the_region_requires(string region, string name)
    {
        var notice = NoticeBytes.ForRegion(NoticeRenderer.Render(Site, 1, 1, "en", Regions.RuleFor(Site, region)), region);

        var texts = JsonNode.Parse(InlinedNotice.Json(notice, "0123456789abcdef"))!["texts"]!.AsObject();

        Assert.Equal(name, Assert.Single(texts, t => t.Key is "optOutLink" or "choicesLink" or "reopen").Value!.ToString());
    }

    [Theory]
    [InlineData("opt_out")]
    [InlineData("notice_only")]
    public void A_site_that_runs_something_without_asking_but_stops_nothing_for_the_signal_is_refused(string word)
    {
        var model = word == "opt_out" ? ConsentModel.OptOut : ConsentModel.NoticeOnly;
        var site = TestSite.Minimal("shop").With("marketing", c => c with { Gpc = false }) with { Regions = [new RegionRule { In = ["US"], Model = model }] };

        var refused = SiteFileReader.Read(System.Text.Encoding.UTF8.GetBytes(TestSite.Json(site)));
        var accepted = SiteFileReader.Read(System.Text.Encoding.UTF8.GetBytes(TestSite.Json(site with { Regions = [] })));

        Assert.Contains("gpc.json", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
        Assert.Empty(accepted.Errors);
    }

    private static Category In(Category category, string lang) => category with
    {
        Name = Of(category.Name, lang),
        Description = Of(category.Description, lang),
        Services = [.. category.Services.Select(s => s with { Purpose = Of(s.Purpose, lang) })],
    };

    private static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> text, string lang) => new(StringComparer.Ordinal) { [lang] = text["en"] };
}
