namespace ConsentHub.Http;

/// <summary>Sends responses of unknown length, so that an aborted response does not look complete.</summary>
internal sealed partial class StreamedResponse(ILogger<StreamedResponse> log)
{
    /// <summary>Refuses a connection on which an aborted export would look complete.</summary>
    /// <remarks>
    /// In HTTP/1.0 only the end of the connection ends a body of unknown length. So a client does not notice when a crash of the hub or
    /// of a proxy truncates an export. nginx uses HTTP/1.0 towards servers unless it is configured otherwise. Clients of a proxy may use
    /// HTTP/1.0 too: a proxy names in <c>Via</c> the protocol of the request that it received (RFC 9110 section 7.6.3).
    /// </remarks>
    public static IResult? RefuseUnframed(HttpContext context)
    {
        if (!HttpProtocol.IsHttp10(context.Request.Protocol) && !context.Request.Headers.Via.Any(HasHttp10))
            return null;

        context.Response.Headers.Upgrade = "HTTP/1.1";
        return Problems.Of(426, "http11_required", "Over HTTP/1.0 an aborted export looks complete. Use HTTP/1.1 on every hop; in nginx: proxy_http_version 1.1; proxy_set_header Connection \"\";");
    }

    /// <summary>Writes a response. If the response can't be completed, aborts the connection, so that the incomplete response does not look complete.</summary>
    public async Task GuardAsync(HttpContext context, string site, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            // Without the abort, the server could end the response as if it were complete.
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
