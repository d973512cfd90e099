using System.IO.Compression;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Http;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Analysts;

/// <summary>An export as an HTTP response.</summary>
internal sealed class ExportResult(LogExport export, ExportManifest manifest, StreamedResponse streamed, TimeProvider time)
{
    /// <summary>Header from which a client can construct the cursor of any record that it has read, to resume an aborted export.</summary>
    public const string CursorHeader = "Next-Cursor-Pattern";

    /// <summary>Streams the export. If it can't be finished, aborts the connection, so that a part does not look complete.</summary>
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

        // Disposed only after the last row: disposing writes the end of the gzip stream.
        var zip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        await export.WriteAsync(selection, format, zip, null, context.RequestAborted);
        await zip.DisposeAsync();
    }

    /// <summary>RFC 9110, 12.5.3: gzip or <c>*</c> is listed, and not with q=0.</summary>
    private static bool AsksForGzip(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        var gzip = accepted.FirstOrDefault(w => w.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(w => w.Value == "*");
        return gzip is not null && gzip.Quality is not 0;
    }
}
