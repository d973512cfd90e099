using System.Net;
using ConsentHub.Settings;

namespace ConsentHub.Telemetry;

/// <summary><c>/metrics</c> for a scraper that asks the hub itself; for everybody else the address does not exist.</summary>
/// <remarks>
/// Nothing of OpenTelemetry is loaded until somebody reads. The counts name no site, but how many visitors decide is the operator's own business,
/// so a request that came through a proxy is never answered, and by default only this machine may ask.
/// </remarks>
internal static class MetricsEndpoint
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>Must run before forwarded headers are applied: they replace the address of the connection and are gone afterwards.</summary>
    public static void UseMetrics(this WebApplication app, HubSettings settings)
    {
        var page = new Lazy<RequestDelegate>(() => TelemetrySetup.MetricsPage(app));
        app.Use(next => context => context.Request.Path == "/metrics" && MayRead(context, settings) ? page.Value(context) : next(context));
    }

    internal static bool MayRead(HttpContext context, HubSettings settings)
    {
        var headers = context.Request.Headers;
        if (context.Connection.RemoteIpAddress is not { } address || Array.Exists(ProxyHeaders, headers.ContainsKey))
            return false;

        var reader = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(reader) || settings.MetricsReaders.Any(network => network.Contains(reader));
    }
}
