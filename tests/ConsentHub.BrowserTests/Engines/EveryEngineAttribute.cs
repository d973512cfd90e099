using System.Reflection;
using Xunit.Sdk;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>The three browser engines, as the Linux distribution packages them.</summary>
public enum Engine
{
    /// <summary>Chromium, driven by Playwright.</summary>
    Chromium,

    /// <summary>Firefox ESR, driven by its own WebDriver BiDi.</summary>
    Firefox,

    /// <summary>WebKitGTK's MiniBrowser, driven by WebKitWebDriver.</summary>
    WebKit,
}

/// <summary>Runs a theory once in each engine.</summary>
/// <remarks>
/// How a test uses the engines, in any class that derives from <c>BrowserTest</c>:
/// <code>
/// [Theory, EveryEngine]
/// public async Task Refusing_hides_the_banner(Engine engine)
/// {
///     var hub = await StartShopAsync();
///     var pages = await StartPagesAsync();
///     var page = await OpenAsync(engine, pages.Serve(hub, ShopSite.Tags));
///     await page.UntilAsync("() => find('[data-ch=banner]')");
///     await page.ClickAsync("[data-ch=reject-all]");
///     await page.UntilAsync("() => !find('[data-ch=banner]')");
///     Assert.Equal(0, pages.CountOf("/tag/analytics.js"));
/// }
/// </code>
/// <see cref="EnginePage"/> is the whole API. Each page has its own cookies and storage. Pages are at <c>localhost</c>, the hub
/// is at <c>127.0.0.1</c>; names below <c>.localhost</c> are loopback addresses in all three engines. Requests are counted at the
/// server that gets them (<c>SitePages.CountOf</c>). The test fails if a page threw or wrote an error to the console, unless
/// <see cref="EnginePage.ExpectError"/> names that error. WebKit's driver reports no errors, so <c>SitePages</c> puts a script
/// that collects them first into its pages.
/// Further values follow the engine: <c>[Theory, EveryEngine("box", "bar")]</c> runs each engine with each value.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryEngineAttribute(params object[] values) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        values.Length == 0
            ? Enum.GetValues<Engine>().Select(engine => new object[] { engine })
            : from engine in Enum.GetValues<Engine>() from value in values select new[] { engine, value };
}
