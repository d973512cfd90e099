using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Http;
using ConsentHub.Metrics;
using ConsentHub.Settings;

namespace ConsentHub.Limits;

/// <summary>Public writes a minute for one client address, with the RateLimit headers of the IETF draft.</summary>
/// <remarks>Counted in Redis across all instances; while Redis is away or slow, or there is none, by each instance for itself.</remarks>
internal sealed class WriteLimiter(HubSettings settings, ClientHash clients, LocalLimit local, SharedLimit shared, HubMetrics metrics)
{
    private readonly string policy = string.Create(CultureInfo.InvariantCulture, $"\"default\";q={settings.RateLimit};w=60");

    /// <summary>Takes one write off the client's minute; the problem to answer with where none is left.</summary>
    public async ValueTask<IResult?> RefuseAsync(HttpContext http)
    {
        var client = clients.Of(http.Connection.RemoteIpAddress);
        var allowance = shared.IsThere ? await shared.TakeAsync(client) ?? local.Take(client) : local.Take(client);
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = policy;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";r={allowance.Remaining}");
        if (allowance.Admitted)
            return null;

        metrics.Refusals.Add("write_limit");
        return Problems.TooManyRequests(http, allowance.Wait);
    }
}

/// <param name="Remaining">Writes that the client has left for now.</param>
/// <param name="Wait">How long until the next one; zero where this one was admitted.</param>
internal readonly record struct RateLimitLease(int Remaining, TimeSpan Wait)
{
    public bool Admitted => Wait == TimeSpan.Zero;
}

internal static class WriteLimiting
{
    /// <summary>Counts the calls of this endpoint against the client's minute, except those of a key that may write. Without a limit nothing is added to it.</summary>
    public static RouteHandlerBuilder LimitWrites(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilterFactory((endpoint, next) =>
    {
        var services = endpoint.ApplicationServices;
        if (services.GetRequiredService<HubSettings>().RateLimit == 0)
            return next;

        var limiter = services.GetRequiredService<WriteLimiter>();
        var keys = services.GetRequiredService<KeyAccess>();
        return async call => await keys.IsWriterAsync(call.HttpContext) ? await next(call) : await limiter.RefuseAsync(call.HttpContext) ?? await next(call);
    });
}
