using ConsentHub.Jurisdictions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Jurisdictions;

/// <summary>The shipped tables of signals and ages, and what all tables yield together.</summary>
public sealed class LawTableTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    /// <summary>Each region and day of change with the result for every age, without and with the signal. A change of law data is a change of this file.</summary>
    [Fact]
    public void What_the_tables_yield_is_in_the_checked_in_file()
    {
        var path = LawByRegion.InSource;
        var written = LawByRegion.Write();
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, LawByRegion.FileName), written);

        Assert.True(File.Exists(path) && File.ReadAllText(path) == written, $"If the change is intended, copy {LawByRegion.FileName} from {AppContext.BaseDirectory} over {path}.");
    }

    [Fact]
    public void Twelve_states_require_the_signal_to_be_honoured() => Assert.Equal(
        ["US-CA", "US-CO", "US-CT", "US-DE", "US-MD", "US-MN", "US-MT", "US-NE", "US-NH", "US-NJ", "US-OR", "US-TX"],
        JurisdictionTable.AllRegions.Where(region => JurisdictionTable.Signal(region, Today) is not null).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("US-CO", "2024-06-30", false)]
    [InlineData("US-CO", "2024-07-01", true)]
    [InlineData("US-OR", "2025-12-31", false)]
    [InlineData("US-OR", "2026-01-01", true)]
    [InlineData("US-VA", "2026-12-01", false)]
    [InlineData("US", "2026-12-01", false)]
    [InlineData("FR", "2026-12-01", false)]
    public void The_duty_counts_from_its_own_day(string region, string day, bool counts) =>
        Assert.Equal(counts, JurisdictionTable.Signal(region, DateOnly.Parse(day, null)) is not null);

    [Fact]
    public void A_row_that_ends_gives_way_to_the_next_one()
    {
        Assert.Equal("11 CCR 999.315(c)", JurisdictionTable.Signal("US-CA", new DateOnly(2023, 3, 28))!.Source);
        Assert.Equal("Cal. Civ. Code 1798.135; 11 CCR 7025", JurisdictionTable.Signal("US-CA", new DateOnly(2023, 3, 29))!.Source);
        Assert.Null(JurisdictionTable.Signal("US-CA", new DateOnly(2020, 8, 13)));
    }

    [Theory]
    [InlineData("FR", "2026-12-01", 15)]
    [InlineData("DE", "2026-12-01", 16)]
    [InlineData("DK", "2023-12-31", 13)]
    [InlineData("DK", "2024-01-01", 15)]
    [InlineData("CZ", "2019-04-23", 16)]
    [InlineData("CZ", "2019-04-24", 15)]
    [InlineData("GB", "2026-12-01", 13)]
    [InlineData("US-CA", "2026-12-01", 13)]
    [InlineData("IN", "2027-05-12", null)]
    [InlineData("IN", "2027-05-13", 18)]
    [InlineData("JP", "2026-12-01", null)]
    public void A_region_has_the_age_of_the_day(string region, string day, int? age) =>
        Assert.Equal(age, JurisdictionTable.Age(region, DateOnly.Parse(day, null))?.Age);

    [Fact]
    public void Every_member_of_the_Union_has_an_age_between_13_and_16() =>
        Assert.All(Regions.Expand("EU"), country => Assert.InRange(JurisdictionTable.Age(country, Today)!.Age, 13, 16));

    [Fact]
    public void India_has_its_authority_and_its_rights_from_the_day_on_which_people_may_complain()
    {
        var first = new DateTimeOffset(2027, 5, 13, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(Jurisdiction.Of("IN", first.AddSeconds(-1))!.Authority);
        Assert.Equal("Data Protection Board of India", Jurisdiction.Of("IN", first)!.Authority!.Name);
        Assert.Contains(PrivacyRight.Complain, Jurisdiction.Of("IN", first)!.Rights!.Rights);
    }

    [Fact]
    public void Each_row_is_complete_and_dated()
    {
        Assert.All(JurisdictionTable.AllSignals, row => AssertComplete(row, row.In, row.Source));
        Assert.All(JurisdictionTable.AllAges, row =>
        {
            AssertComplete(row, row.In, row.Source);
            Assert.InRange(row.Age, 12, 18);
        });
        AssertNoTwoBeginTogether(JurisdictionTable.AllSignals.SelectMany(row => row.In, (row, code) => (code, row.From)));
        AssertNoTwoBeginTogether(JurisdictionTable.AllAges.SelectMany(row => row.In, (row, code) => (code, row.From)));
    }

    private static void AssertComplete(IDatedRow row, IReadOnlyList<string> codes, string source)
    {
        Assert.All(codes, code => Assert.True(Regions.IsListable(code), code));
        Assert.NotEmpty(source);
        Assert.InRange(row.From, new DateOnly(2000, 1, 1), new DateOnly(2027, 12, 31));
        Assert.True(row.To is null || row.To >= row.From, source);
    }

    private static void AssertNoTwoBeginTogether(IEnumerable<(string Code, DateOnly From)> rows)
    {
        var keys = rows.ToList();
        Assert.Equal(keys.Distinct(), keys);
    }
}
