using Microsoft.Playwright;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]
namespace ConsentHub.BrowserTests.Support;

/// <summary>The Linux distribution's Chromium, started once for the whole run and shared by its test classes, of which two run at a time.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    private static readonly string[] Arguments =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IBrowser? browser;

    internal IBrowser Browser => browser ?? throw new InvalidOperationException("Chromium has not started.");

    public async Task InitializeAsync() => browser = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<IBrowser> LaunchAsync()
    {
        var path = Find();
        var playwright = await Playwright.CreateAsync();
        // It ends with the process: each class is a collection of its own, and xunit has no fixture that outlives a
        // collection.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => playwright.Dispose();
        Assertions.SetDefaultExpectTimeout(30_000);
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            // Chromium's sandbox does not work as root.
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
            Args = Arguments,
        });
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/bin");
        // The headless shell is the same engine without a window system, and opens pages in half the time.
        return new[] { "chromium-headless-shell", "chromium" }.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("The browser tests need Chromium. Install it with: sudo apt-get install -y chromium");
    }
}
