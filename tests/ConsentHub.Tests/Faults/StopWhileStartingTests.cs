using System.Diagnostics;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub that gets the stop signal before it serves ends in the usual way, and nothing looks like an error.</summary>
public sealed class StopWhileStartingTests
{
    [Fact]
    public async Task While_it_reads_its_site_files()
    {
        using var folder = new TestFolder();
        // A pipe in place of a file: opening it succeeds once the hub reads it, and the hub waits until the pipe is
        // closed.
        var file = Path.Combine(folder.Sites, "shop.json");
        using (var made = Process.Start("mkfifo", [file]))
            await made.WaitForExitAsync();
        await using var hub = HubProcess.Begin(folder);
        await using (await Task.Run(() => new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)).WaitAsync(TimeSpan.FromSeconds(60)))
            hub.Terminate();

        await AssertEndsWellAsync(hub);
    }

    [Fact]
    public async Task As_soon_as_it_has_made_its_database()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = HubProcess.Begin(folder);
        await Eventually.Async(() => Task.FromResult(File.Exists(folder.Database)), exists => exists);

        hub.Terminate();

        await AssertEndsWellAsync(hub);
        await using var again = await HubProcess.StartAsync(folder);
        Assert.Equal(0, await again.StopAsync());
        using var data = new StoredData(folder.Database);
        data.AssertSound();
    }

    [Fact]
    public async Task As_soon_as_it_listens_before_it_has_said_so()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = HubProcess.Begin(folder);
        await Eventually.Async(() => Task.FromResult(hub.Output), output => output.Contains("Now listening", StringComparison.Ordinal));

        hub.Terminate();

        await AssertEndsWellAsync(hub);
    }

    private static async Task AssertEndsWellAsync(HubProcess hub)
    {
        Assert.Equal(0, await hub.ExitedAsync());
        Assert.DoesNotContain("Unhandled exception", hub.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", hub.Output, StringComparison.Ordinal);
    }
}
