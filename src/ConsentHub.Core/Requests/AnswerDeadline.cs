using ConsentHub.Jurisdictions;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Requests;

/// <summary>By when a request has to be answered: the earliest of what the law of the requester's region and the site say.</summary>
internal static class AnswerDeadline
{
    /// <param name="requests">What the site promises; null if nothing.</param>
    /// <param name="received">When the request arrived.</param>
    /// <exception cref="InvalidOperationException">The site promises business days, and the calendar is not known that far.</exception>
    public static DateTimeOffset Of(SiteRequests? requests, RequestType type, string region, DateTimeOffset received)
    {
        var promised = (requests?.Deadlines ?? []).Where(period => period.Types.Contains(type)).Select(period => EndOf(period, received));
        return promised.Append(OfLaw(region, received)).Min();
    }

    /// <summary>Where no law is known, the month of the GDPR.</summary>
    private static DateTimeOffset OfLaw(string region, DateTimeOffset received) =>
        JurisdictionTable.Deadline(region, DateOnly.FromDateTime(received.UtcDateTime))?.After(received) ?? received.AddMonths(1);

    private static DateTimeOffset EndOf(AnswerPeriod period, DateTimeOffset received) => period.Within is { } within
        ? received + Period.Parse(within).Span
        : BusinessDays.EndOf(received, period.BusinessDays!.Value, period.Calendar!);
}
