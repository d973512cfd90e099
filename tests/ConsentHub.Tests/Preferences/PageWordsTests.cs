using ConsentHub.Consents;
using ConsentHub.Json;
using ConsentHub.Preferences.Words;
using ConsentHub.Sites;

namespace ConsentHub.Tests.Preferences;

/// <summary>The page's own words.</summary>
public sealed class PageWordsTests
{
    public static TheoryData<string> Languages => [.. PageWords.Languages];

    [Fact]
    public void There_are_words_in_every_language_of_the_interface() =>
        Assert.Equal(InterfaceTexts.Languages.Order(StringComparer.Ordinal), PageWords.Languages.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_says_everything(string lang)
    {
        var words = PageWords.For(lang);

        Assert.Equal(PageWords.For("en").Keys.Order(StringComparer.Ordinal), words.Keys.Order(StringComparer.Ordinal));
        Assert.All(Enum.GetValues<ConsentAction>(), action => Assert.NotEmpty(words.Own(WireWords<ConsentAction>.Of(action))));
        Assert.All(Enumerable.Range(1, 12), month => Assert.Contains("2026", words.Date(new DateTimeOffset(2026, month, 1, 0, 0, 0, TimeSpan.Zero)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en", "P13M", "13 months")]
    [InlineData("en", "P1Y6M", "1 year 6 months")]
    [InlineData("de", "P1D", "1 Tag")]
    [InlineData("fr", "P2Y", "2 ans")]
    [InlineData("es", "PT30M", "30 minutos")]
    [InlineData("nl", "P1DT2H", "1 dag 2 uur")]
    [InlineData("en", "PT0S", "until the browser is closed")]
    [InlineData("en", "soon", "soon")]
    public void A_duration_is_said_in_words(string lang, string period, string words) => Assert.Equal(words, PageWords.For(lang).Duration(period));

    [Theory]
    [InlineData("en", "2 March 2026, 09:05 UTC")]
    [InlineData("de", "2. März 2026, 09:05 UTC")]
    [InlineData("es", "2 de marzo de 2026, 09:05 UTC")]
    [InlineData("fr-CA", "2 mars 2026, 09:05 UTC")]
    public void A_time_is_said_in_words(string lang, string words) =>
        Assert.Equal(words, PageWords.For(lang).DateAndTime(new DateTimeOffset(2026, 3, 2, 11, 5, 0, TimeSpan.FromHours(2))));
}
