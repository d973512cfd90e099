using System.Globalization;
using System.Text.Json;
using ConsentHub.Audit;
using ConsentHub.ConsentLog.Export;

namespace ConsentHub.Admin;

/// <summary>Streams the audit trail. Reads a thousand entries at a time.</summary>
internal static class AuditExport
{
    private const int AtOnce = 1000;
    private static readonly string[] Columns = ["id", "at", "actor", "key", "action", "site", "detail", "hash", "signature"];

    /// <param name="query">The selection. It must end before the audit entry of this export.</param>
    public static async Task WriteAsync(HttpContext context, IAuditStore store, AuditQuery query, ExportFormat format)
    {
        context.Response.ContentType = format.ContentType();
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit.{WireNames<ExportFormat>.Of(format)}\"";
        try
        {
            await WriteBodyAsync(context, store, query, format);
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Without the abort, the server could end the response as if it were complete.
            context.Abort();
        }
    }

    private static async Task WriteBodyAsync(HttpContext context, IAuditStore store, AuditQuery query, ExportFormat format)
    {
        var buffer = new Utf8Buffer();
        var cells = new CsvCells(buffer);
        if (format == ExportFormat.Csv)
        {
            foreach (var column in Columns)
                cells.Text(column);

            cells.EndRow();
        }

        IReadOnlyList<AuditEntry> entries;
        var next = query with { OldestFirst = true, Limit = AtOnce };
        do
        {
            entries = await store.ReadAsync(next, context.RequestAborted);
            foreach (var entry in entries)
            {
                if (format == ExportFormat.Csv)
                    WriteRow(cells, entry);
                else
                    buffer.Append([.. JsonSerializer.SerializeToUtf8Bytes(entry, AuditLineJson.Default.AuditEntry), (byte)'\n']);
            }

            await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
            buffer.Clear();
            if (entries.Count > 0)
                next = next with { After = entries[^1].Id };
        }
        while (entries.Count == AtOnce);
    }

    private static void WriteRow(CsvCells cells, AuditEntry entry)
    {
        cells.Plain(entry.Id);
        cells.Time(entry.At);
        cells.Text(WireNames<ActorKind>.Of(entry.Actor));
        cells.Text(entry.Key?.ToString(CultureInfo.InvariantCulture) ?? "");
        cells.Text(entry.Action);
        cells.Text(entry.Site ?? "");
        cells.Text(entry.Detail ?? "");
        cells.Text(Convert.ToBase64String(entry.Hash));
        cells.Text(Convert.ToBase64String(entry.Signature));
        cells.EndRow();
    }
}
