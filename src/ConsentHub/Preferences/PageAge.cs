using System.Globalization;
using ConsentHub.Sites;

namespace ConsentHub.Preferences;

/// <summary>The age on the page without JavaScript: asked, neutrally, of who wants to allow something, and neither kept nor sent on.</summary>
/// <remarks>By the same rule as the banner's: a visitor whose current choice stands and grants something has been asked already.</remarks>
internal static class PageAge
{
    public const string Field = "age";

    private const int Oldest = 120;

    public static bool IsNeeded(PublishedNotice notice, PageWish wish) =>
        notice.Content.Age is not null
        && (notice.Categories.Any(c => !c.Category.Required && wish.Categories[c.Category.Id]) || wish.Services?.Values.Contains(true) == true);

    public static AgeOutcome Of(PageForm form, PageView page, int threshold)
    {
        var (stands, categories, services, _) = page.Effective;
        if (stands && (page.Notice.Categories.Any(c => !c.Required && categories[c.Id]) || services.Values.Contains(true)))
            return AgeOutcome.OldEnough;
        if (form[Field] is not { } text)
            return AgeOutcome.Missing;
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var age) || age is < 1 or > Oldest)
            return AgeOutcome.Invalid;

        return age < threshold ? AgeOutcome.TooYoung : AgeOutcome.OldEnough;
    }
}

internal enum AgeOutcome
{
    OldEnough,
    Missing,
    Invalid,
    TooYoung,
}
