using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Decisions;

/// <summary>Decides whether a visitor allows a category, a service or a purpose, by the same rules as the banner's <c>decide</c>.</summary>
/// <remarks>
/// A valid choice applies unchanged. A choice that is no longer valid authorises nothing: its refusals stay refusals, and its grants
/// fall back to the default of the model, which under <c>opt_in</c> is off. What is unknown counts as the stricter case.
/// </remarks>
internal static class DecisionRules
{
    public static Decision OfCategory(DecisionFacts facts, NumberedCategory category) => new(ReasonOf(facts, category, null), category);

    public static Decision OfService(DecisionFacts facts, NumberedService service) => new(ReasonOf(facts, service.Category, service), service.Category, service);

    /// <summary>Decides a purpose: it is allowed if every category and service that declares it is allowed. Null if none declares it.</summary>
    /// <returns>The first decision that denies it; otherwise the least firm of those that allow it.</returns>
    public static Decision? OfPurpose(DecisionFacts facts, string purpose)
    {
        Decision? result = null;
        foreach (var category in facts.Latest.Categories)
        {
            if (category.Category.Purposes.Contains(purpose))
                result = Stricter(result, OfCategory(facts, category));
        }

        foreach (var service in facts.Latest.Services)
        {
            if (service.Service.Purposes.Contains(purpose))
                result = Stricter(result, OfService(facts, service));
        }

        return result;
    }

    /// <summary>The purposes that a notice declares.</summary>
    public static IEnumerable<string> Purposes(PublishedNotice notice) =>
        notice.Content.Categories.SelectMany(c => c.Purposes.Concat(c.Services.SelectMany(s => s.Purposes))).Distinct(StringComparer.Ordinal);

    /// <summary>The ids of the categories that declare a purpose, by themselves or by a service.</summary>
    public static IEnumerable<string> Declaring(PublishedNotice notice, string purpose) =>
        notice.Content.Categories.Where(c => c.Purposes.Contains(purpose) || c.Services.Any(s => s.Purposes.Contains(purpose))).Select(c => c.Id);

    private static Decision Stricter(Decision? before, Decision next) =>
        before is not { } known || (known.IsAllowed && (!next.IsAllowed || next.Reason > known.Reason)) ? next : known;

    /// <param name="service">A service of the category; null if the question is about the category itself.</param>
    private static DecisionReason ReasonOf(DecisionFacts facts, NumberedCategory category, NumberedService? service)
    {
        if (facts.IsRestricted)
            return DecisionReason.Restricted;
        if (category.Category.Required)
            return DecisionReason.Required;
        if (facts.IsBeingErased)
            return DecisionReason.Erasing;
        if (facts.Stored is not { } stored)
            return WithoutChoice(facts, category, DecisionReason.NoChoice);

        var (choice, isValid) = (stored.Record.Content, stored.Status == ConsentStatus.Current);
        var otherwise = stored.Status switch
        {
            ConsentStatus.Current => DecisionReason.NoChoice,
            ConsentStatus.Expired => DecisionReason.Expired,
            ConsentStatus.Outdated => DecisionReason.Outdated,
            _ => throw new InvalidOperationException($"No decision for {stored.Status}."),
        };
        if ((stored.Shown.Asked & category.Bit) == 0)
            return otherwise;
        if (!Grants(choice, category, service, isValid))
            return WhyDenied(choice, category);
        if (!isValid)
            return WithoutChoice(facts, category, otherwise);
        if (facts.Model == ConsentModel.OptIn && choice.Model != ConsentModel.OptIn)
            return DecisionReason.StricterModel;

        // A choice that was made while the browser sent the signal overrides it.
        return facts.Gpc == true && !choice.Gpc && NoticeCategory.DeniedByGpc(category.Category) ? DecisionReason.Gpc : DecisionReason.Granted;
    }

    /// <summary>Once the choice is no longer valid, a grant for a service alone is gone, and a refusal for it stays.</summary>
    private static bool Grants(ChoiceContent choice, NumberedCategory category, NumberedService? service, bool isValid)
    {
        var grantsCategory = (choice.Granted & category.Bit) != 0;
        return service is null ? grantsCategory : choice.Grants(service) && (isValid || grantsCategory);
    }

    private static DecisionReason WhyDenied(ChoiceContent choice, NumberedCategory category) => choice.Action switch
    {
        ConsentAction.Withdraw or ConsentAction.Object => DecisionReason.Withdrawn,
        ConsentAction.Gpc when NoticeCategory.DeniedByGpc(category.Category) => DecisionReason.Gpc,
        _ => DecisionReason.Refused,
    };

    /// <summary>The state that the model gives to somebody without a valid choice. If the caller does not say whether the browser sends Global Privacy Control, the signal counts as sent.</summary>
    /// <param name="otherwise">The reason if the model has the category off.</param>
    private static DecisionReason WithoutChoice(DecisionFacts facts, NumberedCategory category, DecisionReason otherwise) =>
        !NoticeCategory.DefaultOf(category.Category, facts.Model, asksAge: facts.Latest.Content.Age is not null) ? otherwise
        : facts.Gpc != false && NoticeCategory.DeniedByGpc(category.Category) ? DecisionReason.Gpc
        : DecisionReason.Default;
}
