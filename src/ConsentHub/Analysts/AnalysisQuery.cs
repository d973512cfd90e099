using ConsentHub.Http;

namespace ConsentHub.Analysts;

/// <summary>The query parameters of the analysts' endpoints in the OpenAPI document.</summary>
internal static class AnalysisQuery
{
    private static readonly QueryParameter From = new("from", "Earliest recordedAt, inclusive: a date (midnight UTC) or a time in RFC 3339.");
    private static readonly QueryParameter To = new("to", "Latest recordedAt, exclusive.");

    public static readonly QueryParameter Cursor = new("cursor", "Continues after a record: the value of next from an earlier page, or a cursor built from the header Next-Cursor-Pattern (v1.{leafIndex}.…). The filters must be the same.");

    public static readonly QueryParameter Limit = new("limit", "Records on the page, 1 to 1000. Default 100.");

    public static readonly QueryParameter Format = new("format", "csv (the default) or ndjson.");

    public static readonly QueryParameter Size = new("size", "The manifest covers positions below this number: the last leafIndex of the export, plus 1. Default: the whole log as it is now.");

    public static readonly IReadOnlyList<QueryParameter> Filters =
    [
        From,
        To,
        new("category", "Only records that were asked about this category."),
        new("granted", "true or false: only records that granted or denied the category. Needs category."),
        new("action", "accept_all, reject_all, save, withdraw, object, gpc, guardian, renew or import."),
        new("source", "banner, preferences, placeholder, api, nojs or signal."),
        new("region", "The region that the server saw (regionSeen): an ISO 3166 code, or ZZ for unknown."),
        new("notice", "A published version."),
        new("visitor", "A visitor as records name it: v1 and 22 characters."),
    ];

    public static readonly IReadOnlyList<QueryParameter> Stats =
    [
        From with { Description = "Start of the range, widened to the whole quarter of an hour; a date is midnight in timeZone. Default: 30 days before to." },
        To with { Description = "End of the range, widened in the same way. Default: now." },
        new("timeZone", "IANA time zone whose hours, days, weeks and months are counted, such as Europe/Berlin. Default UTC."),
        new("interval", "hour, day (the default), week or month; weeks begin on Monday."),
        new("by", "category, region, notice, lang, source or action, or two of them separated by a comma."),
        new("format", "json (the default) or csv."),
    ];
}
