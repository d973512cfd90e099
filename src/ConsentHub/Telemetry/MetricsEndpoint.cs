using System.Net;
using ConsentHub.Settings;

namespace ConsentHub.Telemetry;

/// <summary><c>/metrics</c> for a scraper that connects to the hub directly; all other callers get 404.</summary>
/// <remarks>
/// No part of OpenTelemetry is loaded before the first scrape. The metrics name no site, but the number of choices is only for the operator.
/// So a request that came through a proxy always gets 404, and by default only this machine may scrape.
/// </remarks>
internal static class MetricsEndpoint
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>Must run before the forwarded headers middleware, which replaces the connection's address and removes the headers.</summary>
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
