using ConsentHub.Tests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Support;

/// <summary>Where a visitor of a customer's page is, as a reverse proxy in front of the hub tells it.</summary>
internal static class RegionOf
{
    public static readonly (string Key, string Value) Setting = ("ConsentHub:RegionHeader", "X-Region");

    /// <summary>Only on the way to the hub: as a header of the page's own requests it would ask for leave across origins.</summary>
    public static Task ComesFromAsync(this IBrowserContext context, Hub hub, string region) => context.RouteAsync(
        $"{hub.Address}**",
        route => route.ContinueAsync(new() { Headers = route.Request.Headers.Append(KeyValuePair.Create("x-region", region)) }));
}
