using System.Collections.Frozen;

namespace ConsentHub.Sites.Model;

/// <summary>Selects a caller's language among those of a site.</summary>
internal static class LanguageChoice
{
    /// <summary>Tags that browsers and sites use interchangeably: Norwegian and its two written forms, the older tag of Hebrew.</summary>
    private static readonly FrozenDictionary<string, string[]> OtherNames = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["nb"] = ["no", "nn"],
        ["nn"] = ["nb", "no"],
        ["no"] = ["nb", "nn"],
        ["iw"] = ["he"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The length that RFC 5646, 4.4.1 requires every program to accept.</summary>
    private const int LongestTag = 35;

    /// <summary>The first offered language that is acceptable to a reader of the wanted one, such as <c>de</c> for <c>de-AT</c>; null if there is none.</summary>
    public static string? Find(IReadOnlyList<string> offered, string wanted) =>
        offered.Contains(wanted) ? wanted : wanted.Length > LongestTag ? null : Acceptable(wanted).Select(range => offered.FirstOrDefault(o => string.Equals(o, range, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(o => o is not null);

    /// <summary>Tags acceptable to a reader of the wanted language, best first: the wanted tag, its shorter forms (<c>de</c> for <c>de-AT</c>), other tags of the same language.</summary>
    public static IEnumerable<string> Acceptable(string wanted)
    {
        for (var range = wanted; range.Length > 0; range = range.LastIndexOf('-') is > 0 and var cut ? range[..cut] : "")
            yield return range;

        foreach (var other in OtherNames.GetValueOrDefault(wanted.Split('-')[0], []))
            yield return other;
    }
}
