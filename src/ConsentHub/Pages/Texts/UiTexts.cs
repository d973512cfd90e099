using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Pages.Texts;

/// <summary>The page's texts in one language: those of the notice, which a site may override, and the page's own.</summary>
/// <remarks>
/// The page's own texts (table headings, errors, dates) are not part of a notice, because a notice is sent to every banner.
/// The process runs without cultures (InvariantGlobalization), so the texts include months and units of time.
/// </remarks>
internal sealed class UiTexts
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> ByLanguage = Load();
    private static readonly FrozenDictionary<string, string> LanguageNames = ByLanguage["languages"];

    private readonly IReadOnlyDictionary<string, string> texts;
    private readonly FrozenDictionary<string, string> own;
    private readonly PluralRule plural;

    private UiTexts(string lang, IReadOnlyDictionary<string, string> texts)
    {
        var shipped = InterfaceTexts.Shipped(lang);
        (Lang, this.texts, own, plural) = (lang, texts, ByLanguage[shipped], PluralRule.Of(shipped));
    }

    /// <summary>Languages that the page has its own texts in.</summary>
    public static IReadOnlyList<string> Languages { get; } = [Fallback, .. ByLanguage.Keys.Where(k => k is not (Fallback or "languages")).Order(StringComparer.Ordinal)];

    public string Lang { get; }

    /// <summary>The names of the page's own texts.</summary>
    public IEnumerable<string> Keys => own.Keys;

    /// <param name="notice">The texts of the shown notice; null on a page without a notice.</param>
    public static UiTexts For(string lang, IReadOnlyDictionary<string, string>? notice = null) => new(lang, notice ?? InterfaceTexts.For(lang));

    /// <summary>A language's name in that language; its tag if the name is unknown.</summary>
    public static string NameOf(string lang) => LanguageNames.GetValueOrDefault(lang) ?? LanguageNames.GetValueOrDefault(lang.Split('-')[0]) ?? lang;

    /// <summary>A text of the notice; the shipped text if the notice was published before that text existed.</summary>
    public string Text(string key) => texts.GetValueOrDefault(key) ?? InterfaceTexts.For(Lang)[key];

    public string Text(string key, params ReadOnlySpan<(string Name, string Value)> values) => Filled(Text(key), values);

    /// <summary>One of the page's own texts.</summary>
    public string Own(string key) => own[key];

    public string? FindOwn(string key) => own.GetValueOrDefault(key);

    /// <summary>"1 record", "3 records".</summary>
    public string Count(string key, long number) =>
        Filled(own[key].Split('|')[plural.Form(number)], ("n", number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>"2 March 2026", in UTC.</summary>
    public string Date(DateTimeOffset time)
    {
        var day = time.UtcDateTime;
        return Filled(
            own["date"], ("day", day.Day.ToString(CultureInfo.InvariantCulture)), ("month", own["months"].Split('|')[day.Month - 1]),
            ("year", day.Year.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>"2 March 2026, 09:30 UTC".</summary>
    public string DateAndTime(DateTimeOffset time) => $"{Date(time)}, {time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC";

    private static string Filled(string text, params ReadOnlySpan<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);

        return text;
    }

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(UiTexts).Namespace}.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
            .ToFrozenDictionary(name => Path.GetFileNameWithoutExtension(name[prefix.Length..]), name => Read(assembly, name), StringComparer.OrdinalIgnoreCase);
    }

    private static FrozenDictionary<string, string> Read(Assembly assembly, string resource)
    {
        using var file = assembly.GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
