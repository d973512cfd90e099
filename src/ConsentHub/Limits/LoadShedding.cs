using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Metrics;

namespace ConsentHub.Limits;

/// <summary>Refuses writes while too many requests wait for a processor.</summary>
/// <remarks>
/// A full store refuses by itself, but a hub that can't even read what comes in never fills it: without this, requests wait in front of it, the
/// longer the more clients there are, and each costs memory. A refusal costs a fraction of a choice, so a short line stays short. A store that
/// would have nothing to do is given work all the same: otherwise nearly everything is refused once the line is long.
/// </remarks>
internal static class LoadShedding
{
    /// <summary>Work that the process has not begun yet, nearly all of it requests.</summary>
    private const int LongestLine = 1000;

    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(
        Problems.Details(503, "busy", "More requests come in than this server can answer. Send the choice again with the same id."), JsonSerializerOptions.Web);

    /// <summary>Answers 503 with a time to wait, before anything is read, while the line is too long and the store has enough to do.</summary>
    public static RouteHandlerBuilder ShedOverload(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilterFactory((factory, next) =>
    {
        var store = factory.ApplicationServices.GetRequiredService<IConsentStore>();
        var metrics = factory.ApplicationServices.GetRequiredService<HubMetrics>();
        return call => ThreadPool.PendingWorkItemCount > LongestLine && store.IsSaturated ? RefuseAsync(call.HttpContext, metrics) : next(call);
    });

    private static async ValueTask<object?> RefuseAsync(HttpContext context, HubMetrics metrics)
    {
        metrics.Refusals.Add("overload");
        var response = context.Response;
        response.StatusCode = 503;
        response.Headers.RetryAfter = "1";
        response.ContentType = "application/problem+json";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
        return Results.Empty;
    }
}
