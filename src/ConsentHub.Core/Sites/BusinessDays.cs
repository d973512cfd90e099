using System.Collections.Concurrent;
using System.Globalization;
using PublicHoliday;

namespace ConsentHub.Sites;

/// <summary>Counts days from Monday to Friday that are no public holiday of a country.</summary>
/// <remarks>
/// Every calendar here follows from rules, and a law may change them, so no deadline is computed beyond <see cref="LastYear"/>.
/// A holiday that is decreed for one year alone may be missing: the deadline is then a day earlier.
/// </remarks>
internal static class BusinessDays
{
    /// <summary>The last year whose holidays are taken as known.</summary>
    public const int LastYear = 2036;

    private static readonly Dictionary<string, Func<IPublicHolidays>> Calendars = new(StringComparer.Ordinal)
    {
        ["AT"] = () => new AustriaPublicHoliday(),
        ["BE"] = () => new BelgiumPublicHoliday(),
        ["BR"] = () => new BrazilPublicHoliday(),
        ["CA"] = () => new CanadaPublicHoliday(),
        ["CZ"] = () => new CzechRepublicPublicHoliday(),
        ["DE"] = () => new GermanPublicHoliday(),
        ["DK"] = () => new DenmarkPublicHoliday(),
        ["ES"] = () => new SpainPublicHoliday(),
        ["FI"] = () => new FinlandPublicHoliday(),
        ["FR"] = () => new FrancePublicHoliday(),
        ["GB"] = () => new UKBankHoliday(),
        ["IE"] = () => new IrelandPublicHoliday(),
        ["IT"] = () => new ItalyPublicHoliday(),
        ["LU"] = () => new LuxembourgPublicHoliday(),
        ["NL"] = () => new DutchPublicHoliday(),
        ["NO"] = () => new NorwayPublicHoliday(),
        ["PL"] = () => new PolandPublicHoliday(),
        ["PT"] = () => new PortugalPublicHoliday(),
        ["SE"] = () => new SwedenPublicHoliday(),
        ["US"] = () => new USAPublicHoliday(),
    };

    private static readonly ConcurrentDictionary<(string Calendar, int Year), HashSet<DateOnly>> Holidays = [];

    /// <summary>The countries whose holidays are known, for a message.</summary>
    public static string Known { get; } = string.Join(", ", Calendars.Keys);

    public static bool Knows(string calendar) => Calendars.ContainsKey(calendar);

    /// <summary>The end of the last of some business days, in UTC. The day of the start does not count.</summary>
    /// <exception cref="InvalidOperationException">The last day is after <see cref="LastYear"/>.</exception>
    public static DateTimeOffset EndOf(DateTimeOffset start, int days, string calendar)
    {
        var day = DateOnly.FromDateTime(start.UtcDateTime);
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            if (day.Year > LastYear)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The public holidays of {calendar} are known until {LastYear}. A newer ConsentHub knows later ones."));

            if (IsBusinessDay(day, calendar))
                left--;
        }

        return new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
    }

    private static bool IsBusinessDay(DateOnly day, string calendar) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.GetOrAdd((calendar, day.Year), Of).Contains(day);

    /// <summary>The holidays of a year, and the first one of the next: New Year's Day may be observed on 31 December.</summary>
    private static HashSet<DateOnly> Of((string Calendar, int Year) key)
    {
        var calendar = Calendars[key.Calendar]();
        return [.. calendar.PublicHolidays(key.Year).Concat(calendar.PublicHolidays(key.Year + 1)).Select(DateOnly.FromDateTime)];
    }
}
