using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Sites;

namespace ConsentHub.Tests.Sites;

public class InterfaceTextsTests
{
    public static TheoryData<string> Languages => [.. InterfaceTexts.Languages.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_the_same_texts_with_the_same_words_to_fill_in(string lang)
    {
        var english = InterfaceTexts.For("en");
        var texts = InterfaceTexts.For(lang);

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t.Value), t.Key));
        Assert.All(texts, t => Assert.Equal(Placeholders(english[t.Key]), Placeholders(t.Value)));
    }

    [Fact]
    public void Five_languages_are_shipped() => Assert.Equal(["de", "en", "es", "fr", "nl"], InterfaceTexts.Languages.Order(StringComparer.Ordinal));

    [Fact]
    public void A_variety_without_texts_gets_those_of_its_language()
    {
        Assert.Same(InterfaceTexts.For("de"), InterfaceTexts.For("de-AT"));
        Assert.Same(InterfaceTexts.For("en"), InterfaceTexts.For("pl"));
    }

    [Fact]
    public void The_remark_for_translators_is_no_text() => Assert.DoesNotContain("$comment", InterfaceTexts.Keys);

    [Theory]
    [InlineData("en", "ltr")]
    [InlineData("ar", "rtl")]
    [InlineData("ar-EG", "rtl")]
    [InlineData("he", "rtl")]
    [InlineData("fa", "rtl")]
    [InlineData("ur", "rtl")]
    [InlineData("ur-Latn", "ltr")]
    [InlineData("az-Arab", "rtl")]
    [InlineData("es-419", "ltr")]
    public void The_language_or_its_script_decides_the_direction(string lang, string direction) =>
        Assert.Equal(direction, InterfaceTexts.Direction(lang));

    [Fact]
    public void The_published_schema_knows_every_text()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "wwwroot", "schemas", "site-1.json")))!;
        var keys = schema["properties"]!["texts"]!["additionalProperties"]!["propertyNames"]!["enum"]!.AsArray().Select(k => (string)k!);

        Assert.Equal(InterfaceTexts.Keys.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Placeholders(string text) =>
        Regex.Matches(text, @"\{[^}]*\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
