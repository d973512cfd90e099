using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>What a visitor sees of an element, and whether a page fits its screen.</summary>
internal static class Looks
{
    private static readonly string[] Properties =
    [
        "width", "height", "font-size", "font-weight", "font-family", "color", "background-color", "background-image",
        "border-top-color", "border-top-width", "opacity", "box-shadow", "text-decoration-line",
    ];

    public static Task<string[]> OfAsync(ILocator button) => button.EvaluateAsync<string[]>(
        "(button, names) => { const style = getComputedStyle(button); return names.map(name => `${name}: ${style.getPropertyValue(name)}`); }", Properties);

    /// <summary>Fails if a page scrolls sideways, and names the elements that are too wide.</summary>
    public static async Task FitsAsync(IPage page, int width)
    {
        var scrolled = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        var wide = await page.EvaluateAsync<string>(
            """
            width => [...document.body.querySelectorAll('*')].filter(one => !one.closest('svg') && one.getBoundingClientRect().right > width)
              .map(one => one.outerHTML.slice(0, 80)).join(' | ')
            """,
            width);
        Assert.True(scrolled == width, wide);
    }
}
