namespace ConsentHub.Http;

/// <summary>Answers whose length nobody knows at their beginning, and which must not look whole when they break off.</summary>
internal sealed partial class StreamedResponse(ILogger<StreamedResponse> log)
{
    /// <summary>Refuses a connection on which an export that breaks off looks like a whole one.</summary>
    /// <remarks>
    /// HTTP/1.0 has no end of a body whose length is unknown but the end of the connection, so a hub that dies, or a proxy between, cuts the log
    /// without a sign. nginx speaks it to a server unless it is told otherwise, and to a client that asks in it. A proxy names the protocol in
    /// which it was asked in <c>Via</c> (RFC 9110 section 7.6.3).
    /// </remarks>
    public static IResult? RefuseUnframed(HttpContext context)
    {
        if (!HttpProtocol.IsHttp10(context.Request.Protocol) && !context.Request.Headers.Via.Any(HasHttp10))
            return null;

        context.Response.Headers.Upgrade = "HTTP/1.1";
        return Problems.Of(426, "http11_required", "Over HTTP/1.0 nobody could tell a broken export from a whole one. Ask with HTTP/1.1 on every hop; in nginx: proxy_http_version 1.1; proxy_set_header Connection \"\";");
    }

    /// <summary>Writes an answer. When it can't be finished the connection is broken off, so that no part looks like the whole.</summary>
    public async Task GuardAsync(HttpContext context, string site, Func<Task> write)
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

    private static bool HasHttp10(string? via) =>
        via?.Split(',', StringSplitOptions.TrimEntries).Any(hop => hop.Split(' ')[0].ToUpperInvariant() is "1.0" or "HTTP/1.0") == true;

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "An export of site {Site} broke off; its connection was closed in the middle.")]
        public static partial void BrokenOff(ILogger logger, Exception error, string site);
    }
}
