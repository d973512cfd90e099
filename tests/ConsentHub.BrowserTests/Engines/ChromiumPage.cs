using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>A page in Chromium. Tests that need more of Playwright than <see cref="EnginePage"/> offers use Playwright directly.</summary>
internal sealed class ChromiumPage : EnginePage
{
    private readonly IPage page;

    private ChromiumPage(IPage page)
    {
        this.page = page;
        page.PageError += (_, error) => Report($"Uncaught: {error}");
        page.Console += (_, message) =>
        {
            // A missing file is no error of the script; neither Firefox nor WebKit reports it here.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Report($"Console: {message.Text}");
        };
    }

    public static async Task<EnginePage> CreateAsync(Chromium chromium)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            Locale = "en-GB",
            ViewportSize = new() { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
            IgnoreHTTPSErrors = true,
        });
        return new ChromiumPage(await context.NewPageAsync());
    }

    public override Task GoToAsync(Uri address) => page.GotoAsync(address.AbsoluteUri);

    public override Task ReloadAsync() => page.ReloadAsync();

    public override Task BackAsync() => page.GoBackAsync();

    public override Task ResizeAsync(int width, int height) => page.SetViewportSizeAsync(width, height);

    public override Task ClickAtAsync(double x, double y) => page.Mouse.ClickAsync((float)x, (float)y);

    public override async ValueTask DisposeAsync() => await page.Context.CloseAsync();

    private protected override Task<string?> CallAsync(string expression) => page.EvaluateAsync<string?>(expression);

    private protected override Task PressOneAsync(string key) => page.Keyboard.PressAsync(key);
}
