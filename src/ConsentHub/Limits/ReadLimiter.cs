using System.Globalization;
using System.Text.Json;
using ConsentHub.Http;
using ConsentHub.Metrics;
using ConsentHub.Settings;

namespace ConsentHub.Limits;

/// <summary>Limits the reads that one client address makes in a minute. Each instance counts separately.</summary>
/// <remarks>
/// Each GET, HEAD and OPTIONS request counts as a read, whether or not it has a key.
/// <c>/health</c> is not counted: load balancers poll it, and its responses cost next to nothing.
/// </remarks>
internal sealed class ReadLimiter(HubSettings settings, ClientHash clients, HubMetrics metrics, TimeProvider time) : IDisposable
{
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(
        Problems.RateLimited("Too many reads from this address. Try again after the time in Retry-After."), JsonSerializerOptions.Web);

    private readonly LocalLimit counter = new(settings.ReadLimit, time);
    private readonly string policy = string.Create(CultureInfo.InvariantCulture, $"\"reads\";q={settings.ReadLimit};w=60");

    /// <summary>Takes one read from the client's quota.</summary>
    /// <returns>False if the quota is used up; the response is then already sent.</returns>
    public async ValueTask<bool> AdmitAsync(HttpContext context)
    {
        var allowance = counter.Take(clients.Of(context.Connection.RemoteIpAddress));
        // A shared cache could store these headers and send one client's quota to others, so they are sent only to a client that has used half of its quota.
        if (allowance.Remaining < settings.ReadLimit / 2)
        {
            var headers = context.Response.Headers;
            headers["RateLimit-Policy"] = policy;
            headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"reads\";r={allowance.Remaining}");
        }

        if (allowance.Admitted)
            return true;

        metrics.Refusals.Add("read_limit");
        var response = context.Response;
        response.StatusCode = 429;
        response.Headers.RetryAfter = Problems.Seconds(allowance.Wait);
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/problem+json";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
        return false;
    }

    public void Dispose() => counter.Dispose();
}

internal static class ReadLimiting
{
    /// <summary>Counts reads against the client's quota, before any look-up. Without a limit no middleware is added.</summary>
    public static void UseReadLimit(this IApplicationBuilder app, HubSettings settings)
    {
        if (settings.ReadLimit == 0)
            return;

        var limiter = app.ApplicationServices.GetRequiredService<ReadLimiter>();
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
            if (!isRead || request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || await limiter.AdmitAsync(context))
                await next(context);
        });
    }
}
