using System.Net;
using ConsentHub.Settings;
using ConsentHub.Sites.Model;

namespace ConsentHub.Http;

/// <summary>Reads the caller's region from a known proxy's header, before any forwarded header is applied.</summary>
internal sealed class ClientRegion(HubSettings settings)
{
    private const string Item = "consenthub.region";

    public void Resolve(HttpContext context)
    {
        if (settings.RegionHeader is { } header && IsKnownProxy(context.Connection.RemoteIpAddress))
            context.Items[Item] = Read(context.Request.Headers[header].ToString());
    }

    /// <summary>The region of this request that a known proxy named; otherwise <see cref="Regions.Unknown"/>, which has the strictest rules.</summary>
    public static string Of(HttpContext context) => context.Items.TryGetValue(Item, out var region) && region is string known ? known : Regions.Unknown;

    /// <summary>Whether the request carries the Global Privacy Control signal (W3C GPC). Only the exact value 1 counts. If the header is repeated, one such value is enough.</summary>
    public static bool SendsGpc(HttpContext context) => context.Request.Headers["Sec-GPC"] is { Count: > 0 } values && values.Contains("1");

    private static string Read(string header)
    {
        var region = header.Trim().ToUpperInvariant();
        return Regions.IsKnown(region) ? region : Regions.Unknown;
    }

    private bool IsKnownProxy(IPAddress? address)
    {
        if (address is null)
            return false;

        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        return IPAddress.IsLoopback(address) || settings.KnownProxies.Any(n => n.Contains(address));
    }
}

internal static class ClientRegionSetup
{
    /// <summary>Resolves the region of each request. Must run before forwarded headers replace the address of the connection.</summary>
    public static void UseClientRegion(this IApplicationBuilder app, HubSettings settings)
    {
        if (settings.RegionHeader is null)
            return;

        var region = app.ApplicationServices.GetRequiredService<ClientRegion>();
        app.Use((context, next) =>
        {
            region.Resolve(context);
            return next(context);
        });
    }
}
