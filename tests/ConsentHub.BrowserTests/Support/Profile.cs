using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Support;

/// <summary>One visitor's browser profile: its cookies, storage and cache, and all requests and console errors of its pages.</summary>
internal sealed class Profile : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentQueue<IRequest> requests = new();

    /// <summary>The demo page's panel may request a record that is not stored yet; browsers write the 404 as an error.</summary>
    private readonly List<string> expected = ["404 (Not Found) [/v1/sites/demo/consent]"];

    private Profile(IBrowserContext context)
    {
        Context = context;
        context.WebError += (_, error) => errors.Enqueue($"Uncaught: {error.Error}");
        context.Request += (_, request) => requests.Enqueue(request);
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Enqueue($"Console: {message.Text} [{PathOf(message.Location)}]");
        };
    }

    public IBrowserContext Context { get; }

    /// <summary>Every request that left the browser, so none for <c>data:</c> and <c>about:</c>.</summary>
    public IEnumerable<IRequest> Requests => requests.Where(request => request.Url.StartsWith("http", StringComparison.Ordinal));

    public IEnumerable<string> UnexpectedErrors => errors.Where(error => !expected.Exists(part => error.Contains(part, StringComparison.Ordinal)));

    public static async Task<Profile> CreateAsync(IBrowser browser, Action<BrowserNewContextOptions>? configure = null)
    {
        var options = new BrowserNewContextOptions
        {
            Locale = "en-GB",
            ViewportSize = new() { Width = 1280, Height = 800 },
            // Otherwise the demo page's picture is animated, which takes most of the time of a machine without graphics
            // hardware.
            ReducedMotion = ReducedMotion.Reduce,
        };
        configure?.Invoke(options);
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return new Profile(context);
    }

    /// <summary>Declares that console errors with this text are expected in this test.</summary>
    public Profile ExpectConsole(string part)
    {
        expected.Add(part);
        return this;
    }

    /// <summary>Opens a tab.</summary>
    public async Task<IPage> OpenAsync(Uri address)
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    /// <summary>How often any tab requested a path.</summary>
    public int CountOf(string path) => Requests.Count(request => new Uri(request.Url).AbsolutePath == path);

    /// <summary>The path of an address with line and column.</summary>
    private static string PathOf(string location) =>
        Uri.TryCreate(location[..Math.Max(0, location.LastIndexOf(':', Math.Max(0, location.LastIndexOf(':') - 1)))], UriKind.Absolute, out var address)
            ? address.AbsolutePath
            : location;

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
