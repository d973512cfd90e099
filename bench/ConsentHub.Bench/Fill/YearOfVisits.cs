namespace ConsentHub.Bench.Fill;

/// <summary>Times over a year, distributed like real visits: few at night, fewer at weekends, in rising order.</summary>
internal static class YearOfVisits
{
    public static readonly DateTimeOffset Begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int Hours = 365 * 24;

    /// <summary>Visits in an hour of the day, relative to each other.</summary>
    private static readonly int[] ByHour = [3, 2, 1, 1, 1, 2, 4, 8, 12, 14, 15, 15, 16, 15, 14, 14, 15, 16, 18, 20, 20, 17, 12, 6];

    public static IEnumerable<DateTimeOffset> Times(int count, Random random)
    {
        var weights = Enumerable.Range(0, Hours).Select(Weight).ToArray();
        var whole = (double)weights.Sum();
        var passed = 0L;
        var given = 0;
        for (var hour = 0; hour < Hours; hour++)
        {
            passed += weights[hour];
            var due = (int)Math.Round(passed / whole * count);
            var inHour = due - given;
            for (var i = 0; i < inHour; i++)
                yield return Begin.AddHours(hour).AddMilliseconds((long)((i + random.NextDouble()) * 3_600_000 / inHour));

            given = due;
        }
    }

    private static int Weight(int hour) =>
        ByHour[hour % 24] * (Begin.AddHours(hour).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 7 : 10);
}
