using System.Text.RegularExpressions;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Preferences;

/// <summary>The texts of the page itself.</summary>
public sealed class UiTextsTests
{
    private static readonly string[] Counted = ["year", "month", "week", "day", "hour", "minute", "second", "records"];

    public static TheoryData<string> Languages => [.. UiTexts.Languages];

    [Fact]
    public void There_are_words_in_every_language_of_the_interface() =>
        Assert.Equal(InterfaceTexts.Languages.Order(StringComparer.Ordinal), UiTexts.Languages.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_every_text(string lang)
    {
        var words = UiTexts.For(lang);

        Assert.Equal(UiTexts.For("en").Keys.Order(StringComparer.Ordinal), words.Keys.Order(StringComparer.Ordinal));
        Assert.All(Enum.GetValues<ConsentAction>(), action => Assert.NotEmpty(words.Own(WireNames<ConsentAction>.Of(action))));
        Assert.All(words.Keys, key => Assert.NotEmpty(words.Own(key)));
        Assert.Equal(12, Enumerable.Range(1, 12).Select(month => words.Date(new DateTimeOffset(2026, month, 2, 0, 0, 0, TimeSpan.Zero))).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_the_same_placeholders(string lang)
    {
        var english = UiTexts.For("en");
        var words = UiTexts.For(lang);

        Assert.All(words.Keys.Except(Counted, StringComparer.Ordinal), key => Assert.Equal(Placeholders(english.Own(key)), Placeholders(words.Own(key))));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_sentence_is_left_in_English(string lang)
    {
        var (english, words) = (UiTexts.For("en"), UiTexts.For(lang));

        Assert.True(lang == "en" || !words.Keys.Any(key => words.Own(key).EndsWith('.') && words.Own(key) == english.Own(key)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_with_a_number_has_the_plural_forms_of_its_language(string lang)
    {
        var words = UiTexts.For(lang);

        Assert.All(Counted, key => Assert.Equal(PluralRule.Of(lang).Forms, words.Own(key).Split('|').Length));
        Assert.All(Counted, key => Assert.Contains("{n}", words.Own(key).Split('|')[^1], StringComparison.Ordinal));
        Assert.All(Counted, key => Assert.Contains("1000", words.Count(key, 1000), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_is_called_by_its_own_name(string lang) => Assert.NotEqual(lang, UiTexts.NameOf(lang));

    [Theory]
    [InlineData("en", "P13M", "13 months")]
    [InlineData("en", "P1Y6M", "1 year 6 months")]
    [InlineData("de", "P1D", "1 Tag")]
    [InlineData("fr", "P2Y", "2 ans")]
    [InlineData("es", "PT30M", "30 minutos")]
    [InlineData("nl", "P1DT2H", "1 dag 2 uur")]
    [InlineData("pl", "P1Y2M5D", "1 rok 2 miesiące 5 dni")]
    [InlineData("cs", "P13M", "13 měsíců")]
    [InlineData("uk", "P21D", "21 день")]
    [InlineData("sl", "P2Y", "2 leti")]
    [InlineData("ro", "P24M", "24 de luni")]
    [InlineData("ar", "P2Y3M", "سنتان 3 أشهر")]
    [InlineData("he", "P1D", "יום אחד")]
    [InlineData("ja", "P6M", "6か月")]
    [InlineData("no", "P2W", "2 uker")]
    [InlineData("sw", "P2W", "2 weeks")]
    [InlineData("en", "PT0S", "until the browser is closed")]
    [InlineData("en", "soon", "soon")]
    public void A_duration_is_written_in_words(string lang, string period, string words) => Assert.Equal(words, UiTexts.For(lang).Duration(period));

    [Theory]
    [InlineData("en", "2 March 2026, 09:05 UTC")]
    [InlineData("de", "2. März 2026, 09:05 UTC")]
    [InlineData("es", "2 de marzo de 2026, 09:05 UTC")]
    [InlineData("hu", "2026. március 2., 09:05 UTC")]
    [InlineData("ca", "2 de març de 2026, 09:05 UTC")]
    [InlineData("zh", "2026年3月2日, 09:05 UTC")]
    [InlineData("fr-CA", "2 mars 2026, 09:05 UTC")]
    public void A_time_is_written_in_words(string lang, string words) =>
        Assert.Equal(words, UiTexts.For(lang).DateAndTime(new DateTimeOffset(2026, 3, 2, 11, 5, 0, TimeSpan.FromHours(2))));

    private static IEnumerable<string> Placeholders(string text) =>
        Regex.Matches(text, @"\{[^}]*\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
