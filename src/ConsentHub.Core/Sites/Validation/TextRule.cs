namespace ConsentHub.Sites.Validation;

/// <summary>Checks that a text is not blank, is not too long, and has no control characters except newlines.</summary>
internal sealed class TextRule(IReadOnlyList<string> languages, SiteFileErrors errors)
{
    public const int MaxName = 80;
    public const int MaxDescription = 2000;
    public const int MaxPurpose = 1000;
    public const int MaxProperName = 200;
    public const int MaxAddress = 400;
    public const int MaxInterfaceText = 1000;

    public void Check(string? text, string path, int max)
    {
        if (text is null)
            return;

        if (string.IsNullOrWhiteSpace(text))
            errors.Add(path, "must not be empty");
        else if (text.Length > max)
            errors.Add(path, $"must have at most {max} characters, it has {text.Length}");
        else if (text.Any(c => char.IsControl(c) && c != '\n'))
            errors.Add(path, "must not hold control characters");
    }

    /// <summary>Requires a text in exactly the site's languages, so that no visitor sees a half-translated notice.</summary>
    public void CheckAll(IReadOnlyDictionary<string, string> texts, string path, int max)
    {
        CheckLanguages(texts.Keys, path);
        foreach (var (lang, text) in texts)
            Check(text, $"{path}.{lang}", max);
    }

    public void CheckLanguages(IEnumerable<string> given, string path)
    {
        var known = given.ToHashSet(StringComparer.Ordinal);
        foreach (var lang in languages.Where(l => !known.Contains(l)))
            errors.Add($"{path}.{lang}", "is missing");

        foreach (var lang in known.Where(l => !languages.Contains(l, StringComparer.Ordinal)))
            errors.Add($"{path}.{lang}", $"is not one of the site's languages: {string.Join(", ", languages)}");
    }
}
