using System.Globalization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages.Texts;

/// <summary>Writes durations as text.</summary>
internal static class DurationTexts
{
    private static readonly (char Letter, string Word)[] Dates = [('Y', "year"), ('M', "month"), ('W', "week"), ('D', "day")];
    private static readonly (char Letter, string Word)[] Times = [('H', "hour"), ('M', "minute"), ('S', "second")];

    /// <summary>"13 months" for P13M. PT0S gives the text for a session; a value that is not a duration is returned unchanged.</summary>
    public static string Duration(this UiTexts words, string text)
    {
        if (!Period.TryParse(text, out var period))
            return text;
        if (period.Span == TimeSpan.Zero)
            return words.Text("sessionDuration");

        var parts = text[1..].Split('T');
        return string.Join(' ', Read(words, parts[0], Dates).Concat(Read(words, parts.ElementAtOrDefault(1) ?? "", Times)));
    }

    /// <summary>How long a declared entry is stored; empty for a pixel, which stores nothing.</summary>
    public static string Duration(this UiTexts words, CookieDeclaration cookie) => cookie switch
    {
        { Duration: { } duration } => words.Duration(duration),
        { Kind: CookieKind.SessionStorage } => words.Text("sessionDuration"),
        { Kind: CookieKind.Pixel } => "–",
        _ => words.Text("noEnd"),
    };

    private static IEnumerable<string> Read(UiTexts words, string text, (char Letter, string Word)[] units)
    {
        while (text.IndexOfAny([.. units.Select(u => u.Letter)]) is >= 0 and var end)
        {
            var number = long.Parse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture);
            if (number > 0)
                yield return words.Count(units.First(u => u.Letter == text[end]).Word, number);

            text = text[(end + 1)..];
        }
    }
}
