using System.Collections.Frozen;
using System.Reflection;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Pages.Texts;

/// <summary>Country names in every language of the page; the process itself runs without cultures (InvariantGlobalization).</summary>
internal static class CountryNames
{
    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, string>>> ByLanguage = new(Load);

    /// <summary>The name of an ISO 3166-1 code or of <c>EU</c>; the code itself if no name is known.</summary>
    public static string Of(string code, string lang) => ByLanguage.Value[InterfaceTexts.Shipped(lang)].GetValueOrDefault(code, code);

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Load()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(CountryNames).Namespace}.countries.txt")!;
        using var reader = new StreamReader(file);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line.Split('\t')).ToList();
        return rows[0].Index().Skip(1).ToFrozenDictionary(
            lang => lang.Item, lang => rows.Skip(1).ToFrozenDictionary(row => row[0], row => row[lang.Index], StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }
}
