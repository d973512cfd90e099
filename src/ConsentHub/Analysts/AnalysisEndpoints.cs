using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Http;
using ConsentHub.Sites;

namespace ConsentHub.Analysts;

/// <summary>Endpoints for analysts: pages, exports and statistics of the consent log.</summary>
internal static class AnalysisEndpoints
{
    private const int DefaultLimit = 100;
    private const int LongestPage = 1000;

    public static void MapAnalysis(this IEndpointRouteBuilder app)
    {
        // The key is checked before the site, so that callers without a key can't find out which sites exist.
        var site = app.MapGroup("/v1/sites/{site}").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Analysis");
        site.MapGet("/records", Records)
            .Audits(AuditActions.RecordsRead).Produces<RecordsPage>().ProducesProblems(400, 401, 403, 404, 503).WithName("listRecords").WithSummary("A page of the consent log")
            .WithQuery([.. AnalysisQuery.Filters, AnalysisQuery.Cursor, AnalysisQuery.Limit]);
        site.MapGet("/records/export", Export)
            .Audits(AuditActions.RecordsExport).Produces<string>(200, "text/csv", "application/x-ndjson").ProducesProblems(400, 401, 403, 404, 503).WithName("exportRecords").WithSummary("Stream the consent log as CSV or NDJSON")
            .WithQuery([AnalysisQuery.Format, .. AnalysisQuery.Filters, AnalysisQuery.Cursor]);
        site.MapGet("/records/export/manifest", Manifest)
            .Audits(AuditActions.RecordsManifest).Produces<string>(200, "application/x-ndjson").ProducesProblems(400, 401, 403, 404, 503).WithName("getExportManifest").WithSummary("The manifest that proves an export: salts, hashes, checkpoint and signature")
            .WithQuery([AnalysisQuery.Format, .. AnalysisQuery.Filters, AnalysisQuery.Cursor, AnalysisQuery.Size]);
        site.MapGet("/stats", Stats)
            .Audits(AuditActions.StatsRead).Produces<StatsResponse>().Produces<string>(200, "text/csv").ProducesProblems(400, 401, 403, 404, 503).WithName("getStatistics").WithSummary("Counts and rates over time")
            .WithQuery(AnalysisQuery.Stats);
    }

    private static async Task<IResult> Records(HttpContext context, LogSelectionReader reader, LogExport export, SiteDirectory sites)
    {
        var ct = context.RequestAborted;
        var site = await FreshAsync(context, sites);
        var given = StrictParameters.Of(context.Request.Query, [.. LogFilter.Names, LogSelectionReader.Cursor, "limit"]);
        var limit = given.Read<int>("limit", TryReadLimit, $"must be a whole number, 1 to {LongestPage}") ?? DefaultLimit;
        if (await reader.ReadAsync(site, given, ct) is not { } selection)
            return Problems.Query(given.Errors);

        await context.Audit().WriteAsync($"{selection.Summary}, limit {limit.ToString(CultureInfo.InvariantCulture)}");
        context.Response.Headers[ExportResult.CursorHeader] = selection.CursorPattern;
        return Results.Bytes(await export.PageAsync(selection, limit, ct), "application/json; charset=utf-8");
    }

    private static async Task<IResult> Export(
        HttpContext context, LogSelectionReader reader, ExportResult response, SiteDirectory sites)
    {
        if (StreamedResponse.RefuseUnframed(context) is { } refused)
            return refused;

        var site = await FreshAsync(context, sites);
        var given = StrictParameters.Of(context.Request.Query, ["format", .. LogFilter.Names, LogSelectionReader.Cursor]);
        var format = given.Read<ExportFormat>("format", WireNames<ExportFormat>.TryParse, $"must be one of {WireNames<ExportFormat>.All}") ?? ExportFormat.Csv;
        if (await reader.ReadAsync(site, given, context.RequestAborted) is not { } selection)
            return Problems.Query(given.Errors);

        await context.Audit().WriteAsync($"{WireNames<ExportFormat>.Of(format)}, {selection.Summary}");
        await response.WriteAsync(context, selection, format);
        return Results.Empty;
    }

    private static async Task<IResult> Manifest(
        HttpContext context, LogSelectionReader reader, ExportResult response, IConsentLog log, SiteDirectory sites)
    {
        if (StreamedResponse.RefuseUnframed(context) is { } refused)
            return refused;

        var site = await FreshAsync(context, sites);
        var given = StrictParameters.Of(context.Request.Query, ["format", .. LogFilter.Names, LogSelectionReader.Cursor, "size"]);
        var format = given.Read<ExportFormat>("format", WireNames<ExportFormat>.TryParse, $"must be one of {WireNames<ExportFormat>.All}") ?? ExportFormat.Csv;
        var length = await log.LogSizeAsync(site.Number, context.RequestAborted);
        if (length == 0)
            return Problems.Of(404, "no_log", "The log of this site has no entry yet.");

        var size = given.Read<long>("size", TryReadSize, $"must be a whole number, 1 to {length.ToString(CultureInfo.InvariantCulture)}, the number of entries in the log");
        if (await reader.ReadAsync(site, given, context.RequestAborted) is not { } selection)
            return Problems.Query(given.Errors);

        await context.Audit().WriteAsync($"{WireNames<ExportFormat>.Of(format)}, {selection.Summary}");
        await response.WriteManifestAsync(context, selection, format, size);
        return Results.Empty;

        bool TryReadSize(string text, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= length;
    }

    private static async Task<IResult> Stats(HttpContext context, IConsentLog log, SiteDirectory sites, TimeProvider time)
    {
        var site = await FreshAsync(context, sites);
        var given = StrictParameters.Of(context.Request.Query, StatsRequest.Names);
        if (StatsRequest.Read(given, time.GetUtcNow()) is not { } request)
            return Problems.Query(given.Errors);

        context.Audit().Detail = StatsRequest.Summary(given);
        var cells = await log.StatsAsync(request.ToQuery(site.Number), context.RequestAborted);
        if (request.Cells(cells) is not { } asked || StatsResponse.Of(site, request, asked) is not { } response)
            return Problems.Query(StatsRequest.TooMany());

        return request.Format == StatsFormat.Csv
            ? Results.Bytes(StatsCsv.Write(request, response), ExportFormat.Csv.ContentType(), $"stats-{site.Key}.csv")
            : TypedResults.Json(response, AnalysisJson.Default.StatsResponse);
    }

    /// <summary>Reloads the site from the store, because another process may have published a category that the newest records name.</summary>
    private static async Task<Site> FreshAsync(HttpContext context, SiteDirectory sites)
    {
        await sites.ReloadAsync(context.RequestAborted);
        return sites.Find(context.Site().Key) ?? context.Site();
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage;
}
