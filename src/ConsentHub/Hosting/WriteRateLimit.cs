using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.RateLimiting;

namespace ConsentHub.Hosting;

/// <summary>Public writes a minute for one client address, with the RateLimit headers of the IETF draft.</summary>
/// <remarks>The framework makes a filter anew for every request; what is counted lives in <see cref="WriteLimiter"/>.</remarks>
internal sealed class WriteRateLimit(WriteLimiter limiter) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        limiter.Refuse(context.HttpContext) ?? await next(context);
}

/// <summary>Counts the writes of each client address.</summary>
/// <remarks>Counts under a keyed hash whose key lives as long as the process: no address is kept. An IPv6 client is its /64.</remarks>
internal sealed class WriteLimiter : IDisposable
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly PartitionedRateLimiter<string>? limiter;
    private readonly string policy;

    public WriteLimiter(HubSettings settings)
    {
        policy = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"default\";q={settings.RateLimit};w=60");
        if (settings.RateLimit == 0)
            return;

        limiter = PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetFixedWindowLimiter(
            client, _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.RateLimit, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
    }

    /// <summary>Takes one write off the client's minute; the problem to answer with where none is left.</summary>
    public IResult? Refuse(HttpContext http)
    {
        if (limiter is null)
            return null;

        var client = Client(http.Connection.RemoteIpAddress);
        using var lease = limiter.AttemptAcquire(client);
        var remaining = limiter.GetStatistics(client)?.CurrentAvailablePermits ?? 0;
        http.Response.Headers["RateLimit-Policy"] = policy;
        http.Response.Headers["RateLimit"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"default\";r={remaining}");
        if (lease.IsAcquired)
            return null;

        return Problems.TooManyRequests(http, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1));
    }

    public void Dispose() => limiter?.Dispose();

    private string Client(IPAddress? address)
    {
        var bytes = (address ?? IPAddress.None).GetAddressBytes();
        var significant = address?.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6 ? bytes.AsSpan(0, 8) : bytes;
        return Convert.ToBase64String(HMACSHA256.HashData(key, significant));
    }
}
