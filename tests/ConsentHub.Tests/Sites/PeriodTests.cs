using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

public class PeriodTests
{
    private const int Day = 86_400;

    [Theory]
    [InlineData("P6M", 182 * Day)]
    [InlineData("P12M", 365 * Day)]
    [InlineData("P1Y", 365 * Day)]
    [InlineData("P13M", 395 * Day)]
    [InlineData("P1Y1M", 395 * Day)]
    [InlineData("P1M", 30 * Day)]
    [InlineData("P2W", 14 * Day)]
    [InlineData("P1M1W1D", 38 * Day)]
    [InlineData("P0D", 0)]
    [InlineData("PT0S", 0)]
    [InlineData("PT1H30M5S", 5405)]
    [InlineData("P1DT12H", Day + (Day / 2))]
    [InlineData("PT90M", 5400)]
    public void A_month_is_a_twelfth_of_365_days_rounded_down_over_all_months(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Period.Parse(text).Span);

    [Theory]
    [InlineData("P100Y")]
    [InlineData("P36500D")]
    public void A_hundred_years_are_the_longest_period(string text) => Assert.True(Period.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1")]
    [InlineData("PY")]
    [InlineData("1D")]
    [InlineData("p1d")]
    [InlineData("P-1D")]
    [InlineData("-P1D")]
    [InlineData("+P1D")]
    [InlineData("P1.5D")]
    [InlineData("P1,5D")]
    [InlineData("P1D ")]
    [InlineData(" P1D")]
    [InlineData("P1D\n")]
    [InlineData("P1D1Y")]
    [InlineData("P1D1D")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("P1DT1HT1M")]
    [InlineData("P٣D")]
    [InlineData("P101Y")]
    [InlineData("P36500DT1S")]
    [InlineData("P9999999999Y")]
    [InlineData("P99999999999Y")]
    public void Anything_else_is_no_period(string? text) => Assert.False(Period.TryParse(text, out _));

    [Fact]
    public void A_text_that_is_no_period_can_not_be_parsed() =>
        Assert.Contains("half a year", Assert.Throws<FormatException>(() => Period.Parse("half a year")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_period_is_written_as_it_was_read() => Assert.Equal("P6M", Period.Parse("P6M").ToString());

    [Fact]
    public void Periods_of_the_same_length_are_equal()
    {
        Assert.Equal(Period.Parse("P1Y"), Period.Parse("P12M"));
        Assert.Equal(Period.Parse("P1Y").GetHashCode(), Period.Parse("P12M").GetHashCode());
        Assert.Equal(default, Period.Parse("PT0S"));
    }
}
