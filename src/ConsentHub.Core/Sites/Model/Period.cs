using System.Globalization;

namespace ConsentHub.Sites.Model;

/// <summary>A length of time as site files write it: an ISO 8601 period such as <c>P6M</c>, <c>P30D</c> or <c>PT0S</c>.</summary>
/// <remarks>
/// A year is 365 days and a month 365/12 days, rounded down to whole days over all months: P6M is 182 days,
/// P12M and P1Y are 365. The browser's cookie and the server both use these lengths and never the calendar.
/// Two periods are equal if they have the same length; <see cref="ToString"/> gives the text as it was written.
/// </remarks>
internal readonly record struct Period
{
    private const long MaxSeconds = 100L * 365 * 86_400;

    private readonly string? _text;

    private Period(string text, TimeSpan span) => (_text, Span) = (text, span);

    public TimeSpan Span { get; }

    public static Period Parse(string text) =>
        TryParse(text, out var period) ? period : throw new FormatException($"\"{text}\" is not an ISO 8601 period of at most 100 years.");

    /// <summary>Reads <c>PnYnMnWnDTnHnMnS</c>: whole numbers without a sign, at least one part, at most 100 years.</summary>
    public static bool TryParse(string? text, out Period period)
    {
        period = default;
        if (text is not ['P', ..])
            return false;

        var timeAt = text.IndexOf('T');
        var date = timeAt < 0 ? text.AsSpan(1) : text.AsSpan(1, timeAt - 1);
        var time = timeAt < 0 ? default : text.AsSpan(timeAt + 1);
        if (timeAt < 0 ? date.IsEmpty : time.IsEmpty)
            return false;

        Span<long> parts = stackalloc long[7];
        if (!TryReadParts(date, "YMWD", parts[..4]) || !TryReadParts(time, "HMS", parts[4..]))
            return false;

        var days = (365 * ((12 * parts[0]) + parts[1]) / 12) + (7 * parts[2]) + parts[3];
        var seconds = (86_400 * days) + (3600 * parts[4]) + (60 * parts[5]) + parts[6];
        if (seconds > MaxSeconds)
            return false;

        period = new Period(text, TimeSpan.FromSeconds(seconds));
        return true;
    }

    public bool Equals(Period other) => Span == other.Span;

    public override int GetHashCode() => Span.GetHashCode();

    public override string ToString() => _text ?? "PT0S";

    /// <summary>Reads numbers with their letters, each letter at most once and in the order given.</summary>
    private static bool TryReadParts(ReadOnlySpan<char> text, ReadOnlySpan<char> letters, Span<long> values)
    {
        var next = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            // Ten digits hold 100 years in seconds, and no sum can overflow.
            if (digits is < 1 or > 10)
                return false;

            var letter = letters[next..].IndexOf(text[digits]);
            if (letter < 0)
                return false;

            values[next + letter] = long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            next += letter + 1;
            text = text[(digits + 1)..];
        }

        return true;
    }
}
