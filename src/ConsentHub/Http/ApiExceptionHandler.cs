using ConsentHub.Erasures;
using ConsentHub.Stores;
using Microsoft.AspNetCore.Diagnostics;

namespace ConsentHub.Http;

/// <summary>Turns exceptions into problem details: store outages become 503, the framework's refusals keep their status, all others become 500.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
            return true;

        await ToResult(context, exception).ExecuteAsync(context);
        return true;
    }

    private IResult ToResult(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case StoreBusyException:
                return Problems.StoreBusy(context, "The hub has more work than it can do at once. Send the request again.");
            case JournalUnavailableException unavailable:
                Log.NotErased(log, unavailable.Message, context.TraceIdentifier);
                return Problems.ErasureUnavailable(context);
            case StoreUnavailableException:
                return Problems.StoreUnavailable(context);
            case BadHttpRequestException { StatusCode: 413 }:
                return Problems.Of(413, "body_too_large", $"The body is larger than {JsonBody.PublicLimit} bytes.");
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, "bad_request", "The request is not well-formed HTTP, or a parameter has the wrong format.");
            // Kestrel throws this for a chunk size that overflows.
            case IOException { InnerException: OverflowException }:
                return Problems.Of(400, "bad_request", "The request is not well-formed HTTP: a chunk has an impossible size.");
            default:
                Log.Failed(log, exception, context.Request.Method, RouteOf(context), context.TraceIdentifier);
                return Problems.Of(500, "internal_error", $"The hub failed to process the request. Its log has the details under the trace id {context.TraceIdentifier}.");
        }
    }

    /// <summary>The route pattern instead of the URL, because a URL may contain data of a visitor that must not be logged.</summary>
    public static string RouteOf(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) is RouteEndpoint endpoint
            ? endpoint.RoutePattern.RawText ?? "" : "(no route)";

    private static partial class Log
    {
        [LoggerMessage(54, LogLevel.Error, "A requested erasure was not performed, and the caller received 503: {Reason} Trace id {TraceId}.")]
        public static partial void NotErased(ILogger logger, string reason, string traceId);

        [LoggerMessage(20, LogLevel.Error, "{Method} {Route} failed. Trace id {TraceId}.")]
        public static partial void Failed(ILogger logger, Exception error, string method, string route, string traceId);
    }
}
