using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Support;

/// <summary>How tests reach the banner, the demo page and what a page stores.</summary>
internal static class Hooks
{
    public static ILocator Host(this IPage page) => page.Locator("#consenthub");

    public static ILocator Banner(this IPage page) => page.Locator("#consenthub [data-ch=banner]");

    public static ILocator Banner(this IPage page, string hook) => page.Banner().Locator($"[data-ch={hook}]");

    public static ILocator Preferences(this IPage page) => page.Locator("#consenthub [data-ch=preferences]");

    public static ILocator Preferences(this IPage page, string hook) => page.Preferences().Locator($"[data-ch={hook}]");

    public static ILocator Switch(this IPage page, string category) => page.Preferences().Locator($"[role=switch][name={category}]");

    /// <summary>Opens the preference centre from the first layer, or with the button that reopens it.</summary>
    public static async Task OpenPreferencesAsync(this IPage page)
    {
        await page.EvaluateAsync("() => ConsentHub.open()");
        await Expect(page.Preferences("save")).ToBeVisibleAsync();
    }

    /// <summary>Presses something that decides, and waits until the hub has responded.</summary>
    public static async Task<IResponse> DecideAsync(this IPage page, ILocator button) =>
        await page.RunAndWaitForResponseAsync(() => button.ClickAsync(), IsChoice);

    /// <summary>Runs something that decides, and waits until the hub has responded.</summary>
    public static async Task<IResponse> DecideAsync(this IPage page, string script) =>
        await page.RunAndWaitForResponseAsync(() => page.EvaluateAsync(script), IsChoice);

    private static bool IsChoice(IResponse response) =>
        response.Request.Method == "POST" && response.Url.EndsWith("/consents", StringComparison.Ordinal);

    /// <summary>Waits until the script is ready and what may run has been released.</summary>
    public static async Task ReadyAsync(this IPage page)
    {
        await page.WaitForFunctionAsync("() => typeof window.ConsentHub?.has === 'function'");
        await page.EvaluateAsync("() => ConsentHub.ready");
    }

    /// <summary>The categories that are on, by the page's own API.</summary>
    public static Task<string[]> GrantedAsync(this IPage page) =>
        page.EvaluateAsync<string[]>("() => Object.entries(ConsentHub.choices).filter(([, on]) => on).map(([id]) => id)");

    /// <summary>Waits until an asynchronous condition holds. <c>WaitForFunction</c> would take its promise for true at once.</summary>
    public static async Task UntilAsync(this IPage page, string condition) => await page.EvaluateAsync(
        $$"""
        async () => {
          const condition = {{condition}}, end = performance.now() + 30000;
          while (!await condition()) {
            if (performance.now() > end) throw new Error('It did not become true within 30 s.');
            await new Promise(done => setTimeout(done, 20));
          }
        }
        """);

    /// <summary>Waits until exactly these tags have run, in this order.</summary>
    public static Task RanAsync(this IPage page, params string[] tags) =>
        tags.Length == 0
            ? Expect(page.Locator("html[data-ran]")).ToHaveCountAsync(0)
            : Expect(page.Locator("html")).ToHaveAttributeAsync("data-ran", string.Join(' ', tags));

    /// <summary>A cookie of this profile, by its name.</summary>
    public static async Task<BrowserContextCookiesResult?> CookieAsync(this IPage page, string name) =>
        (await page.Context.CookiesAsync([page.Url])).FirstOrDefault(cookie => cookie.Name == name);

    public static async Task<string> VisitorIdAsync(this IPage page, string site) =>
        (await page.CookieAsync($"chid_{site}"))?.Value ?? throw new InvalidOperationException("There is no visitor id.");

    /// <summary>The names of everything that a page stores: cookies, both storages, databases.</summary>
    public static async Task<string[]> KeptAsync(this IPage page)
    {
        var storage = await page.EvaluateAsync<string[]>(
            "async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()).map(db => db.name)]");
        return [.. (await page.Context.CookiesAsync()).Select(cookie => cookie.Name), .. storage];
    }

    /// <summary>The choices that wait to be sent.</summary>
    public static async Task<int> OutboxAsync(this IPage page, string site)
    {
        var kept = await page.EvaluateAsync<string[]>($"() => ['outbox', 'state'].map(what => localStorage.getItem('ch_{site}_' + what) ?? '{{}}')");
        return kept.Zip(["items", "unsent"], (text, list) => JsonDocument.Parse(text).RootElement.TryGetProperty(list, out var waiting) ? waiting.GetArrayLength() : 0).Sum();
    }

    /// <summary>
    /// Waits until this many choices are waiting to be sent, each after a failed attempt, or because the part that sends
    /// could not be loaded yet.
    /// </summary>
    /// <param name="allTried">False if a choice may also wait behind another one that failed.</param>
    public static Task OutboxHoldsAsync(this IPage page, string site, int items, bool allTried = true) => page.WaitForFunctionAsync(
        """
        ([outbox, state, count, allTried]) => {
          const kept = JSON.parse(localStorage.getItem(outbox) ?? '{"items":[]}').items;
          const unsent = JSON.parse(localStorage.getItem(state) ?? '{}').unsent ?? [];
          return kept.length + unsent.length === count && (!allTried || kept.every(item => item.tries > 0));
        }
        """,
        new object[] { $"ch_{site}_outbox", $"ch_{site}_state", items, allTried });
}
