using ConsentHub.Formats;
using ConsentHub.Sites;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Instances;

/// <summary>An announced version of two hubs on one PostgreSQL.</summary>
public sealed class AnnouncementOfInstancesTests
{
    [Fact]
    public async Task Two_hubs_publish_an_announced_version_once_and_both_serve_it()
    {
        await using var database = await PostgresTestDatabase.CreateEmptyAsync();
        var clock = new TestClock();
        clock.Set(TimeProvider.System.GetUtcNow());
        await using var one = await Hub.StartAsync(clock: clock, settings: database.Settings);
        await using var two = await Hub.StartAsync(clock: clock, settings: database.Settings);
        var next = TestSite.Minimal("shop").WithService("marketing", s => s with { Provider = "Other AS" }) with { EffectiveFrom = Rfc3339.Of(clock.GetUtcNow().AddDays(3)) };
        one.Folder.WriteSite(next);
        await one.Services.GetRequiredService<ConsentHub.Sites.Files.SiteFolder>().ApplyChangesAsync(CancellationToken.None);
        await Eventually.Async(() => Task.FromResult(two.Site().Announced), announced => announced?.Version == 2);
        Assert.Equal(1, await two.VersionAsync("shop"));

        clock.Advance(TimeSpan.FromDays(3));
        await Eventually.Async(() => one.VersionAsync("shop"), version => version == 2);
        await Eventually.Async(() => two.VersionAsync("shop"), version => version == 2);

        Assert.Equal(2, (await one.Services.GetRequiredService<ISiteStore>().NoticesAsync(one.Site().Number, CancellationToken.None)).Count);
        Assert.Equal(0, await database.AskAsync<long>("SELECT count(*) FROM announced"));
        Assert.Equal(3, await database.AskAsync<long>("SELECT count(*) FROM audit WHERE action = 'site.publish'"));
        Assert.Equal((null, null), (one.Site().Announced, two.Site().Announced));
    }
}
