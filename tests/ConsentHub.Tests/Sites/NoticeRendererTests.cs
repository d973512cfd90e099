using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

public class NoticeRendererTests
{
    private const int CaliforniaRule = 2;
    private const int UnitedStatesRule = 3;

    [Fact]
    public void A_notice_has_the_fields_of_the_contract_and_no_others() => Assert.Equal(
        ["age", "categories", "controller", "cookie", "dir", "lang", "languages", "links", "model", "privacyContact", "reask", "recordPage", "region",
            "reloadOnWithdraw", "retention", "signals", "site", "texts", "theme", "validSince", "version"],
        Render(TestSite.Minimal()).Select(m => m.Key));

    [Fact]
    public void It_names_what_it_was_made_for()
    {
        var notice = Render(TestSite.Minimal(), lang: "de", rule: CaliforniaRule);

        Assert.Equal("demo", (string?)notice["site"]);
        Assert.Equal(7, (int?)notice["version"]);
        Assert.Equal(3, (int?)notice["validSince"]);
        Assert.Equal("de", (string?)notice["lang"]);
        Assert.Equal("ltr", (string?)notice["dir"]);
        Assert.Equal("opt_out", (string?)notice["model"]);
        Assert.Equal("""["en","de"]""", notice["languages"]!.ToJsonString());
    }

    [Fact]
    public void Its_bytes_are_canonical_and_the_same_every_time()
    {
        var rendered = NoticeRenderer.Render(TestSite.Minimal(), 7, 3, "en", 0);

        Assert.Equal(rendered, NoticeRenderer.Render(NoticeContent.Parse(NoticeContent.Canonical(TestSite.Minimal())), 7, 3, "en", 0));
        Assert.Equal(rendered, CanonicalJson.Serialize(JsonNode.Parse(rendered)));
    }

    /// <summary>The digest of a version relies on this: it covers each language in each model, but each region rule in only one language.</summary>
    [Fact]
    public void Rules_of_one_model_differ_only_in_periods_and_in_every_language_alike()
    {
        var site = TestSite.Minimal() with
        {
            Regions = [.. TestSite.Minimal().Regions, new RegionRule { In = ["US-TX"], Model = ConsentModel.OptOut, Lifetime = "P500D" }, new RegionRule { In = ["JP"], Model = ConsentModel.OptIn, Lifetime = "P90D" }],
        };
        foreach (var rules in Regions.RulesOf(site).GroupBy(rule => Regions.ModelOf(site, rule)))
        {
            foreach (var rule in rules)
            {
                Assert.Equal(Times(rule, "en"), Times(rule, "de"));
                foreach (var lang in site.Languages)
                    Assert.Equal(Timeless(rules.First(), lang), Timeless(rule, lang));
            }
        }

        string Times(int rule, string lang) => $"{Render(site, lang, rule)["reask"]!.ToJsonString()} {Render(site, lang, rule)["cookie"]!["maxAge"]}";

        string Timeless(int rule, string lang)
        {
            var notice = Render(site, lang, rule);
            notice.Remove("reask");
            notice["cookie"]!.AsObject().Remove("maxAge");
            return notice.ToJsonString();
        }
    }

    [Fact]
    public void A_category_is_complete_and_in_the_language_asked_for() => Assert.Equal(
        """
        {"basis":"consent","default":false,"description":"Wozu Statistik dient.","gpc":false,"id":"analytics","name":"Statistik","required":false,"services":[{"cookies":[{"duration":"P13M","kind":"cookie","name":"shop_stats_cookie"}],"hosts":[],"id":"shop_stats","name":"Service shop_stats","provider":"Test Shop AS","purpose":"Was shop_stats tut."}]}
        """.TrimEnd(),
        Category(Render(TestSite.Minimal(), lang: "de"), "analytics").ToJsonString());

    [Fact]
    public void What_a_service_does_not_say_is_left_out_and_what_it_says_is_there()
    {
        var site = TestSite.Minimal().WithService("analytics", s => s with
        {
            PolicyUrl = "https://stats.example/privacy",
            Hosts = ["stats.example"],
            Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Scc }],
            Cookies = [new CookieDeclaration { Name = "q*", Kind = CookieKind.IndexedDb }, new CookieDeclaration { Name = "c", Domain = "shop.example" }],
        });

        var service = Category(Render(site), "analytics")["services"]![0]!;

        Assert.Equal("https://stats.example/privacy", (string?)service["policyUrl"]);
        Assert.Equal("""["stats.example"]""", service["hosts"]!.ToJsonString());
        Assert.Equal("""[{"country":"US","safeguard":"scc"}]""", service["transfers"]!.ToJsonString());
        Assert.Equal("""[{"kind":"indexed_db","name":"q*"},{"domain":"shop.example","kind":"cookie","name":"c"}]""", service["cookies"]!.ToJsonString());
        Assert.False(Category(Render(site), "marketing")["services"]![0]!.AsObject().ContainsKey("policyUrl"));
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, false)]
    [InlineData(CaliforniaRule, true, false)]
    [InlineData(UnitedStatesRule, true, true)]
    public void The_state_before_a_choice_follows_the_model_and_is_off_under_opt_in(int rule, bool preferences, bool analytics)
    {
        var site = TestSite.Minimal().With("analytics", c => c with { Defaults = new CategoryDefaults { OptOut = false } });

        var notice = Render(site, rule: rule);

        Assert.True((bool?)Category(notice, "auth")["default"]);
        Assert.Equal(preferences, (bool?)Category(notice, "preferences")["default"]);
        Assert.Equal(analytics, (bool?)Category(notice, "analytics")["default"]);
    }

    [Fact]
    public void Global_Privacy_Control_denies_marketing_and_what_the_site_names()
    {
        var usual = Render(TestSite.Minimal());
        var other = Render(TestSite.Minimal().With("analytics", c => c with { Gpc = true }).With("marketing", c => c with { Gpc = false }));

        Assert.Equal([false, false, false, true], usual["categories"]!.AsArray().Select(c => (bool)c!["gpc"]!));
        Assert.Equal([false, false, true, false], other["categories"]!.AsArray().Select(c => (bool)c!["gpc"]!));
    }

    [Fact]
    public void The_theme_is_filled_in_and_its_colours_are_worked_out()
    {
        var theme = Render(TestSite.Minimal())["theme"]!.AsObject();

        Assert.Equal(["dark", "font", "layout", "light", "position", "radius", "scheme"], theme.Select(m => m.Key));
        Assert.Equal(("box", "bottom_left", 14, "auto", "system"), ((string?)theme["layout"], (string?)theme["position"], (int)theme["radius"]!, (string?)theme["scheme"], (string?)theme["font"]));
        Assert.Equal(
            """{"accept":"#1f4d3f","bg":"#ffffff","edge":"#77797d","ink":"#15181e","knob":"#ffffff","line":"#e3e3e4","mark":"#1f4d3f","mute":"#57595d","onAccept":"#ffffff","onReject":"#ffffff","reject":"#1f4d3f","soft":"#f6f6f6"}""",
            theme["light"]!.ToJsonString());
        Assert.Equal("#9fd8c0", (string?)theme["dark"]!["accept"]);
    }

    [Fact]
    public void A_bar_lies_at_the_bottom_unless_the_site_says_otherwise()
    {
        var bar = new Theme { Layout = ThemeLayout.Bar };

        Assert.Equal("bottom", (string?)Render(TestSite.Minimal() with { Theme = bar })["theme"]!["position"]);
        Assert.Equal("top", (string?)Render(TestSite.Minimal() with { Theme = bar with { Position = ThemePosition.Top } })["theme"]!["position"]);
    }

    [Fact]
    public void A_modal_is_in_the_middle() =>
        Assert.Equal("center", (string?)Render(TestSite.Minimal() with { Theme = new Theme { Layout = ThemeLayout.Modal } })["theme"]!["position"]);

    [Fact]
    public void The_cookie_lives_as_long_as_the_consent()
    {
        var cookie = Render(TestSite.Minimal())["cookie"]!;
        var shared = Render(TestSite.Minimal() with { Consent = new ConsentRules { CookieDomain = "shop.example", Lifetime = "P1Y" } })["cookie"]!;

        Assert.Equal("""{"domain":null,"idName":"chid_demo","maxAge":15724800,"name":"ch_demo"}""", cookie.ToJsonString());
        Assert.Equal("""{"domain":"shop.example","idName":"chid_demo","maxAge":31536000,"name":"ch_demo"}""", shared.ToJsonString());
    }

    [Fact]
    public void It_says_how_long_a_grant_and_a_refusal_are_valid_in_its_region_and_the_cookie_lasts_for_both()
    {
        var site = TestSite.Minimal() with { Consent = new ConsentRules { Lifetime = "P3M" } };

        Assert.Equal("""{"granted":7862400,"refused":15724800}""", Render(site)["reask"]!.ToJsonString());
        Assert.Equal(15724800, (int)Render(site)["cookie"]!["maxAge"]!);
        Assert.Equal("""{"granted":31536000,"refused":31536000}""", Render(site, rule: CaliforniaRule)["reask"]!.ToJsonString());
        Assert.Equal(31536000, (int)Render(site, rule: CaliforniaRule)["cookie"]!["maxAge"]!);
    }

    [Fact]
    public void Its_texts_are_the_shipped_ones_with_the_sites_own_over_them()
    {
        var site = TestSite.Minimal() with
        {
            Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["title"] = "Cookies?" } },
        };

        Assert.Equal("Cookies?", (string?)Render(site)["texts"]!["title"]);
        Assert.Equal(InterfaceTexts.For("en")["intro"].Replace("{controller}", "Test Shop AS", StringComparison.Ordinal), (string?)Render(site)["texts"]!["intro"]);
        Assert.Equal(InterfaceTexts.For("de")["title"], (string?)Render(site, lang: "de")["texts"]!["title"]);
        Assert.Equal(InterfaceTexts.Keys.Except(["introOptOut", "introIdentity"]).Order(StringComparer.Ordinal), Render(site)["texts"]!.AsObject().Select(t => t.Key));
    }

    [Fact]
    public void It_has_links_parties_and_age()
    {
        var site = TestSite.Minimal() with
        {
            Age = new AgeRule { Threshold = 13 },
            Links = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["privacy"] = TestSite.Text("/privacy", "/datenschutz") },
        };

        var notice = Render(site, lang: "de");

        Assert.Equal("""{"privacy":"/datenschutz"}""", notice["links"]!.ToJsonString());
        Assert.Equal("""{"threshold":13}""", notice["age"]!.ToJsonString());
        Assert.Equal("""{"email":"privacy@shop.example"}""", notice["privacyContact"]!.ToJsonString());
        Assert.Equal("""{"address":"Kaien 7, 5003 Bergen","country":"NO","email":"hello@shop.example","name":"Test Shop AS"}""", notice["controller"]!.ToJsonString());
        Assert.Null(Render(TestSite.Minimal())["age"]);
    }

    [Fact]
    public void It_has_what_the_site_states_and_leaves_out_what_it_does_not()
    {
        var site = TestSite.Minimal() with
        {
            SupervisoryAuthority = new SupervisoryAuthority { Name = "Datatilsynet", Url = "https://www.datatilsynet.no" },
            Residency = ["EU", "US"],
            Retention =
            [
                new RetentionClass { Id = "account", Name = TestSite.Text("Account", "Konto"), While = "account_active" },
                new RetentionClass { Id = "rent", Name = TestSite.Text("Rent", "Miete"), While = "renting", WhileText = TestSite.Text("while you rent", "solange Sie mieten") },
                new RetentionClass { Id = "bills", Name = TestSite.Text("Bills", "Rechnungen"), Period = "P7Y", Basis = LegalBasis.LegalObligation },
            ],
        };

        var notice = JsonNode.Parse(NoticeRenderer.Render(site, 7, 3, "de", 0, DateTimeOffset.UnixEpoch))!;
        var silent = Render(TestSite.Minimal() with { Retention = [] });

        Assert.Equal("1970-01-01T00:00:00.000Z", (string?)notice["publishedAt"]);
        Assert.Equal("""{"name":"Datatilsynet","url":"https://www.datatilsynet.no"}""", notice["supervisoryAuthority"]!.ToJsonString());
        Assert.Equal("""["EU","US"]""", notice["residency"]!.ToJsonString());
        Assert.Equal(
            """[{"id":"account","name":"Konto","while":"account_active"},{"id":"rent","name":"Miete","while":"renting","whileText":"solange Sie mieten"},{"basis":"legal_obligation","id":"bills","name":"Rechnungen","period":"P7Y"}]""",
            notice["retention"]!.ToJsonString());
        Assert.All(["publishedAt", "supervisoryAuthority", "residency", "retention"], absent => Assert.False(silent.ContainsKey(absent)));
    }

    [Fact]
    public void A_language_that_is_not_offered_can_not_be_rendered() =>
        Assert.Throws<ArgumentException>(() => NoticeRenderer.Render(TestSite.Minimal(), 1, 1, "fr", 0));

    [Fact]
    public void The_callers_region_replaces_the_unknown_one_and_nothing_else_changes()
    {
        var site = TestSite.Minimal().With("analytics", c => c with { Name = TestSite.Text("\"region\":\"ZZ\"", "Statistik") });
        var rendered = NoticeRenderer.Render(site, 1, 1, "en", 0);

        var expected = JsonNode.Parse(rendered)!;
        expected["region"] = "US-CA";

        Assert.Equal(CanonicalJson.Serialize(expected), NoticeBytes.ForRegion(rendered, "US-CA"));
        Assert.Same(rendered, NoticeBytes.ForRegion(rendered, Regions.Unknown));
        Assert.Contains("\"region\":\"*\"", Encoding.UTF8.GetString(NoticeBytes.ForRegion(rendered, Regions.Every)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\",\"model\":\"opt_out")]
    [InlineData("us")]
    [InlineData("")]
    public void Only_a_region_can_be_filled_in(string region) =>
        Assert.Throws<ArgumentException>(() => NoticeBytes.ForRegion(NoticeRenderer.Render(TestSite.Minimal(), 1, 1, "en", 0), region));

    private static JsonObject Render(SiteFile site, string lang = "en", int rule = 0) =>
        JsonNode.Parse(NoticeRenderer.Render(site, 7, 3, lang, rule))!.AsObject();

    private static JsonNode Category(JsonObject notice, string id) => notice["categories"]!.AsArray().Single(c => (string?)c!["id"] == id)!;
}
