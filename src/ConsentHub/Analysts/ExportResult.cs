using System.IO.Compression;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Http;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Analysts;

/// <summary>Sends an export, or its manifest, as an HTTP response.</summary>
internal sealed class ExportResult(LogExport export, ExportManifest manifest, StreamedResponse streamed, TimeProvider time)
{
    /// <summary>Response header with a pattern for cursors. From it a client builds the cursor of the last record that it received, to resume an aborted export.</summary>
    public const string CursorHeader = "Next-Cursor-Pattern";

    /// <summary>Streams the export. If the export can't be completed, aborts the connection, so that the incomplete response does not look complete.</summary>
    public async Task WriteAsync(HttpContext context, LogSelection selection, ExportFormat format)
    {
        var gzip = AsksForGzip(context.Request);
        var headers = context.Response.Headers;
        context.Response.ContentType = format.ContentType();
        headers.ContentDisposition = $"attachment; filename=\"{format.FileName(selection.Site.Key, time.GetUtcNow())}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers[CursorHeader] = selection.CursorPattern;
        if (gzip)
            headers.ContentEncoding = "gzip";

        await streamed.GuardAsync(context, selection.Site.Key, () => WriteBodyAsync(context, selection, format, gzip));
    }

    /// <summary>Streams the manifest of a preceding export.</summary>
    /// <param name="size">The log size that the manifest covers; null for all entries.</param>
    public async Task WriteManifestAsync(HttpContext context, LogSelection selection, ExportFormat format, long? size)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{format.FileName(selection.Site.Key, time.GetUtcNow())}.manifest\"";
        var snapshot = context.RequestServices.GetRequiredService<ILogSnapshot>();
        await streamed.GuardAsync(context, selection.Site.Key, () => manifest.WriteAsync(snapshot, selection, format, size, null, context.Response.Body, context.RequestAborted));
    }

    private async Task WriteBodyAsync(HttpContext context, LogSelection selection, ExportFormat format, bool gzip)
    {
        var body = context.Response.Body;
        if (!gzip)
        {
            await export.WriteAsync(selection, format, body, null, context.RequestAborted);
            return;
        }

        // Disposed only after the last row: Dispose writes the end of the gzip stream, and an aborted export must not have it.
        var zip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        await export.WriteAsync(selection, format, zip, null, context.RequestAborted);
        await zip.DisposeAsync();
    }

    /// <summary>Whether <c>Accept-Encoding</c> lists gzip or <c>*</c> without q=0 (RFC 9110 section 12.5.3).</summary>
    private static bool AsksForGzip(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        var gzip = accepted.FirstOrDefault(w => w.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(w => w.Value == "*");
        return gzip is not null && gzip.Quality is not 0;
    }
}
