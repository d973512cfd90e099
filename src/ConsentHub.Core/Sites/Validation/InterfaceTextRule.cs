using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks links and interface texts.</summary>
internal sealed partial class InterfaceTextRule(SiteFile site, TextRule texts, SiteFileErrors errors)
{
    private static readonly string[] KnownLinks = ["privacy", "imprint", "terms", NoticeFacts.Support];

    public void Check()
    {
        foreach (var (kind, addresses) in site.Links)
            CheckLink(kind, addresses, $"links.{kind}");

        foreach (var (lang, overrides) in site.Texts)
            CheckTexts(lang, overrides, $"texts.{lang}");
    }

    private void CheckLink(string kind, IReadOnlyDictionary<string, string> addresses, string path)
    {
        if (!KnownLinks.Contains(kind, StringComparer.Ordinal))
        {
            errors.Add(path, $"is not a link of a site file; known here: {string.Join(", ", KnownLinks)}");
            return;
        }

        texts.CheckLanguages(addresses.Keys, path);
        foreach (var (lang, address) in addresses)
        {
            errors.AddUnless(Patterns.IsHttpsUrl(address) || Patterns.IsSitePath(address), $"{path}.{lang}",
                $"{Patterns.UrlRule}, or a path of the site such as /privacy");
        }
    }

    private void CheckTexts(string lang, IReadOnlyDictionary<string, string> overrides, string path)
    {
        if (!site.Languages.Contains(lang, StringComparer.Ordinal))
        {
            errors.Add(path, $"is not one of the site's languages: {string.Join(", ", site.Languages)}");
            return;
        }

        var shipped = InterfaceTexts.For(lang);
        foreach (var (key, text) in overrides)
        {
            if (!shipped.TryGetValue(key, out var original))
            {
                errors.Add($"{path}.{key}", $"is not the name of an interface text; known here: {string.Join(", ", InterfaceTexts.Keys.Order(StringComparer.Ordinal))}");
                continue;
            }

            texts.Check(text, $"{path}.{key}", TextRule.MaxInterfaceText);
            var filled = Placeholders(original);
            foreach (var unknown in Placeholders(text).Except(filled, StringComparer.Ordinal))
            {
                errors.Add($"{path}.{key}",
                    $"holds {unknown}, which ConsentHub does not replace; {(filled.Count == 0 ? "this text takes no placeholder" : $"known here: {string.Join(", ", filled)}")}");
            }
        }
    }

    private static List<string> Placeholders(string text) => [.. Placeholder.Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder { get; }
}
