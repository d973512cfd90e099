using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Http;
using ConsentHub.Metrics;
using ConsentHub.Settings;

namespace ConsentHub.Limits;

/// <summary>Limits the public writes that one client address makes in a minute. Sends the RateLimit headers of the IETF draft.</summary>
/// <remarks>Redis counts across all instances. While Redis is unavailable, slow or not configured, each instance counts separately.</remarks>
internal sealed class WriteLimiter(HubSettings settings, ClientHash clients, LocalLimit local, SharedLimit shared, HubMetrics metrics)
{
    private readonly string policy = string.Create(CultureInfo.InvariantCulture, $"\"default\";q={settings.RateLimit};w=60");

    /// <summary>Takes one write from the client's quota; returns the problem response if the quota is used up.</summary>
    public async ValueTask<IResult?> RefuseAsync(HttpContext http)
    {
        var client = clients.Of(http.Connection.RemoteIpAddress);
        var lease = shared.IsConnected ? await shared.TakeAsync(client) ?? local.Take(client) : local.Take(client);
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = policy;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";r={lease.Remaining}");
        if (lease.Admitted)
            return null;

        metrics.Refusals.Add("write_limit");
        return Problems.TooManyRequests(http, lease.Wait);
    }
}

/// <param name="Remaining">Number of requests that the client can make immediately.</param>
/// <param name="Wait">Time until the next request is admitted; zero if this request was admitted.</param>
internal readonly record struct RateLimitLease(int Remaining, TimeSpan Wait)
{
    public bool Admitted => Wait == TimeSpan.Zero;
}

internal static class WriteLimiting
{
    /// <summary>Counts calls of this endpoint against the client's quota, except those with a key that may write. Without a limit no filter is added.</summary>
    public static RouteHandlerBuilder LimitWrites(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilterFactory((endpoint, next) =>
    {
        var services = endpoint.ApplicationServices;
        if (services.GetRequiredService<HubSettings>().RateLimit == 0)
            return next;

        var limiter = services.GetRequiredService<WriteLimiter>();
        var keys = services.GetRequiredService<OptionalKey>();
        return async call => await keys.IsWriterAsync(call.HttpContext) ? await next(call) : await limiter.RefuseAsync(call.HttpContext) ?? await next(call);
    });
}
