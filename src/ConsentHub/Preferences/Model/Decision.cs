using ConsentHub.Consents;
using ConsentHub.Pages.Notices;
using ConsentHub.Sites.Model;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Preferences.Model;

/// <summary>The categories and services that are on for a visitor now, by the same rules as the banner's <c>decide</c>.</summary>
/// <remarks>
/// A valid choice applies unchanged. A choice that is no longer valid authorises nothing: its refusals stay off, and its
/// grants fall back to the model's default, which under <c>opt_in</c> is off.
/// </remarks>
/// <param name="IsValid">Whether the visitor's choice is valid.</param>
/// <param name="Categories">Every category, on or off.</param>
/// <param name="Services">Only services that differ from their category.</param>
/// <param name="HeldByGpc">Categories that are off while Global Privacy Control is sent.</param>
internal sealed record Decision(
    bool IsValid, IReadOnlyDictionary<string, bool> Categories, IReadOnlyDictionary<string, bool> Services, IReadOnlyList<string> HeldByGpc)
{
    public static Decision Of(NoticeView notice, ConsentResponse? choice, ConsentRecord? record, bool gpc, bool isLocked)
    {
        var isValid = choice?.Status == ConsentStatus.Current && !IsTooLax(notice, choice, record!);
        // A valid choice overrides the signal only if the browser already sent the signal when the choice was made.
        var signalWins = gpc && !(isValid && record!.Content.Gpc);

        var categories = notice.Categories.ToDictionary(
            c => c.Id, c => c.Required || (!isLocked && Wanted(notice, c, choice, isValid) && !(signalWins && c.Gpc)), StringComparer.Ordinal);
        var services =
            from category in notice.Categories
            where choice is not null && !isLocked && !category.Required && !(signalWins && category.Gpc)
            from service in category.Services
            where choice!.Services.TryGetValue(service.Id, out var granted) && (isValid || !granted) && granted != categories[category.Id]
            select KeyValuePair.Create(service.Id, !categories[category.Id]);
        return new Decision(
            isValid, categories, services.ToDictionary(StringComparer.Ordinal),
            gpc ? [.. notice.Categories.Where(c => c.Gpc && !categories[c.Id]).Select(c => c.Name)] : []);
    }

    /// <summary>True if the notice's model is <c>opt_in</c> and the choice grants something under a laxer model, because such a grant is no consent. A refusal is valid under any model.</summary>
    public static bool IsTooLax(NoticeView notice, ConsentResponse choice, ConsentRecord record) =>
        notice.Model == ConsentModel.OptIn && record.Content.Model != ConsentModel.OptIn
        && GrantsOptional(notice, choice);

    public static bool GrantsOptional(NoticeView notice, ConsentResponse choice) =>
        notice.Categories.Any(c => !c.Required && choice.Choices.GetValueOrDefault(c.Id)) || choice.Services.Values.Contains(true);

    private static bool Wanted(NoticeView notice, CategoryView category, ConsentResponse? choice, bool isValid)
    {
        if (choice is not null && !choice.Choices.GetValueOrDefault(category.Id))
            return false;

        return isValid || (notice.Model != ConsentModel.OptIn && category.Default);
    }
}
