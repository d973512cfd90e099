using ConsentHub.Formats;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

/// <summary>How soon a visitor may be asked again, by region, and which site files are refused because they would ask sooner.</summary>
public class ReaskTests
{
    [Theory]
    // Periods for all regions.
    [InlineData("P6M", null, "DE", "opt_in", null, null, 182, 182)]
    [InlineData("P1Y", null, "DE", "opt_in", null, null, 365, 365)]
    [InlineData("P1M", null, "DE", "opt_in", null, null, 30, 182)]
    [InlineData("P1M", "P1Y", "DE", "opt_in", null, null, 30, 365)]
    [InlineData("P1M", null, "BR", "opt_in", null, null, 30, 30)]
    [InlineData("P1M", null, "GB", "opt_out", null, null, 30, 182)]
    // In the United States: twelve months under every model that allows something before the visitor refuses.
    [InlineData("P6M", null, "US-CA", "opt_out", null, null, 365, 365)]
    [InlineData("P6M", "P6M", "US", "notice_only", null, null, 365, 365)]
    [InlineData("P6M", null, "US", "opt_in", null, null, 182, 182)]
    [InlineData("P2Y", null, "US", "opt_out", null, null, 730, 730)]
    // Periods of one region.
    [InlineData("P6M", null, "FR", "opt_in", "P1Y", null, 365, 365)]
    [InlineData("P6M", null, "FR", "opt_in", "P1M", null, 30, 182)]
    [InlineData("P6M", null, "FR", "opt_in", null, "P13M", 182, 395)]
    [InlineData("P6M", "P1Y", "FR", "opt_in", null, "P6M", 182, 182)]
    [InlineData("P6M", null, "US", "opt_out", "P1M", "P2M", 30, 60)]
    public void A_choice_is_valid_as_long_as_the_site_says_and_the_region_requires(
        string lifetime, string? refusal, string region, string model, string? ownLifetime, string? ownRefusal, int granted, int refused)
    {
        Assert.True(WireNames<ConsentModel>.TryParse(model, out var parsed));
        var site = TestSite.Minimal() with
        {
            Consent = new() { Lifetime = lifetime, ReaskAfterRefusal = refusal },
            Regions = [new() { In = [region], Model = parsed, Lifetime = ownLifetime, ReaskAfterRefusal = ownRefusal }],
        };

        Assert.Equal(new Reask(TimeSpan.FromDays(granted), TimeSpan.FromDays(refused)), Reask.Of(site, 1));
    }

    [Fact]
    public void Where_the_region_is_unknown_the_longest_floor_that_may_hold_there_counts()
    {
        var site = TestSite.Minimal() with { Consent = new() { Lifetime = "P1M" } };

        Assert.Equal(new Reask(TimeSpan.FromDays(30), TimeSpan.FromDays(182)), Reask.Of(site, 0));
    }

    [Theory]
    [InlineData("""{"in":["FR"],"model":"opt_in","reaskAfterRefusal":"P3M"}""", "reaskAfterRefusal",
        "is P3M (91 days), and in FR under opt_in nobody may be asked again before P6M (182 days) (Garante 231/2021, and good practice of the CNIL); make it longer, or give the reason for the shorter period in regions[0].reason")]
    [InlineData("""{"in":["BR","EU"],"model":"opt_out","reaskAfterRefusal":"P30D"}""", "reaskAfterRefusal", "before P6M")]
    [InlineData("""{"in":["DE-BY"],"model":"opt_in","reaskAfterRefusal":"P181D"}""", "reaskAfterRefusal", "before P6M")]
    [InlineData("""{"in":["US-CA"],"model":"opt_out","reaskAfterRefusal":"P6M"}""", "reaskAfterRefusal", "is P6M (182 days), and in US-CA under opt_out nobody may be asked again before P12M (365 days) (11 CCR 7026(k)")]
    [InlineData("""{"in":["US"],"model":"notice_only","lifetime":"P11M"}""", "lifetime", "before P12M")]
    [InlineData("""{"in":["FR"],"model":"opt_in","reaskAfterRefusal":"half a year"}""", "reaskAfterRefusal", "ISO 8601 period")]
    [InlineData("""{"in":["FR"],"model":"opt_in","lifetime":"P3Y"}""", "lifetime", "from P1D to P2Y")]
    [InlineData("""{"in":["FR"],"model":"opt_in","reaskAfterRefusal":"P3M","reason":" "}""", "reason", "must not be empty")]
    public void A_region_that_asks_again_too_soon_is_refused_with_the_figures(string region, string field, string message)
    {
        var error = Assert.Single(SiteFileEdit.Read("regions", $"[{region}]").Errors);

        Assert.Equal($"regions[0].{field}", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sites_own_period_for_refusals_can_not_be_below_the_floor_of_an_unknown_region()
    {
        var error = Assert.Single(SiteFileEdit.Read("consent.reaskAfterRefusal", "\"P5M\"").Errors);

        Assert.Equal("consent.reaskAfterRefusal", error.Path);
        Assert.Contains("is P5M (152 days), and in an unknown region nobody may be asked again before P6M (182 days)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"in":["FR"],"model":"opt_in","reaskAfterRefusal":"P6M"}""")]
    [InlineData("""{"in":["FR"],"model":"opt_in","lifetime":"P1M"}""")]
    [InlineData("""{"in":["BR"],"model":"opt_out","lifetime":"P1M","reaskAfterRefusal":"P1M"}""")]
    [InlineData("""{"in":["US-CA"],"model":"opt_out","reaskAfterRefusal":"P12M","lifetime":"P1Y"}""")]
    [InlineData("""{"in":["FR"],"model":"opt_in","reaskAfterRefusal":"P3M","reason":"Order of the authority."}""")]
    public void A_period_that_is_long_enough_or_has_a_reason_is_accepted(string region) => Assert.Empty(SiteFileEdit.Read("regions", $"[{region}]").Errors);

    [Fact]
    public void The_reason_is_part_of_what_a_notice_publishes()
    {
        var site = TestSite.Minimal() with { Regions = [new() { In = ["FR"], Model = ConsentModel.OptIn, ReaskAfterRefusal = "P3M", Reason = "Order of the authority." }] };

        var stored = NoticeContent.Parse(NoticeContent.Canonical(site));

        var exception = Assert.Single(ReaskException.Of(stored));
        Assert.Equal(["FR"], exception.Regions);
        Assert.Equal((null, "P3M", "P6M", "Order of the authority."), (exception.Lifetime, exception.ReaskAfterRefusal, exception.Floor, exception.Reason));
        Assert.Empty(ReaskException.Of(TestSite.Minimal() with { Regions = [site.Regions[0] with { ReaskAfterRefusal = "P6M" }] }));
    }
}
