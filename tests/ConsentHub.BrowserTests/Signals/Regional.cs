using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>Visitors of a region, with or without Global Privacy Control.</summary>
internal static class Regional
{
    public static readonly (string Key, string Value) Setting = ("ConsentHub:RegionHeader", "X-Region");

    /// <summary>As a reverse proxy in front of the hub would tell the region, and a browser the signal.</summary>
    public static Action<BrowserNewContextOptions> From(string region, bool gpc = false) => options => options.ExtraHTTPHeaders =
        gpc ? [new("X-Region", region), new("Sec-GPC", "1")] : [new("X-Region", region)];

    /// <summary>What a browser with the signal shows to pages.</summary>
    public static Task SignalAsync(IBrowserContext context) =>
        context.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true });");
}
