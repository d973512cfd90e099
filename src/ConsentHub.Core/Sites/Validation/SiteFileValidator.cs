using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks the values of a site file whose shape is right, and collects all errors.</summary>
internal static class SiteFileValidator
{
    private const int MaxLanguages = 40;

    public static void Check(SiteFile site, SiteFileErrors faults)
    {
        var texts = new TextRule(site.Languages, faults);

        faults.AddUnless(Patterns.IsKey(site.Key), "key", Patterns.KeyRule);
        texts.Check(site.Name, "name", TextRule.MaxProperName);
        OriginRule.Check(site.Origins, faults);
        CheckLanguages(site.Languages, faults);

        var parties = new PartyRule(texts, faults);
        parties.Check(site.Controller);
        parties.Check(site.PrivacyContact);
        parties.Check(site.SupervisoryAuthority);

        new CategoryRule(site, texts, faults).Check();
        new SettingsRule(site, texts, faults).Check();
        new InterfaceTextRule(site, texts, faults).Check();
        new ThemeRule(site, faults).Check();
        new SignalRule(site, faults).Check();

        var longest = ChoiceCookie.LongestValue(site);
        faults.AddUnless(longest <= ChoiceCookie.MaxValue, "categories",
            $"need a choice cookie of up to {longest} bytes, and {ChoiceCookie.MaxValue} are possible: use shorter or fewer ids of categories and services");
    }

    private static void CheckLanguages(IReadOnlyList<string> languages, SiteFileErrors faults)
    {
        faults.AddUnless(languages.Count is >= 1 and <= MaxLanguages, "languages", $"must be from 1 to {MaxLanguages}");
        faults.AddRepeated(languages, i => $"languages[{i}]");
        foreach (var (i, lang) in languages.Index())
            faults.AddUnless(Patterns.IsLanguage(lang), $"languages[{i}]", "must be a language tag such as en, de, pt-BR or zh-Hant");
    }
}
