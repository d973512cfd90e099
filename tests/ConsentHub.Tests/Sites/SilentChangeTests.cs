using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

/// <summary>Changes of a site about which visitors are neither asked nor told.</summary>
public class SilentChangeTests
{
    private static readonly SiteFile Site = (TestSite.Minimal() with { Age = new AgeRule { Threshold = 13 } })
        .WithService("analytics", s => s with { Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Scc }], Hosts = ["a.example"] });

    private static readonly Dictionary<string, SiteFile> Rows = new(StringComparer.Ordinal)
    {
        ["nothing"] = Site,
        ["the name of the site"] = Site with { Name = "Shop" },
        ["a category's name"] = Site.With("analytics", c => c with { Name = TestSite.Text("Figures", "Zahlen") }),
        ["a category's description"] = Site.With("analytics", c => c with { Description = TestSite.Text("We count.", "Wir zählen.") }),
        ["a service's name"] = Site.WithService("analytics", s => s with { Name = "Figures" }),
        ["a service's text"] = Site.WithService("analytics", s => s with { Purpose = TestSite.Text("Counts.", "Zählt.") }),
        ["a service's policy"] = Site.WithService("analytics", s => s with { PolicyUrl = "https://stats.example/privacy" }),
        ["a service's hosts"] = Site.WithService("analytics", s => s with { Hosts = ["b.example", "c.example"] }),
        ["a transfer removed"] = Site.WithService("analytics", s => s with { Transfers = [] }),
        ["a shorter cookie"] = Site.WithService("analytics", s => s with { Cookies = [s.Cookies[0] with { Duration = "P1M" }] }),
        ["a cookie that ends with the session"] = Site.WithService("analytics", s => s with { Cookies = [s.Cookies[0] with { Duration = "PT0S" }] }),
        ["the same duration in other words"] = Site.WithService("preferences", s => s with { Cookies = [s.Cookies[0] with { Duration = "P12M" }] }),
        ["a cookie's domain"] = Site.WithService("analytics", s => s with { Cookies = [s.Cookies[0] with { Domain = "shop.example" }] }),
        ["a cookie removed"] = Site.WithService("analytics", s => s with { Cookies = [] }),
        ["a purpose removed"] = Site.With("analytics", c => c with { Purposes = [] }).WithService("analytics", s => s with { Purposes = [] }),
        ["off before a choice, and denied by Global Privacy Control"] = Site.With("analytics", c => c with { Defaults = new CategoryDefaults { OptOut = false }, Gpc = true }),
        ["the order of categories"] = Site with { Categories = [.. Site.Categories.Reverse()] },
        ["a language added"] = Site with { Languages = ["en", "de", "nl"] },
        ["a language removed"] = Site with { Languages = ["de"] },
        ["a shorter consent"] = Site with { Consent = new ConsentRules { Lifetime = "P3M" } },
        ["a refusal that stands longer, or shorter"] = Site with { Consent = new() { ReaskAfterRefusal = "P1Y" }, Regions = [.. Site.Regions.Select(r => r with { ReaskAfterRefusal = "P2M", Reason = "Why not." })] },
        ["a shorter consent in a region"] = Site with { Regions = [.. Site.Regions.Select(r => r with { Lifetime = "P3M" })] },
        ["a theme that is modal and has its own colours"] = Site with { Theme = new Theme { Layout = ThemeLayout.Modal, Background = "#fff8ef" } },
        ["who is told of a choice"] = (Site with { Signals = new() { Google = new(), Uet = true } }).With("analytics", c => c with { Signals = new() { Google = ["ad_storage"] } }),
        ["other ways of asking"] = Site with { Consent = new ConsentRules { ReloadOnWithdraw = true, CookieDomain = "shop.example" } },
        ["the same models in other words"] = Site with { Regions = [new RegionRule { In = ["EU", "NO"], Model = ConsentModel.OptIn }, .. Site.Regions.Skip(1)] },
        ["a lower age"] = Site with { Age = new AgeRule { Threshold = 12 } },
        ["no age"] = Site with { Age = null },
        ["shorter retention"] = Kept(r => r with { Period = "P1M" }),
        ["another basis of retention"] = Kept(r => r with { Basis = LegalBasis.LegalObligation }),
        ["another id of retention"] = Kept(r => r with { Id = "figures" }),
        ["a sale newly denied"] = Site with { Sale = DataSale.None },
        ["residency newly promised"] = Site with { Residency = ["EU"] },
        ["links"] = Site with { Links = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["terms"] = TestSite.Text("/terms", "/agb") } },
        ["theme"] = Site with { Theme = new Theme { Layout = ThemeLayout.Bar, Radius = 0 } },
        ["interface texts"] = Site with { Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["title"] = "Hi" } } },
        ["origins and manager"] = Site with { Origins = ["https://other.example"], ManagedBy = ManagedBy.Console },
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory, MemberData(nameof(Names))]
    public void No_visitor_is_asked_or_told(string name) => Assert.Empty(NoticeComparison.Compare(Site, Rows[name]));

    [Theory]
    [InlineData(DataSale.Sale, DataSale.Sharing)]
    [InlineData(DataSale.Sale, DataSale.None)]
    [InlineData(DataSale.Sharing, DataSale.None)]
    [InlineData(DataSale.Undetermined, DataSale.Sharing)]
    [InlineData(DataSale.Undetermined, DataSale.None)]
    [InlineData(DataSale.Sharing, DataSale.Undetermined)]
    internal void Less_or_equal_use_of_data_asks_nobody(DataSale earlier, DataSale later) =>
        Assert.Empty(NoticeComparison.Compare(Site with { Sale = earlier }, Site with { Sale = later }));

    private static SiteFile Kept(Func<RetentionClass, RetentionClass> change) => Site with { Retention = [change(Site.Retention[0])] };
}
