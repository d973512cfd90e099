using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks the values of a site file whose shape is right, and collects all errors.</summary>
internal static class SiteFileValidator
{
    private const int MaxLanguages = 40;

    public static void Check(SiteFile site, SiteFileErrors errors)
    {
        var texts = new TextRule(site.Languages, errors);

        errors.AddUnless(Patterns.IsKey(site.Key), "key", Patterns.KeyRule);
        texts.Check(site.Name, "name", TextRule.MaxProperName);
        OriginRule.Check(site.Origins, errors);
        CheckLanguages(site.Languages, errors);

        var parties = new PartyRule(texts, errors);
        parties.Check(site.Controller);
        parties.Check(site.PrivacyContact);
        parties.Check(site.SupervisoryAuthority);

        new CategoryRule(site, texts, errors).Check();
        new SettingsRule(site, texts, errors).Check();
        new RequestsRule(site, errors).Check();
        new InterfaceTextRule(site, texts, errors).Check();
        new ThemeRule(site, errors).Check();
        new SignalRule(site, errors).Check();
        new UndecidedRule(site, errors).Check();

        var longest = ChoiceCookie.LongestValue(site);
        errors.AddUnless(longest <= ChoiceCookie.MaxValue, "categories",
            $"need a choice cookie of up to {longest} bytes, and {ChoiceCookie.MaxValue} are allowed: use shorter or fewer ids of categories and services");
    }

    private static void CheckLanguages(IReadOnlyList<string> languages, SiteFileErrors errors)
    {
        errors.AddUnless(languages.Count is >= 1 and <= MaxLanguages, "languages", $"must be from 1 to {MaxLanguages}");
        errors.AddRepeated(languages, i => $"languages[{i}]");
        foreach (var (i, lang) in languages.Index())
            errors.AddUnless(Patterns.IsLanguage(lang), $"languages[{i}]", "must be a language tag such as en, de, pt-BR or zh-Hant");
    }
}
