using System.IO.Compression;
using ConsentHub.Hosting;
using ConsentHub.Storage;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Analysis.Export;

/// <summary>An export as an HTTP answer.</summary>
internal sealed partial class ExportAnswer(LogExport export, ExportManifest manifest, TimeProvider time, ILogger<ExportAnswer> log)
{
    /// <summary>Tells a client how to make the cursor of any record it has read, so that a broken export can go on.</summary>
    public const string CursorHeader = "Next-Cursor-Pattern";

    /// <summary>Refuses a connection on which an export that breaks off looks like a whole one.</summary>
    /// <remarks>
    /// HTTP/1.0 has no end of a body whose length is unknown but the end of the connection, so a hub that dies, or a proxy between, cuts the log
    /// without a sign. nginx speaks it to a server unless it is told otherwise.
    /// </remarks>
    public static IResult? RefuseUnframed(HttpContext context)
    {
        if (!HttpProtocol.IsHttp10(context.Request.Protocol))
            return null;

        context.Response.Headers.Upgrade = "HTTP/1.1";
        return Problems.Of(426, "http11_required", "Over HTTP/1.0 nobody could tell a broken export from a whole one. Ask with HTTP/1.1; in nginx: proxy_http_version 1.1; proxy_set_header Connection \"\";");
    }

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

        await GuardAsync(context, selection.Site.Key, () => WriteBodyAsync(context, selection, format, gzip));
    }

    /// <summary>Streams the manifest of an export that was made a moment ago.</summary>
    /// <param name="size">The positions that it covers; absent, all.</param>
    public async Task WriteManifestAsync(HttpContext context, LogSelection selection, ExportFormat format, long? size)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{format.FileName(selection.Site.Key, time.GetUtcNow())}.manifest\"";
        var snapshot = context.RequestServices.GetRequiredService<ILogSnapshot>();
        await GuardAsync(context, selection.Site.Key, () => manifest.WriteAsync(snapshot, selection, format, size, null, context.Response.Body, context.RequestAborted));
    }

    private async Task GuardAsync(HttpContext context, string site, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            // Without this the server could end the answer as if it were complete.
            context.Abort();
            if (!context.RequestAborted.IsCancellationRequested || e is not (OperationCanceledException or IOException))
                Log.BrokenOff(log, e, site);
        }
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

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "An export of site {Site} broke off; its connection was closed in the middle.")]
        public static partial void BrokenOff(ILogger logger, Exception error, string site);
    }
}
