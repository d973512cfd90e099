using System.Diagnostics;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.BrowserTests.Walks;

/// <summary>The applications of <c>tests/apps</c>, bundled once for the whole run.</summary>
internal static class Apps
{
    /// <summary>The five routes of each application, and the heading of each.</summary>
    public static readonly IReadOnlyDictionary<string, string> Headings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/"] = "Home",
        ["/list"] = "List",
        ["/media"] = "Media",
        ["/team"] = "Team",
        ["/team/ann"] = "Ann",
    };

    private static readonly string Source = Path.Combine(TestSite.Folder, "..", "tests", "apps");
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Serves an application as the website; returns the address of its first route.</summary>
    public static async Task<Uri> ServeAsync(SitePages pages, Hub hub, string app)
    {
        var folder = Path.Combine(await Built.Value, app);
        foreach (var route in Headings.Keys)
        {
            var html = await File.ReadAllTextAsync(Path.Combine(folder, route.Replace('/', '_') + ".html"));
            pages.ServeWhole(route, html.Replace("{hub}", hub.Address.AbsoluteUri, StringComparison.Ordinal));
        }

        pages.ServeScript("/app.js", await File.ReadAllTextAsync(Path.Combine(folder, "app.js")));
        pages.ServeScript("/watch.js", await File.ReadAllTextAsync(Path.Combine(Source, "watch.js")));
        pages.ServeScript("/run.js", "ran()");
        return pages.At("/");
    }

    private static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("consenthub-apps-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        using var build = Process.Start(new ProcessStartInfo("node", [Path.Combine(Source, "build.mjs"), folder]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        return build.ExitCode == 0 ? folder : throw new InvalidOperationException($"The applications could not be built: {said}");
    }
}
