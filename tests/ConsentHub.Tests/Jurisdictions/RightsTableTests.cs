using ConsentHub.Formats;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Jurisdictions;

/// <summary>The shipped table of rights by region.</summary>
public sealed class RightsTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("FR", "access correct delete restrict portability object withdraw automated complain")]
    [InlineData("NO", "access correct delete restrict portability object withdraw automated complain")]
    [InlineData("GB", "access correct delete restrict portability object withdraw automated complain")]
    [InlineData("US-CA", "know access correct delete sharing limit equal complain")]
    [InlineData("US-VA", "access correct delete portability sale ads profiling equal appeal")]
    [InlineData("CA-QC", "access correct portability withdraw automated complain")]
    [InlineData("BR-SP", "know access correct delete portability object withdraw automated complain")]
    [InlineData("US-WY", null)]
    [InlineData("US", null)]
    [InlineData("JP", null)]
    [Promise("0.15", "4.4")]
    public void A_region_has_these_rights(string region, string? expected)
    {
        var rights = Jurisdiction.Of(region, Now)!.Rights;

        Assert.Equal(expected, rights is null ? null : string.Join(' ', rights.Rights.Select(WireNames<PrivacyRight>.Of)));
    }

    [Fact]
    public void Every_country_of_the_European_Economic_Area_has_the_rights_of_the_GDPR() =>
        Assert.All(Regions.Expand("EEA"), country => Assert.Equal("GDPR", Jurisdiction.Of(country, Now)!.Rights!.Law));

    [Fact]
    [Promise("4.4")]
    public void A_law_that_changes_has_a_row_for_each_day_of_change()
    {
        var changed = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.DoesNotContain(PrivacyRight.Correct, Jurisdiction.Of("US-UT", changed.AddSeconds(-1))!.Rights!.Rights);
        Assert.Contains(PrivacyRight.Correct, Jurisdiction.Of("US-UT", changed)!.Rights!.Rights);
        Assert.Equal(new DateOnly(2026, 7, 1), Jurisdiction.ChangedOn(changed));
    }

    [Fact]
    public void Each_row_is_complete_and_dated() => Assert.All(JurisdictionTable.AllRights, row =>
    {
        Assert.All(row.In, code => Assert.True(Regions.IsListable(code), code));
        Assert.NotEmpty(row.Law);
        Assert.NotEmpty(row.Source);
        Assert.Equal(row.Rights.Distinct(), row.Rights);
        Assert.InRange(row.From, new DateOnly(2000, 1, 1), new DateOnly(2027, 12, 31));
    });

    [Fact]
    public void Every_right_has_a_text() =>
        Assert.All(Enum.GetValues<PrivacyRight>(), right => Assert.NotEmpty(UiTexts.For("mt").Own($"right_{WireNames<PrivacyRight>.Of(right)}")));
}
