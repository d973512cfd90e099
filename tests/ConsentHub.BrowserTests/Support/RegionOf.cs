using ConsentHub.Tests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Support;

/// <summary>Sets the region of a visitor of a customer's page, as a reverse proxy in front of the hub does.</summary>
internal static class RegionOf
{
    public static readonly (string Key, string Value) Setting = ("ConsentHub:RegionHeader", "X-Region");

    /// <summary>Added only on the way to the hub: as a header of the page's own requests it would need a CORS preflight.</summary>
    public static Task ComesFromAsync(this IBrowserContext context, Hub hub, string region) => context.RouteAsync(
        $"{hub.Address}**",
        route => route.ContinueAsync(new() { Headers = route.Request.Headers.Append(KeyValuePair.Create("x-region", region)) }));
}
