namespace ConsentHub.Http;

/// <summary>Responses of unknown length, which must not look complete when they are aborted.</summary>
internal sealed partial class StreamedResponse(ILogger<StreamedResponse> log)
{
    /// <summary>Refuses a connection on which an aborted export would look complete.</summary>
    /// <remarks>
    /// In HTTP/1.0 only the end of the connection ends a body of unknown length, so a hub or proxy that crashes truncates the export unnoticed.
    /// nginx speaks HTTP/1.0 to servers unless configured otherwise, and to clients that use it. A proxy names the protocol of the request that
    /// it received in <c>Via</c> (RFC 9110 section 7.6.3).
    /// </remarks>
    public static IResult? RefuseUnframed(HttpContext context)
    {
        if (!HttpProtocol.IsHttp10(context.Request.Protocol) && !context.Request.Headers.Via.Any(HasHttp10))
            return null;

        context.Response.Headers.Upgrade = "HTTP/1.1";
        return Problems.Of(426, "http11_required", "Over HTTP/1.0 an aborted export looks complete. Use HTTP/1.1 on every hop; in nginx: proxy_http_version 1.1; proxy_set_header Connection \"\";");
    }

    /// <summary>Writes a response. If it can't be finished, aborts the connection, so that a part does not look complete.</summary>
    public async Task GuardAsync(HttpContext context, string site, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            // Without this the server could end the response as if it were complete.
            context.Abort();
            if (!context.RequestAborted.IsCancellationRequested || e is not (OperationCanceledException or IOException))
                Log.BrokenOff(log, e, site);
        }
    }

    private static bool HasHttp10(string? via) =>
        via?.Split(',', StringSplitOptions.TrimEntries).Any(hop => hop.Split(' ')[0].ToUpperInvariant() is "1.0" or "HTTP/1.0") == true;

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "An export of site {Site} was aborted, and its connection closed before the end.")]
        public static partial void BrokenOff(ILogger logger, Exception error, string site);
    }
}
