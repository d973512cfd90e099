using System.Globalization;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks which privacy requests a site takes and by when it promises to answer, and keeps the names that belong to requests out of <c>retention</c>.</summary>
internal sealed class RequestsRule(SiteFile site, SiteFileErrors errors)
{
    private const int MostBusinessDays = 90;

    private static readonly HashSet<string> Classes = Enum.GetValues<RequestType>().Select(SiteRequests.ClassOf).ToHashSet(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var (i, data) in site.Retention.Index())
        {
            errors.AddUnless(!Classes.Contains(data.Id), $"retention[{i}].id", "is the name of the duty to answer a request; take another");
            errors.AddUnless(data.HeldBy != SiteRequests.Owner, $"retention[{i}].heldBy", $"must not be {SiteRequests.Owner}: those are the people who answer requests");
        }

        if (site.Requests is not { } requests)
            return;

        CheckTypes(requests.Types, "requests.types");
        foreach (var (i, period) in requests.Deadlines.Index())
            Check(period, $"requests.deadlines[{i}]");
    }

    private void Check(AnswerPeriod period, string path)
    {
        CheckTypes(period.Types, $"{path}.types");
        foreach (var (i, type) in period.Types.Index())
            errors.AddUnless(site.Requests!.TypesTaken().Contains(type), $"{path}.types[{i}]", "is a type that requests.types does not have");

        errors.AddUnless(period.Within is null != period.BusinessDays is null, path, "must have either within or businessDays");
        errors.AddUnless(period.Within is null || (Period.TryParse(period.Within, out var within) && within.Span >= TimeSpan.FromDays(1)), $"{path}.within",
            $"{Patterns.PeriodRule}, and at least P1D");
        errors.AddUnless(period.BusinessDays is null or (>= 1 and <= MostBusinessDays), $"{path}.businessDays",
            string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {MostBusinessDays}"));
        errors.AddUnless(period.BusinessDays is null || period.Calendar is not null, $"{path}.calendar", "is missing: it says which public holidays are no business days");
        errors.AddUnless(period.BusinessDays is not null || period.Calendar is null, $"{path}.calendar", "is only for businessDays; leave it out");
        errors.AddUnless(period.Calendar is null || BusinessDays.Knows(period.Calendar), $"{path}.calendar", $"must be a country whose public holidays are known: {BusinessDays.Known}");
    }

    private void CheckTypes(IReadOnlyList<RequestType>? types, string path)
    {
        if (types is null)
            return;

        errors.AddUnless(types.Count > 0, path, "must name at least one type");
        errors.AddRepeated(types.Select(WireNames<RequestType>.Of), i => $"{path}[{i}]");
    }
}
