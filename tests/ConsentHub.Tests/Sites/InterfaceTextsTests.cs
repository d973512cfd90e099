using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

public class InterfaceTextsTests
{
    public static TheoryData<string> Languages => [.. InterfaceTexts.Languages.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_the_same_texts_with_the_same_placeholders(string lang)
    {
        var english = InterfaceTexts.For("en");
        var texts = InterfaceTexts.For(lang);

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
        Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t.Value), t.Key));
        Assert.All(texts, t => Assert.Equal(Placeholders(english[t.Key]), Placeholders(t.Value)));
    }

    [Theory, MemberData(nameof(Languages))]
    public void The_texts_for_accepting_and_rejecting_have_comparable_lengths(string lang)
    {
        var texts = InterfaceTexts.For(lang);
        var (accept, reject) = (texts["acceptAll"].Length, texts["rejectAll"].Length);

        Assert.InRange((double)reject / accept, 1 / 2.5, 2.5);
    }

    [Theory, MemberData(nameof(Languages))]
    public void No_sentence_is_left_in_English(string lang)
    {
        var english = InterfaceTexts.For("en");
        var copied = InterfaceTexts.For(lang).Where(t => t.Value.EndsWith('.') && t.Value == english[t.Key]).Select(t => t.Key);

        Assert.True(lang == "en" || !copied.Any(), string.Join(", ", copied));
    }

    [Fact]
    public void Every_official_language_of_the_European_Union_is_shipped_and_ten_more()
    {
        string[] official = ["bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"];

        Assert.Empty(official.Except(InterfaceTexts.Languages, StringComparer.Ordinal));
        Assert.True(InterfaceTexts.Languages.Count >= official.Length + 10, $"{InterfaceTexts.Languages.Count} languages");
    }

    [Fact]
    public void Two_shipped_languages_are_written_from_right_to_left() =>
        Assert.Equal(["ar", "he"], InterfaceTexts.Languages.Where(l => InterfaceTexts.Direction(l) == "rtl").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("pt-PT", "pt")]
    [InlineData("pt-br", "pt-BR")]
    [InlineData("zh-CN", "zh")]
    [InlineData("zh-Hans-SG", "zh")]
    [InlineData("no", "nb")]
    [InlineData("nn-NO", "nb")]
    [InlineData("iw", "he")]
    [InlineData("sw", "en")]
    public void A_language_without_texts_gets_those_of_its_nearest(string lang, string shipped) =>
        Assert.Same(InterfaceTexts.For(shipped), InterfaceTexts.For(lang));

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

    [Fact]
    public void Each_event_that_begins_a_period_has_a_text()
    {
        // No class of a site file may have the arrival of a privacy request.
        Assert.All(Enum.GetNames<RetentionEvent>().Where(name => name != nameof(RetentionEvent.RequestReceived)), name => Assert.Contains("{period}", InterfaceTexts.For("en")[$"after{name}"], StringComparison.Ordinal));
    }

    private static IEnumerable<string> Placeholders(string text) =>
        Regex.Matches(text, @"\{[^}]*\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
