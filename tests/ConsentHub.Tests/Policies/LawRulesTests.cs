using ConsentHub.Policies;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Policies;

/// <summary>A site file against the dated tables of law.</summary>
public sealed class LawRulesTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    [Fact]
    public void A_category_that_advertises_and_ignores_the_signal_is_found_where_a_law_requires_it()
    {
        var site = Advertising(TestSite.Minimal());

        var before = Assert.Single(LawRules.Find(site, new(2024, 6, 30), new(2024, 6, 30)));
        var after = Assert.Single(LawRules.Find(site, new(2024, 7, 1), new(2024, 7, 1)));

        Assert.Equal((PolicyRules.SignalIgnored, "categories[2].gpc"), (before.Rule, before.Path));
        Assert.EndsWith("On 2024-06-30 the signal has to stop it in US-CA (Cal. Civ. Code 1798.135; 11 CCR 7025).", before.Message, StringComparison.Ordinal);
        Assert.EndsWith("US-CA (Cal. Civ. Code 1798.135; 11 CCR 7025), US-CO (C.R.S. 6-1-1306(1)(a)(IV)).", after.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_that_obeys_the_signal_or_asks_first_or_is_the_sites_own_is_not_found()
    {
        var site = Advertising(TestSite.Minimal());

        Assert.Empty(LawRules.Find(site.With("analytics", c => c with { Gpc = true }), Today, Today));
        Assert.Empty(LawRules.Find(site with { Regions = [new RegionRule { In = ["US", "EEA"], Model = ConsentModel.OptIn }] }, Today, Today));
        Assert.Empty(LawRules.Find(site.WithService("analytics", s => s with { Provider = site.Controller.Name }), Today, Today));
        Assert.Empty(LawRules.Find(site.With("analytics", c => c with { Defaults = new CategoryDefaults { OptOut = false, NoticeOnly = false } }), Today, Today));
    }

    [Fact]
    public void An_age_threshold_is_compared_with_the_age_of_each_listed_region_on_the_day()
    {
        var site = TestSite.Minimal() with { Age = new AgeRule { Threshold = 14 }, Regions = [new RegionRule { In = ["DK", "DE", "FR", "US"], Model = ConsentModel.OptIn }] };

        Assert.Equal("The threshold is 14. On 2023-12-31 the age by law is 15 in FR; 16 in DE.", Assert.Single(LawRules.Find(site, new(2023, 12, 31), new(2023, 12, 31))).Message);
        var found = Assert.Single(LawRules.Find(site, Today, Today));
        Assert.Equal((PolicyRules.AgeBelowLaw, "age.threshold", "The threshold is 14. On 2026-12-01 the age by law is 15 in DK, FR; 16 in DE."), (found.Rule, found.Path, found.Message));
        Assert.Empty(LawRules.Find(site with { Age = new AgeRule { Threshold = 16 } }, Today, Today));
        Assert.Empty(LawRules.Find(site with { Age = null }, Today, Today));
    }

    [Fact]
    public void Another_day_says_what_differs_from_today_in_the_regions_of_the_site()
    {
        var site = TestSite.Minimal();

        var found = Assert.Single(LawRules.Find(site, new(2027, 1, 1), Today));

        Assert.Equal(PolicyRules.LawChanges, found.Rule);
        Assert.Equal("US-OK: rights by law on 2027-01-01: access, correct, delete, portability, sale, ads, profiling, appeal (Okla. S.B. 546 (2026)). On 2026-12-01: nothing.", found.Message);
        Assert.Empty(LawRules.Find(site with { Regions = [new RegionRule { In = ["EEA"], Model = ConsentModel.OptIn }] }, new(2027, 1, 1), Today));
        Assert.Empty(LawRules.Find(site, Today, Today));
    }

    [Fact]
    public void A_day_in_the_past_says_what_has_begun_since()
    {
        var site = TestSite.Minimal() with { Regions = [new RegionRule { In = ["US-OR"], Model = ConsentModel.OptOut }] };

        Assert.Equal("US-OR: signal to honour on 2025-12-31: nothing. On 2026-12-01: Global Privacy Control (ORS 646A.578).", Assert.Single(LawRules.Find(site, new(2025, 12, 31), Today)).Message);
    }

    [Fact]
    public void A_law_that_begins_brings_its_age_its_rights_and_its_authority()
    {
        var site = TestSite.Minimal() with { Age = new AgeRule { Threshold = 16 }, Regions = [new RegionRule { In = ["IN"], Model = ConsentModel.OptIn }] };

        Assert.Empty(LawRules.Find(site, new(2027, 5, 12), Today));
        Assert.Equal(
            ["The threshold is 16. On 2027-05-13 the age by law is 18 in IN.", "IN: age of consent", "IN: rights by law", "IN: authority"],
            LawRules.Find(site, new(2027, 5, 13), Today).Select(f => f.Rule == PolicyRules.LawChanges ? f.Message[..f.Message.IndexOf(" on ", StringComparison.Ordinal)] : f.Message));
    }

    /// <summary>The site with statistics by an advertising company, which run before a choice in the United States.</summary>
    private static SiteFile Advertising(SiteFile site) => site.WithService("analytics", s => s with { Provider = "Ads Ltd", Purposes = ["ad_measurement"] });
}
