using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Metrics;

namespace ConsentHub.Limits;

/// <summary>Refuses writes while too many requests wait for a processor and the store is saturated.</summary>
/// <remarks>
/// A store with a full queue refuses writes by itself, but a hub that can't read requests fast enough never fills that queue. Without load
/// shedding the requests would wait in the thread pool: the wait grows with the number of clients, and each request costs memory. A refusal
/// costs much less than recording a choice, so the thread pool's queue stays short. While the store is not saturated, no write is refused,
/// because otherwise a long queue would cause nearly all writes to be refused.
/// </remarks>
internal static class LoadShedding
{
    /// <summary>The longest accepted queue of the thread pool; nearly all of its items are requests.</summary>
    private const int LongestLine = 1000;

    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(
        Problems.Details(503, "busy", "This server receives more requests than it can process. Send the choice again with the same id."), JsonSerializerOptions.Web);

    /// <summary>Returns 503 with <c>Retry-After</c>, without reading the body, while the thread pool's queue is too long and the store is saturated.</summary>
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
