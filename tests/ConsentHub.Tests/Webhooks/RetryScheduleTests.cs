using ConsentHub.Deliveries;

namespace ConsentHub.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Ten_attempts_take_about_three_days_and_each_wait_is_at_most_a_fifth_longer()
    {
        var least = TimeSpan.FromSeconds(5) + TimeSpan.FromMinutes(35) + TimeSpan.FromHours(75);
        for (var run = 0; run < 100; run++)
        {
            var waits = Enumerable.Range(1, RetrySchedule.Attempts - 1).Select(n => RetrySchedule.After(n, null)!.Value).ToList();
            var total = waits.Aggregate((a, b) => a + b);
            Assert.InRange(total, least, least * 1.2);
            Assert.Equal(waits.Order(), waits);
        }

        Assert.Null(RetrySchedule.After(RetrySchedule.Attempts, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(90, 90)]
    [InlineData(86_400, 86_400)]
    [InlineData(1_000_000, 86_400)]
    public void A_receiver_may_ask_for_a_wait_of_up_to_a_day(int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.After(1, TimeSpan.FromSeconds(asked)));
}
