using System.Net;
using ConsentHub.Sites;

namespace ConsentHub.Hosting;

/// <summary>What the server knows of a caller before any proxy header is applied: the region, if a known proxy names it.</summary>
internal sealed class ClientRegion(HubSettings settings)
{
    private const string Item = "consenthub.region";

    /// <summary>Must run before forwarded headers replace the address of the connection.</summary>
    public void Resolve(HttpContext context) => context.Items[Item] = Read(context);

    /// <summary>The region of this request; <see cref="Regions.Unknown"/>, which has the strictest rules, where nobody trustworthy said.</summary>
    public static string Of(HttpContext context) => context.Items[Item] as string ?? Regions.Unknown;

    /// <summary>Global Privacy Control: only the exact value 1 counts, and one is enough (W3C GPC).</summary>
    public static bool SendsGpc(HttpContext context) => context.Request.Headers["Sec-GPC"].Any(v => v == "1");

    private string Read(HttpContext context)
    {
        if (settings.RegionHeader is not { } header || !IsKnownProxy(context.Connection.RemoteIpAddress))
            return Regions.Unknown;

        var region = context.Request.Headers[header].ToString().Trim().ToUpperInvariant();
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
