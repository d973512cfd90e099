using System.Globalization;
using ConsentHub.Jurisdictions;
using ConsentHub.Requests;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Requests;

/// <summary>By when a request has to be answered.</summary>
public sealed class AnswerDeadlineTests
{
    [Theory]
    [InlineData("DE", "2027-01-31T10:00:00Z", "2027-02-28T10:00:00Z")]
    [InlineData("IS", "2027-03-01T10:00:00Z", "2027-04-01T10:00:00Z")]
    [InlineData("GB", "2027-03-31T10:00:00Z", "2027-04-30T10:00:00Z")]
    [InlineData("CH", "2027-03-01T10:00:00Z", "2027-03-31T10:00:00Z")]
    [InlineData("BR", "2027-03-01T10:00:00Z", "2027-03-16T10:00:00Z")]
    [InlineData("BR-SP", "2027-03-01T10:00:00Z", "2027-03-16T10:00:00Z")]
    [InlineData("CA-QC", "2027-03-01T10:00:00Z", "2027-03-31T10:00:00Z")]
    [InlineData("US-CA", "2027-03-01T10:00:00Z", "2027-04-15T10:00:00Z")]
    [InlineData("US-IA", "2027-03-01T10:00:00Z", "2027-05-30T10:00:00Z")]
    [InlineData("US-KY", "2025-12-31T10:00:00Z", "2026-01-31T10:00:00Z")]
    [InlineData("US-KY", "2026-01-01T10:00:00Z", "2026-02-15T10:00:00Z")]
    [InlineData("US-FL", "2027-03-01T10:00:00Z", "2027-04-01T10:00:00Z")]
    [InlineData("IN", "2027-05-12T10:00:00Z", "2027-06-12T10:00:00Z")]
    [InlineData("IN", "2027-05-13T10:00:00Z", "2027-08-11T10:00:00Z")]
    [InlineData("ZZ", "2027-03-01T10:00:00Z", "2027-04-01T10:00:00Z")]
    public void The_law_of_the_region_gives_the_deadline_and_one_month_where_none_is_known(string region, string received, string due)
    {
        Assert.Equal(Time(due), AnswerDeadline.Of(new SiteRequests(), RequestType.Access, region, Time(received)));
        Assert.Equal(Time(due), AnswerDeadline.Of(null, RequestType.Erasure, region, Time(received)));
    }

    [Fact]
    public void The_earliest_of_the_sites_periods_and_of_the_laws_counts()
    {
        var site = Promising(new AnswerPeriod { Types = [RequestType.Erasure], Within = "P20D" }, new AnswerPeriod { Types = [RequestType.Erasure, RequestType.Access], Within = "P90D" });

        Assert.Equal(Time("2027-03-21T10:00:00Z"), AnswerDeadline.Of(site, RequestType.Erasure, "DE", Time("2027-03-01T10:00:00Z")));
        Assert.Equal(Time("2027-03-16T10:00:00Z"), AnswerDeadline.Of(site, RequestType.Erasure, "BR", Time("2027-03-01T10:00:00Z")));
        Assert.Equal(Time("2027-04-01T10:00:00Z"), AnswerDeadline.Of(site, RequestType.Access, "DE", Time("2027-03-01T10:00:00Z")));
        Assert.Equal(Time("2027-04-01T10:00:00Z"), AnswerDeadline.Of(site, RequestType.Objection, "DE", Time("2027-03-01T10:00:00Z")));
    }

    [Theory]
    // From a Monday; from a Friday evening; from a Saturday.
    [InlineData("US", "2027-03-01T10:00:00Z", 7, "2027-03-10")]
    [InlineData("US", "2027-03-05T23:59:59Z", 7, "2027-03-16")]
    [InlineData("US", "2027-03-06T00:00:00Z", 1, "2027-03-08")]
    // Thanksgiving; Independence Day on a Sunday, kept on Monday; New Year's Day on a Saturday, kept on Friday 31 December.
    [InlineData("US", "2027-11-24T10:00:00Z", 1, "2027-11-26")]
    [InlineData("US", "2027-07-02T10:00:00Z", 1, "2027-07-06")]
    [InlineData("US", "2027-12-30T10:00:00Z", 1, "2028-01-03")]
    // Good Friday and Easter Monday are holidays in Germany, and no federal ones in the US.
    [InlineData("DE", "2027-03-25T10:00:00Z", 1, "2027-03-30")]
    [InlineData("US", "2027-03-25T10:00:00Z", 1, "2027-03-26")]
    // Christmas and Boxing Day on a weekend move to Monday and Tuesday.
    [InlineData("GB", "2027-12-24T10:00:00Z", 1, "2027-12-29")]
    // Corpus Christi.
    [InlineData("BR", "2027-05-26T10:00:00Z", 1, "2027-05-28")]
    public void Business_days_skip_weekends_and_public_holidays_and_end_with_the_last_day(string calendar, string received, int days, string last)
    {
        var site = Promising(new AnswerPeriod { Types = [RequestType.Erasure], BusinessDays = days, Calendar = calendar });

        Assert.Equal(Time($"{last}T00:00:00Z").AddDays(1), AnswerDeadline.Of(site, RequestType.Erasure, "DE", Time(received)));
    }

    [Fact]
    public void Beyond_the_known_calendar_there_is_an_error_and_no_guess()
    {
        var end = new DateTimeOffset(BusinessDays.LastYear, 12, 31, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal(end.Year + 1, BusinessDays.EndOf(end.AddDays(-1), 1, "US").Year);
        var error = Assert.Throws<InvalidOperationException>(() => BusinessDays.EndOf(end, 1, "US"));
        Assert.Contains($"known until {BusinessDays.LastYear}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_table_has_one_period_a_source_and_known_regions()
    {
        Assert.NotEmpty(JurisdictionTable.AllDeadlines);
        Assert.All(JurisdictionTable.AllDeadlines, row =>
        {
            Assert.True(row.Months > 0 != row.Days > 0, row.Law);
            Assert.NotEmpty(row.Source);
            Assert.All(row.In, region => Assert.True(Regions.IsKnown(region) || Regions.IsGroup(region), region));
        });
    }

    private static SiteRequests Promising(params AnswerPeriod[] periods) => new() { Deadlines = periods };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
