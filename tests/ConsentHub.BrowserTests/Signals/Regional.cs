using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>Visitors of a region, with or without Global Privacy Control.</summary>
internal static class Regional
{
    public static readonly (string Key, string Value) Setting = ("ConsentHub:RegionHeader", "X-Region");

    /// <summary>Sends the headers by which a reverse proxy names the region, and a browser the signal.</summary>
    public static Action<BrowserNewContextOptions> From(string region, bool gpc = false) => options => options.ExtraHTTPHeaders =
        gpc ? [new("X-Region", region), new("Sec-GPC", "1")] : [new("X-Region", region)];

    /// <summary>Sets <c>navigator.globalPrivacyControl</c>, as a browser with the signal does.</summary>
    public static Task SignalAsync(IBrowserContext context) =>
        context.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true });");
}
