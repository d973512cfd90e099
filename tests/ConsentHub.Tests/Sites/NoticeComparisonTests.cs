using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

/// <summary>One row for every kind of change. <see cref="SilentChangeTests"/> has the changes that visitors do not see.</summary>
public class NoticeComparisonTests
{
    private static readonly SiteFile Site = TestSite.Minimal() with { Age = new AgeRule { Threshold = 13 } };

    private static readonly SiteFile Without = Site with { Categories = [.. Site.Categories.Where(c => c.Id != "marketing")] };

    private sealed record Row(SiteFile Later, NoticeChange Change, ChangeWeight Weight, SiteFile? Earlier = null);

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["a category added"] = new(Site, new(ChangeKind.CategoryAdded, "marketing", "Marketing"), ChangeWeight.Ask, Earlier: Without),
        ["a category removed"] = new(Without, new(ChangeKind.CategoryRemoved, "marketing", "Marketing"), ChangeWeight.Tell),
        ["a category required"] = new(
            Site.With("analytics", c => c with { Required = true }),
            new(ChangeKind.CategoryRequired, "analytics", "Statistics"), ChangeWeight.Ask),
        ["a category optional"] = new(
            Site.With("auth", c => c with { Required = false }),
            new(ChangeKind.CategoryOptional, "auth", "Sign-in"), ChangeWeight.Ask),
        ["a service added"] = new(
            Site.With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("heatmap")] }),
            new(ChangeKind.ServiceAdded, "heatmap", "Service heatmap", "analytics"), ChangeWeight.Ask),
        ["a service removed"] = new(
            Site.With("analytics", c => c with { Services = [] }),
            new(ChangeKind.ServiceRemoved, "shop_stats", "Service shop_stats", "analytics"), ChangeWeight.Tell),
        ["a service moved"] = new(
            Site.With("analytics", c => c with { Services = [] })
                .With("marketing", c => c with { Services = [.. c.Services, Site.Categories[2].Services[0]] }),
            new(ChangeKind.ServiceMoved, "shop_stats", "Service shop_stats", "marketing", "Statistics", "Marketing"), ChangeWeight.Ask),
        ["a purpose added to a category"] = new(
            Site.With("analytics", c => c with { Purposes = [.. c.Purposes, "profiling", "resale"] }),
            new(ChangeKind.PurposeAdded, "analytics", "Statistics", To: "profiling, resale"), ChangeWeight.Ask),
        ["a purpose added to a service"] = new(
            Site.WithService("analytics", s => s with { Purposes = ["profiling"] }),
            new(ChangeKind.PurposeAdded, "shop_stats", "Service shop_stats", "analytics", To: "profiling"), ChangeWeight.Ask),
        ["another provider"] = new(
            Site.WithService("analytics", s => s with { Provider = "Other Ltd" }),
            new(ChangeKind.ProviderChanged, "shop_stats", "Service shop_stats", "analytics", "Test Shop AS", "Other Ltd"), ChangeWeight.Ask),
        ["another basis"] = new(
            Site.With("analytics", c => c with { Basis = LegalBasis.LegitimateInterests }),
            new(ChangeKind.BasisChanged, "analytics", "Statistics", From: "consent", To: "legitimate_interests"), ChangeWeight.Ask),
        ["a cookie added"] = new(
            Site.WithService("analytics", s => s with { Cookies = [.. s.Cookies, new() { Name = "_new", Kind = CookieKind.LocalStorage }] }),
            new(ChangeKind.CookieAdded, "shop_stats", "_new", "analytics"), ChangeWeight.Tell),
        ["a cookie longer"] = new(
            Lasting("analytics", "P2Y"), new(ChangeKind.CookieLonger, "shop_stats", "shop_stats_cookie", "analytics", "P13M", "P2Y"), ChangeWeight.Ask),
        ["a session cookie that lasts"] = new(
            Lasting("auth", "P1D"), new(ChangeKind.CookieLonger, "shop_session", "shop_session_cookie", "auth", "PT0S", "P1D"), ChangeWeight.Ask),
        ["a cookie without end"] = new(
            Lasting("analytics", null), new(ChangeKind.CookieLonger, "shop_stats", "shop_stats_cookie", "analytics", "P13M"), ChangeWeight.Ask),
        ["a transfer added"] = new(
            Site.WithService("analytics", s => s with { Transfers = [new() { Country = "US", Safeguard = Safeguard.Scc }] }),
            new(ChangeKind.TransferAdded, "shop_stats", "Service shop_stats", "analytics", To: "US"), ChangeWeight.Ask),
        ["another safeguard"] = new(
            Sending(Safeguard.Dpf), new(ChangeKind.SafeguardChanged, "shop_stats", "Service shop_stats", "analytics", "US scc", "US dpf"), ChangeWeight.Tell,
            Earlier: Sending(Safeguard.Scc)),
        ["no safeguard any more"] = new(
            Sending(Safeguard.Derogation), new(ChangeKind.SafeguardWeaker, "shop_stats", "Service shop_stats", "analytics", "US scc", "US derogation"),
            ChangeWeight.Ask, Earlier: Sending(Safeguard.Scc)),
        ["another controller"] = new(
            Site with { Controller = Site.Controller with { Name = "New AS" } },
            new(ChangeKind.ControllerChanged, From: "Test Shop AS", To: "New AS"), ChangeWeight.Ask),
        ["a controller in another country"] = new(
            Site with { Controller = Site.Controller with { Country = "US" } },
            new(ChangeKind.ControllerChanged, From: "Test Shop AS (NO)", To: "Test Shop AS (US)"), ChangeWeight.Ask),
        ["another address of the controller"] = new(
            Site with { Controller = Site.Controller with { Address = "Kaien 8" } }, new(ChangeKind.ContactChanged), ChangeWeight.Tell),
        ["another privacy contact"] = new(
            Site with { PrivacyContact = new() { Email = "dpo@shop.example" } }, new(ChangeKind.ContactChanged), ChangeWeight.Tell),
        ["on before a choice"] = new(
            Site, new(ChangeKind.DefaultOn, "analytics", "Statistics"), ChangeWeight.Tell,
            Earlier: Site.With("analytics", c => c with { Defaults = new() { OptOut = false, NoticeOnly = false } })),
        ["Global Privacy Control no longer obeyed"] = new(
            Site.With("marketing", c => c with { Gpc = false }), new(ChangeKind.GpcIgnored, "marketing", "Marketing"), ChangeWeight.Ask),
        ["a longer consent"] = new(
            Site with { Consent = new() { Lifetime = "P1Y" } }, new(ChangeKind.LifetimeLonger, From: "P6M", To: "P1Y"), ChangeWeight.Ask),
        ["a longer consent in a region"] = new(
            Site with { Regions = [Site.Regions[0] with { Lifetime = "P1Y" }, .. Site.Regions.Skip(1)] },
            new(ChangeKind.LifetimeLonger, Name: string.Join(", ", [.. Regions.Expand("EEA"), "GB", "CH"]), From: "P6M", To: "P1Y"), ChangeWeight.Ask),
        ["a stricter model"] = new(
            Rule(1, ConsentModel.OptIn), new(ChangeKind.ModelStricter, Name: "US-CA", From: "opt_out", To: "opt_in"), ChangeWeight.Ask),
        ["a region no longer listed"] = new(
            Site with { Regions = [.. Site.Regions.Take(2)] },
            new(ChangeKind.ModelStricter, Name: "US", From: "notice_only", To: "opt_in"), ChangeWeight.Ask),
        ["a laxer model"] = new(
            Rule(1, ConsentModel.NoticeOnly), new(ChangeKind.ModelLaxer, Name: "US-CA", From: "opt_out", To: "notice_only"), ChangeWeight.Tell),
        ["a region newly listed"] = new(
            Site with { Regions = [.. Site.Regions, new() { In = ["BR"], Model = ConsentModel.OptOut }] },
            new(ChangeKind.ModelLaxer, Name: "BR", From: "opt_in", To: "opt_out"), ChangeWeight.Tell),
        ["a higher age"] = new(
            Site with { Age = new() { Threshold = 16 } }, new(ChangeKind.AgeRaised, From: "13", To: "16"), ChangeWeight.Ask),
        ["an age introduced"] = new(Site, new(ChangeKind.AgeRaised, To: "13"), ChangeWeight.Ask, Earlier: Site with { Age = null }),
        ["a choice that applies on all devices"] = new(Site with { Identity = true }, new(ChangeKind.DevicesJoined), ChangeWeight.Ask),
        ["the page recorded"] = new(Site with { Consent = new() { RecordPage = true } }, new(ChangeKind.PageRecorded), ChangeWeight.Tell),
        ["another residency"] = new(
            Site with { Residency = ["EU", "US"] }, new(ChangeKind.ResidencyChanged, From: "EU", To: "EU, US"), ChangeWeight.Ask, Earlier: Site with { Residency = ["EU"] }),
        ["residency no longer promised"] = new(
            Site, new(ChangeKind.ResidencyChanged, From: "EU"), ChangeWeight.Ask, Earlier: Site with { Residency = ["EU"] }),
        ["retention newly promised"] = new(
            Site, new(ChangeKind.RetentionAdded, "statistics", "Statistics", To: "P12M"), ChangeWeight.Tell, Earlier: Site with { Retention = [] }),
        ["retention no longer promised"] = new(
            Site with { Retention = [] }, new(ChangeKind.RetentionDropped, "statistics", "Statistics", From: "P12M"), ChangeWeight.Ask),
        ["longer retention under another id"] = new(
            Kept(r => r with { Id = "figures", Period = "P24M" }),
            new(ChangeKind.RetentionLonger, "figures", "Statistics", From: "P12M", To: "P24M"), ChangeWeight.Ask),
        ["retention for a period after a state"] = new(
            Site, new(ChangeKind.RetentionLonger, "statistics", "Statistics", From: "account_active", To: "P12M"), ChangeWeight.Ask,
            Earlier: Kept(r => r with { Period = null, While = "account_active" })),
        ["longer retention"] = new(
            Kept(r => r with { Period = "P24M" }),
            new(ChangeKind.RetentionLonger, "statistics", "Statistics", From: "P12M", To: "P24M"), ChangeWeight.Ask),
        ["retention while a state lasts"] = new(
            Kept(r => r with { Period = null, While = "account_active" }),
            new(ChangeKind.RetentionLonger, "statistics", "Statistics", From: "P12M", To: "account_active"), ChangeWeight.Ask),
        ["no sale any more denied"] = new(
            Site with { Sale = null }, new(ChangeKind.SaleWidened, From: "none"), ChangeWeight.Ask, Earlier: Site with { Sale = DataSale.None }),
        ["sharing instead of none"] = new(
            Site with { Sale = DataSale.Sharing }, new(ChangeKind.SaleWidened, From: "none", To: "sharing"), ChangeWeight.Ask, Earlier: Site with { Sale = DataSale.None }),
        ["an undetermined sale instead of none"] = new(
            Site with { Sale = DataSale.Undetermined }, new(ChangeKind.SaleWidened, From: "none", To: "undetermined"), ChangeWeight.Ask, Earlier: Site with { Sale = DataSale.None }),
        ["a sale where nothing was said"] = new(
            Site with { Sale = DataSale.Sale }, new(ChangeKind.SaleWidened, To: "sale"), ChangeWeight.Ask),
        ["sharing where nothing was said"] = new(
            Site with { Sale = DataSale.Sharing }, new(ChangeKind.SaleWidened, To: "sharing"), ChangeWeight.Ask),
        ["an undetermined sale where nothing was said"] = new(
            Site with { Sale = DataSale.Undetermined }, new(ChangeKind.SaleWidened, To: "undetermined"), ChangeWeight.Ask),
        ["a sale instead of sharing"] = new(
            Site with { Sale = DataSale.Sale }, new(ChangeKind.SaleWidened, From: "sharing", To: "sale"), ChangeWeight.Ask, Earlier: Site with { Sale = DataSale.Sharing }),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_change_is_found_and_has_its_kind_and_its_effect(string name)
    {
        var row = Rows[name];

        var change = Assert.Single(NoticeComparison.Compare(row.Earlier ?? Site, row.Later));

        Assert.Equal(row.Change, change);
        Assert.Equal(row.Weight, change.Weight);
    }

    [Fact]
    public void Every_kind_of_change_has_a_row_and_an_effect() =>
        Assert.Equal(Enum.GetValues<ChangeKind>(), Rows.Values.Select(r => r.Change.Kind).Distinct().Order());

    [Fact]
    public void Regions_of_a_group_are_compared_country_by_country()
    {
        var earlier = Site with { Regions = [new() { In = ["EEA"], Model = ConsentModel.OptOut }] };
        var later = Site with { Regions = [new() { In = ["EU"], Model = ConsentModel.OptOut }, new() { In = ["NO"], Model = ConsentModel.NoticeOnly }] };

        Assert.Equal(
            [
                new NoticeChange(ChangeKind.ModelLaxer, Name: "NO", From: "opt_out", To: "notice_only"),
                new NoticeChange(ChangeKind.ModelStricter, Name: "IS, LI", From: "opt_out", To: "opt_in"),
            ],
            NoticeComparison.Compare(earlier, later));
    }

    [Fact]
    public void A_longer_lifetime_is_listed_once_for_the_site_and_separately_for_a_region_that_differs()
    {
        var earlier = Site with { Regions = [Site.Regions[1], new() { In = ["BR"], Model = ConsentModel.OptIn, Lifetime = "P3M" }] };
        var later = earlier with { Consent = new() { Lifetime = "P1Y" }, Regions = [earlier.Regions[0], earlier.Regions[1] with { Lifetime = "P4M" }] };

        Assert.Equal(
            [
                new NoticeChange(ChangeKind.LifetimeLonger, From: "P6M", To: "P1Y"),
                new NoticeChange(ChangeKind.LifetimeLonger, Name: "BR", From: "P3M", To: "P4M"),
            ],
            NoticeComparison.Compare(earlier, later));
    }

    [Fact]
    public void Several_changes_are_all_found()
    {
        var later = Site.With("analytics", c => c with { Basis = LegalBasis.LegitimateInterests, Required = true }) with { Age = new() { Threshold = 18 } };

        Assert.Equal(
            [ChangeKind.CategoryRequired, ChangeKind.BasisChanged, ChangeKind.AgeRaised],
            NoticeComparison.Compare(Site, later).Select(c => c.Kind));
    }

    [Fact]
    public void A_service_that_moves_to_a_new_category_is_listed_in_addition_to_the_category()
    {
        var later = Site with
        {
            Categories = [.. Without.Categories, TestSite.Category("video", "Video", "Video", [.. Site.Categories[3].Services, TestSite.Service("player")])],
        };

        Assert.Equal(
            [(ChangeKind.CategoryAdded, "video"), (ChangeKind.CategoryRemoved, "marketing"), (ChangeKind.ServiceMoved, "shop_ads")],
            NoticeComparison.Compare(Site, later).Select(c => (c.Kind, c.Id!)));
    }

    [Fact]
    public void A_cookie_that_is_declared_for_another_domain_too_can_not_hide_a_longer_duration()
    {
        var later = Site.WithService("analytics", s => s with { Cookies = [s.Cookies[0], s.Cookies[0] with { Domain = "example.com", Duration = "P2Y" }] });

        Assert.Equal([ChangeKind.CookieLonger], NoticeComparison.Compare(Site, later).Select(c => c.Kind));
    }

    [Fact]
    public void A_removed_category_is_named_even_where_the_default_language_is_new()
    {
        var later = Without with
        {
            Languages = ["nl"],
            Categories = [.. Without.Categories.Select(c => c with { Name = new Dictionary<string, string> { ["nl"] = c.Id } })],
            Retention = [Site.Retention[0] with { Name = new Dictionary<string, string> { ["nl"] = "Statistieken" } }],
        };

        Assert.Equal("Werbung", Assert.Single(NoticeComparison.Compare(Site, later)).Name);
    }

    private static SiteFile Lasting(string category, string? duration) =>
        Site.WithService(category, s => s with { Cookies = [s.Cookies[0] with { Duration = duration }] });

    private static SiteFile Rule(int index, ConsentModel model) =>
        Site with { Regions = [.. Site.Regions.Select((r, i) => i == index ? r with { Model = model } : r)] };

    private static SiteFile Sending(Safeguard safeguard) =>
        Site.WithService("analytics", s => s with { Transfers = [new() { Country = "US", Safeguard = safeguard }] });

    private static SiteFile Kept(Func<RetentionClass, RetentionClass> change) => Site with { Retention = [change(Site.Retention[0])] };
}
