using System.Globalization;
using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Http;

namespace ConsentHub.Admin;

/// <summary>Endpoints that read the audit trail, for administrators of all sites.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 100, LongestPage = 1000;

    private static readonly IReadOnlyList<QueryParameter> Filters =
    [
        new("from", "Only entries at or after this time: a date (midnight UTC) or an RFC 3339 time."),
        new("to", "Only entries before this time."),
        new("key", "Id of an API key: only entries about requests with this key, accepted or refused."),
        new("actor", "Only entries of this kind of actor: key, command_line or hub."),
        new("action", "Only entries of this action, such as records.export. docs/operating.md lists all actions."),
        new("site", "Only entries about the site with this site key."),
    ];

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/v1/admin/audit").RequireKey().WithTags("Administration");
        admin.MapGet("", Read)
            .Audits(AuditActions.AuditRead).Produces<AuditPage>().ProducesProblems(400, 401, 403).WithName("listAuditEntries").WithSummary("A page of the audit trail, newest entry first")
            .WithQuery([.. Filters, new("cursor", "The value of next from the previous page. Send the same filters as for that page."), new("limit", "Maximum number of entries on the page, 1 to 1000. Default: 100.")]);
        admin.MapGet("/export", Export)
            .Audits(AuditActions.AuditExport).Produces<string>(200, "text/csv", "application/x-ndjson").ProducesProblems(400, 401, 403)
            .WithName("exportAuditTrail").WithSummary("Stream the audit trail as CSV or NDJSON, oldest entry first").WithQuery([new("format", "csv or ndjson. Default: csv."), .. Filters]);
    }

    private static async Task<IResult> Read(HttpContext context, IAuditStore store, RefusedAttempts refusals)
    {
        var given = StrictParameters.Of(context.Request.Query, [.. AuditQuery.Filters, "cursor", "limit"]);
        var cursor = given.Read<long>("cursor", AuditQuery.TryReadId, "must be the value of next from the previous page");
        var limit = given.Read<int>("limit", TryReadLimit, $"must be a whole number, 1 to {LongestPage}") ?? DefaultLimit;
        var query = AuditQuery.Read(given);
        if (given.Errors.Any)
            return Problems.Query(given.Errors);

        await refusals.WriteAsync();
        // One extra entry shows whether there is a next page.
        var entries = await store.ReadAsync(query with { Before = cursor, Limit = limit + 1 }, context.RequestAborted);
        var page = entries.Take(limit).ToList();
        context.Audit().Detail = AuditQuery.Summary(given);
        return TypedResults.Json(
            new AuditPage(page, entries.Count > limit ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null), AuditJson.Default.AuditPage);
    }

    private static async Task<IResult> Export(HttpContext context, IAuditStore store, RefusedAttempts refusals)
    {
        if (StreamedResponse.RefuseUnframed(context) is { } refused)
            return refused;

        var given = StrictParameters.Of(context.Request.Query, ["format", .. AuditQuery.Filters]);
        var format = given.Read<ExportFormat>("format", WireNames<ExportFormat>.TryParse, $"must be one of {WireNames<ExportFormat>.All}") ?? ExportFormat.Csv;
        var query = AuditQuery.Read(given);
        if (given.Errors.Any)
            return Problems.Query(given.Errors);

        await refusals.WriteAsync();
        var last = await store.ReadAsync(new AuditQuery { Limit = 1 }, context.RequestAborted);
        await context.Audit().WriteAsync($"{WireNames<ExportFormat>.Of(format)}, {AuditQuery.Summary(given)}");
        await AuditExport.WriteAsync(context, store, query with { Before = last is [var newest] ? newest.Id + 1 : 1 }, format);
        return Results.Empty;
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage;
}

/// <param name="Next">Value of <c>cursor</c> for the next page; absent on the last page.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AuditJson : JsonSerializerContext;

/// <summary>Serializes the entries of an NDJSON export. Each line has every member, and an absent value is null, because some readers infer the columns from the first lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditLineJson : JsonSerializerContext;
