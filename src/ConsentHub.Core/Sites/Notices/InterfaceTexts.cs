using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Notices;

/// <summary>The banner's texts in every shipped language; a site may override any of them.</summary>
internal static class InterfaceTexts
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLanguage = Load();

    private static readonly FrozenSet<string> RightToLeftScripts =
        new[] { "Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> RightToLeftLanguages =
        new[] { "ar", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all texts, the same in every language.</summary>
    public static IReadOnlySet<string> Keys { get; } = ByLanguage[Fallback].Keys.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Languages that have texts of their own.</summary>
    public static IReadOnlyCollection<string> Languages => ByLanguage.Keys;

    /// <summary>The texts of this language. If there are none: the texts of its base language (de for de-AT), then the English texts.</summary>
    public static IReadOnlyDictionary<string, string> For(string lang) => ByLanguage[Shipped(lang)];

    /// <summary>The shipped language that fits a site's language, such as <c>nb</c> for <c>no</c> (Norwegian); <c>en</c> if none fits.</summary>
    public static string Shipped(string lang) => LanguageChoice.Acceptable(lang).FirstOrDefault(ByLanguage.ContainsKey) ?? Fallback;

    /// <summary><c>rtl</c> or <c>ltr</c>, by the script in the tag (az-Arab, ur-Latn) or, without one, by the language.</summary>
    public static string Direction(string lang)
    {
        var subtags = lang.Split('-');
        var script = subtags.Skip(1).FirstOrDefault(s => s.Length == 4 && char.IsAsciiLetter(s[0]));
        var rightToLeft = script is null ? RightToLeftLanguages.Contains(subtags[0]) : RightToLeftScripts.Contains(script);
        return rightToLeft ? "rtl" : "ltr";
    }

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string prefix = "ConsentHub.Sites.Texts.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => Path.GetFileNameWithoutExtension(name[prefix.Length..]), name => Read(assembly, name), StringComparer.OrdinalIgnoreCase);
    }

    private static FrozenDictionary<string, string> Read(Assembly assembly, string resource)
    {
        using var file = assembly.GetManifestResourceStream(resource)!;
        var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
        texts.Remove("$comment");
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
