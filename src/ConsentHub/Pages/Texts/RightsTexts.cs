using ConsentHub.Jurisdictions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Pages.Texts;

/// <summary>The rights by law as text.</summary>
internal static class RightsTexts
{
    /// <summary>The sentence that introduces the list of rights.</summary>
    public static string RightsUnder(this UiTexts words, RegionRights rights) => words.Own("rightsLaw").Replace("{law}", rights.Law, StringComparison.Ordinal);

    public static IReadOnlyList<string> List(this UiTexts words, RegionRights rights) => [.. rights.Rights.Select(right => words.Own($"right_{WireNames<PrivacyRight>.Of(right)}"))];

    /// <summary>What visitors read where no list is held: who answers their questions.</summary>
    public static string NoRightsListed(this UiTexts words, PrivacyContact contact) =>
        words.Own("rightsElsewhere").Replace("{contact}", string.Join(", ", new[] { contact.Email, contact.Url, contact.Address }.OfType<string>()), StringComparison.Ordinal);
}
