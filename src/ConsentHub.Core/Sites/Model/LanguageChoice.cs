using System.Collections.Frozen;

namespace ConsentHub.Sites.Model;

/// <summary>Which of a site's languages a caller gets.</summary>
internal static class LanguageChoice
{
    /// <summary>Tags that browsers and sites use for much the same: Norwegian and its two written forms, the older tag of Hebrew.</summary>
    private static readonly FrozenDictionary<string, string[]> OtherNames = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["nb"] = ["no", "nn"],
        ["nn"] = ["nb", "no"],
        ["no"] = ["nb", "nn"],
        ["iw"] = ["he"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The length that RFC 5646, 4.4.1 has every program take.</summary>
    private const int LongestTag = 35;

    /// <summary>The language itself, or the one it is a variety of: <c>de-AT</c> gets <c>de</c>.</summary>
    public static string? Find(IReadOnlyList<string> offered, string wanted) =>
        offered.Contains(wanted) ? wanted : wanted.Length > LongestTag ? null : Acceptable(wanted).Select(range => offered.FirstOrDefault(o => string.Equals(o, range, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(o => o is not null);

    /// <summary>What serves a reader of this language, best first: itself, what it is a variety of, another name of that.</summary>
    public static IEnumerable<string> Acceptable(string wanted)
    {
        for (var range = wanted; range.Length > 0; range = range.LastIndexOf('-') is > 0 and var cut ? range[..cut] : "")
            yield return range;

        foreach (var other in OtherNames.GetValueOrDefault(wanted.Split('-')[0], []))
            yield return other;
    }
}
