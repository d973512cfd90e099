using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Decisions;

public sealed class DecisionsOnSqlite : DecisionPromises
{
    internal override Task<Hub> StartAsync(SiteFile site) => Hub.StartAsync([site], clock: Clock);

    internal override Task PublishAsync(Hub running, SiteFile site) => running.PublishAsync(site, version: 2);
}
