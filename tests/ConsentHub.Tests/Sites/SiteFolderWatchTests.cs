using ConsentHub.CommandLine;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConsentHub.Tests.Sites;

/// <summary>A changed site file is applied before the next pass over all files, which with thousands of files comes rarely.</summary>
public sealed class SiteFolderWatchTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_changed_file_is_published_at_once_although_no_time_passes()
    {
        var first = TestSite.Minimal("shop");
        folder.WriteSite(first);
        await using var services = HubCommand.Services(new CommandContext(), Settings(), DataFolder.New);
        var sites = services.GetRequiredService<SiteDirectory>();
        using var watch = new SiteFolderWatch(services.GetRequiredService<SiteFolder>(), new StoppedClock(), NullLogger<SiteFolderWatch>.Instance);
        await watch.StartAsync(CancellationToken.None);
        await PublishedAsync("shop", 1);

        folder.WriteSite(first with { Name = "Zhop" });
        await PublishedAsync("shop", 2);
        folder.WriteSite(TestSite.Minimal("blog"));
        await PublishedAsync("blog", 1);
        await watch.StopAsync(CancellationToken.None);

        async Task PublishedAsync(string key, int version) =>
            await Eventually.Async(() => Task.FromResult(sites.Find(key)?.Latest.Version), latest => latest == version);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(20, 4)]
    [InlineData(500, 100)]
    public void Checking_all_files_takes_half_a_percent_of_the_time_at_most(int milliseconds, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SiteFolderWatch.PauseFor(TimeSpan.FromMilliseconds(milliseconds)));

    private HubSettings Settings() => HubSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(
        [new("ConsentHub:Data", folder.Data), new("ConsentHub:Sites", folder.Sites)]).Build());

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
