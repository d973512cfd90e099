using ConsentHub.Http;

namespace ConsentHub.Analysts;

/// <summary>The query parameters of the analysts' endpoints in the OpenAPI document.</summary>
internal static class AnalysisQuery
{
    private static readonly QueryParameter From = new("from", "Only records with recordedAt at or after this time: a date (midnight UTC) or an RFC 3339 time.");
    private static readonly QueryParameter To = new("to", "Only records with recordedAt before this time.");

    public static readonly QueryParameter Cursor = new("cursor", "Only records after this position: the value of next from an earlier page, or a cursor built from the response header Next-Cursor-Pattern (v1.{leafIndex}.…). The filters must be those of the earlier request.");

    public static readonly QueryParameter Limit = new("limit", "Maximum number of records on the page, 1 to 1000. Default: 100.");

    public static readonly QueryParameter Format = new("format", "csv or ndjson. Default: csv.");

    public static readonly QueryParameter Size = new("size", "Number of log entries that the manifest covers: the last leafIndex of the export plus 1. Default: all entries that the log has now.");

    public static readonly IReadOnlyList<QueryParameter> Filters =
    [
        From,
        To,
        new("category", "Only records whose notice asked about this category."),
        new("granted", "true: only records that granted the category. false: only records that denied it. Needs category."),
        new("action", "Only records with this action: accept_all, reject_all, save, withdraw, object, gpc, guardian, renew or import."),
        new("source", "Only records with this source: banner, preferences, placeholder, api, nojs or signal."),
        new("region", "Only records with this regionSeen, the region that the server saw: an ISO 3166 code, or ZZ for unknown."),
        new("notice", "Only records made under this version of the notice."),
        new("visitor", "Only records of this visitor: the pseudonym in the records, v1 and 22 characters."),
    ];

    public static readonly IReadOnlyList<QueryParameter> Stats =
    [
        From with { Description = "Start of the range, rounded down to a quarter of an hour: a date (midnight in timeZone) or an RFC 3339 time. Default: 30 days before to." },
        To with { Description = "End of the range, rounded up to a quarter of an hour: a date (midnight in timeZone) or an RFC 3339 time. Default: now." },
        new("timeZone", "IANA time zone in which hours, days, weeks and months begin, such as Europe/Berlin. Default: UTC."),
        new("interval", "Length of each bucket: hour, day, week or month. Weeks begin on Monday. Default: day."),
        new("by", "Breakdown by category, region, notice, lang, source or action, or by two of these separated by a comma."),
        new("format", "json or csv. Default: json."),
    ];
}
