using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Support;

/// <summary>The tags of the demo page, and how the page shows the state of each.</summary>
internal static class DemoPage
{
    /// <summary>Tags by category. The required one is not marked and always runs.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Tags = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["preferences"] = ["preferences"],
        ["analytics"] = ["analytics"],
        ["marketing"] = ["marketing", "pixel", "video"],
    };

    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal)
    {
        ["preferences"] = "/demo/preferences.js",
        ["analytics"] = "/demo/analytics.js",
        ["marketing"] = "/demo/marketing.js",
        ["pixel"] = "/demo/pixel.gif",
        ["video"] = "/demo/video.html",
    };

    public static ILocator Tag(this IPage page, string tag) => page.Locator($"#inspector [data-tag={tag}]");

    public static Task TagIsAsync(this IPage page, string tag, string state) =>
        Expect(page.Tag(tag)).ToHaveAttributeAsync("data-state", state);

    /// <summary>The tags of these categories ran, and each was requested once; those of the others neither ran nor were requested.</summary>
    public static async Task ExactlyRanAsync(this IPage page, Profile profile, params string[] categories)
    {
        await page.TagIsAsync("session", "ran");
        foreach (var (category, tags) in Tags)
        {
            var granted = categories.Contains(category);
            foreach (var tag in tags)
            {
                await page.TagIsAsync(tag, granted ? "ran" : "held");
                Assert.Equal((tag, granted ? 1 : 0), (tag, profile.CountOf(Addresses[tag])));
                Assert.Equal((tag, granted), (tag, await page.EvaluateAsync<bool>($"() => 'ran{char.ToUpperInvariant(tag[0])}{tag[1..]}' in document.documentElement.dataset")));
            }
        }
    }

    /// <summary>Waits until the panel shows the server's own record of the present choice.</summary>
    public static Task ServerIsAsync(this IPage page, string state) =>
        Expect(page.Locator("#inspector-server")).ToHaveAttributeAsync("data-server", state);
}
