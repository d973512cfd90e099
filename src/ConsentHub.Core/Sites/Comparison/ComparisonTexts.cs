using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Texts that several comparisons share.</summary>
internal static class ComparisonTexts
{
    /// <summary>The entries that only the later list has, joined for <see cref="NoticeChange.To"/>; null if there is none.</summary>
    public static string? Added(IEnumerable<string> earlier, IEnumerable<string> later)
    {
        var added = string.Join(", ", later.Except(earlier, StringComparer.Ordinal));
        return added.Length == 0 ? null : added;
    }

    /// <summary>A category's name for display; a removed category may lack the newer version's language.</summary>
    public static string NameIn(this Category category, string lang) => NameIn(category.Name, lang);

    public static string NameIn(IReadOnlyDictionary<string, string> names, string lang) =>
        names.GetValueOrDefault(lang) ?? names.OrderBy(n => n.Key, StringComparer.Ordinal).First().Value;
}
