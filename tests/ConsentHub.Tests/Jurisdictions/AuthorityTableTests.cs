using ConsentHub.Jurisdictions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Jurisdictions;

/// <summary>The shipped table of authorities.</summary>
public sealed class AuthorityTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_country_of_the_European_Economic_Area_has_an_authority_and_so_have_some_other_regions() =>
        Assert.All([.. Regions.Expand("EEA"), "GB", "CH", "US-CA", "CA-QC", "BR"], region => Assert.NotNull(Jurisdiction.Of(region, Now)!.Authority));

    [Fact]
    public void Each_row_is_complete_and_dated()
    {
        Assert.All(JurisdictionTable.AllAuthorities, row =>
        {
            Assert.True(Regions.IsKnown(row.Region) && row.Region != Regions.Unknown, row.Region);
            Assert.StartsWith("https://", row.Url, StringComparison.Ordinal);
            Assert.InRange(row.Name.Length, 4, 200);
            Assert.NotEmpty(row.Source);
            Assert.InRange(row.From, new DateOnly(1990, 1, 1), new DateOnly(2027, 12, 31));
        });
        var keys = JurisdictionTable.AllAuthorities.Select(row => (row.Region, row.From)).ToList();
        Assert.Equal(keys.Distinct(), keys);
    }

    [Theory]
    [InlineData("CA-QC", "Commission d’accès à l’information du Québec")]
    [InlineData("CA-ON", "Office of the Privacy Commissioner of Canada")]
    [InlineData("FR-75", "Commission nationale de l’informatique et des libertés (CNIL)")]
    [InlineData("US-VA", null)]
    [InlineData("US", null)]
    public void A_part_of_a_country_has_its_own_authority_or_that_of_the_country(string region, string? name) =>
        Assert.Equal(name, Jurisdiction.Of(region, Now)!.Authority?.Name);

    [Fact]
    public void A_row_applies_from_its_day()
    {
        var first = new DateTimeOffset(2023, 7, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(Jurisdiction.Of("US-CA", first.AddSeconds(-1))!.Authority);
        Assert.NotNull(Jurisdiction.Of("US-CA", first)!.Authority);
        Assert.Equal(new DateOnly(2023, 7, 1), Jurisdiction.ChangedOn(first.AddDays(3)));
    }

    [Theory]
    [InlineData(Regions.Unknown)]
    [InlineData(Regions.Every)]
    public void An_unknown_region_has_no_jurisdiction(string region) => Assert.Null(Jurisdiction.Of(region, Now));

    [Theory]
    [InlineData("Datatilsynet", "https://datatilsynet.no/klage", true)]
    [InlineData("Datatilsynet", "https://www.datatilsynet.dk", false)]
    [InlineData("datatilsynet", null, true)]
    [InlineData("CNIL", null, false)]
    public void A_site_names_the_same_authority_by_its_host_or_without_an_address_by_its_name(string name, string? url, bool same) =>
        Assert.Equal(same, Jurisdiction.Of("NO", Now)!.Authority!.IsSameAs(new SupervisoryAuthority { Name = name, Url = url }));
}
