using System.IO.Compression;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Http;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Analysts;

/// <summary>An export as an HTTP answer.</summary>
internal sealed class ExportResult(LogExport export, ExportManifest manifest, StreamedResponse streamed, TimeProvider time)
{
    /// <summary>Tells a client how to make the cursor of any record it has read, so that a broken export can go on.</summary>
    public const string CursorHeader = "Next-Cursor-Pattern";

    /// <summary>Streams the export. When it can't be finished the connection is broken off, so that no part looks like the whole.</summary>
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

    /// <summary>Streams the manifest of an export that was made a moment ago.</summary>
    /// <param name="size">The positions that it covers; absent, all.</param>
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

    /// <summary>RFC 9110, 12.5.3: gzip is named, or the asterisk stands for it, and not with q=0.</summary>
    private static bool AsksForGzip(HttpRequest request)
    {
        var wishes = request.GetTypedHeaders().AcceptEncoding;
        var wish = wishes.FirstOrDefault(w => w.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)) ?? wishes.FirstOrDefault(w => w.Value == "*");
        return wish is not null && wish.Quality is not 0;
    }
}
