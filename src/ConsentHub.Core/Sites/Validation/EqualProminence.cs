using System.Globalization;
using ConsentHub.Sites.Themes;

namespace ConsentHub.Sites.Validation;

/// <summary>Measures whether refusing is as easy to see as agreeing (CNIL 2020-091, Garante 231/2021, EDPB Cookie Banner Taskforce).</summary>
/// <remarks>
/// Size, shape, place and number of clicks are the same for every site, so a site can only set colours and labels.
/// It may make the reject button more prominent than the accept button, never the reverse.
/// </remarks>
internal static class EqualProminence
{
    /// <summary>The largest ratio between the contrasts of the accept and the reject button at which nobody sees a difference.</summary>
    public const double Tolerance = 1.15;

    /// <summary>The accept button's label may have at most this many times as many letters as the reject button's label.</summary>
    public const int LongestTimes = 2;

    /// <summary>A shorter label counts as a label of this length, so that "Agree" may be paired with "No".</summary>
    public const int ShortWord = 4;

    /// <summary>Differences in the colours of one scheme.</summary>
    /// <param name="scheme">Its name in the messages, <c>light</c> or <c>dark</c>.</param>
    public static IEnumerable<string> OfColours(Palette colours, string scheme)
    {
        var (acceptText, rejectText) = (Colour.Contrast(colours.OnAccept, colours.Accept), Colour.Contrast(colours.OnReject, colours.Reject));
        foreach (var (button, contrast) in new[] { ("accept", acceptText), ("reject", rejectText) })
        {
            if (contrast < Palette.TextContrast)
                yield return $"give the text of the {button} button a contrast of {Colour.Ratio(contrast)} in the {scheme} scheme; it must have at least {Colour.Ratio(Palette.TextContrast)}";
        }

        var (accept, reject) = (Colour.Contrast(colours.Accept, colours.Bg), Colour.Contrast(colours.Reject, colours.Bg));
        if (accept > reject * Tolerance)
            yield return $"are unequal in the {scheme} scheme: accept has a contrast of {Colour.Ratio(accept)} with the banner, reject {Colour.Ratio(reject)}; reject must have at least as much";

        if (acceptText > rejectText * Tolerance)
            yield return $"are unequal in the {scheme} scheme: the text of accept has a contrast of {Colour.Ratio(acceptText)} with its button, that of reject {Colour.Ratio(rejectText)}; reject must have at least as much";
    }

    /// <summary>The difference in the labels of the two buttons, if any.</summary>
    public static string? OfWords(string accept, string reject)
    {
        var (longer, shorter) = (Visible(accept), Visible(reject));
        if (shorter == 0)
            return "has no letter in rejectAll; the button that refuses must say what it does";

        return longer <= LongestTimes * Math.Max(shorter, ShortWord)
            ? null
            : $"has {Text(longer)} letters in acceptAll and {Text(shorter)} in rejectAll; agreeing may have at most {Text(LongestTimes)} times as many";
    }

    /// <summary>Counts letters and digits: spaces, dots and invisible characters make no button larger.</summary>
    private static int Visible(string text) => text.EnumerateRunes().Count(System.Text.Rune.IsLetterOrDigit);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
