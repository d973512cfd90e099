using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Decisions;

public sealed class DecisionsOnPostgres : DecisionPromises
{
    private PostgresTestDatabase database = null!;

    public override async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
    }

    internal override Task<Hub> StartAsync(SiteFile site) => Hub.StartAsync([site], clock: Clock, settings: database.Settings);

    internal override async Task PublishAsync(Hub running, SiteFile site)
    {
        running.Folder.WriteSite(site);
        await running.Services.GetRequiredService<SiteFolder>().ApplyChangesAsync(CancellationToken.None);
        await Eventually.Async(() => running.VersionAsync("shop"), version => version == 2);
    }
}
