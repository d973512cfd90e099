using ConsentHub.Http;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

/// <summary>Which of the offered languages a visitor gets.</summary>
public sealed class LanguageChoiceTests
{
    [Theory]
    [InlineData("en de", "de-AT", "de")]
    [InlineData("en pt pt-BR", "pt-BR", "pt-BR")]
    [InlineData("en pt pt-BR", "pt-PT", "pt")]
    [InlineData("en zh", "zh-Hans-CN", "zh")]
    [InlineData("en nb", "no", "nb")]
    [InlineData("en nb", "nn-NO", "nb")]
    [InlineData("en no", "nb-NO", "no")]
    [InlineData("nn nb", "no", "nb")]
    [InlineData("nb nn", "nn", "nn")]
    [InlineData("en he", "iw-IL", "he")]
    [InlineData("en de", "fr", null)]
    [InlineData("en de", "", null)]
    public void The_nearest_offered_language_is_found(string offered, string wanted, string? found) =>
        Assert.Equal(found, LanguageChoice.Find(offered.Split(' '), wanted));

    [Theory]
    [InlineData("sv;q=0.5, nn;q=0.9", "nb")]
    [InlineData("nn;q=0, sv", "sv")]
    [InlineData("fr", "en")]
    [InlineData(null, "en")]
    [InlineData("zh-Hant-TW-x-a-private-part-of-a-tag-that-is-long, sv", "sv")]
    public void The_browsers_languages_are_tried_in_the_order_of_their_preference(string? acceptLanguage, string found) =>
        Assert.Equal(found, AcceptLanguage.Choose(["en", "nb", "sv"], acceptLanguage));

    [Theory]
    [InlineData("sv", 0, "sv")]
    [InlineData("sv", 7500, "en")]
    [InlineData("a-", 7500, "en")]
    [InlineData("fr,", 3700, "en")]
    public void A_header_longer_than_any_browsers_is_read_at_its_beginning_only(string first, int repeated, string found) =>
        Assert.Equal(found, AcceptLanguage.Choose(["en", "nb", "sv"], first + string.Concat(Enumerable.Repeat(first, repeated))));
}
