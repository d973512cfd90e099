using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>What axe can find of WCAG 2.2 AA and of best practice.</summary>
internal static class Wcag
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        ResultTypes = [ResultType.Violations],
        // Our host is at the end of the page but first in the Tab order by a positive tabindex, which this rule always
        // forbids.
        Rules = new() { ["tabindex"] = new() { Enabled = false } },
    };

    private static readonly (string Name, int Width, ColorScheme Scheme, ForcedColors Forced, string Direction)[] Looks =
    [
        ("light", 1280, ColorScheme.Light, ForcedColors.None, "ltr"),
        ("dark, 320 pixels", 320, ColorScheme.Dark, ForcedColors.None, "ltr"),
        ("right to left, 320 pixels", 320, ColorScheme.Light, ForcedColors.None, "rtl"),
        ("dark, right to left", 1280, ColorScheme.Dark, ForcedColors.None, "rtl"),
        ("forced colours", 1280, ColorScheme.Light, ForcedColors.Active, "ltr"),
    ];

    /// <summary>Checks the same page in light, dark and right-to-left, at 320 pixels, and in forced colours.</summary>
    public static async Task HasNoViolationsInAnyLookAsync(IPage page)
    {
        foreach (var (name, width, scheme, forced, direction) in Looks)
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ForcedColors = forced });
            await page.EvaluateAsync(
                "direction => { for (const root of [document, document.getElementById('consenthub')?.shadowRoot]) for (const one of root?.querySelectorAll('html,.ch') ?? []) one.dir = direction; }",
                direction);
            await HasNoViolationsAsync(page, name);
        }
    }

    public static async Task HasNoViolationsAsync(IPage page, string look = "as it is")
    {
        var result = await page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        var found = string.Join('\n', result.Violations.Select(violation =>
            $"{look}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(found.Length == 0, found);
    }
}
