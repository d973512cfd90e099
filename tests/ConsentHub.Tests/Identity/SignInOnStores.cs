using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Identity;

public sealed class SignInOnSqlite : SignInPromises
{
    internal override Task<Hub> StartAsync(IReadOnlyList<SiteFile> sites) => Hub.StartAsync(sites, clock: Clock);
}

public sealed class SignInOnPostgres : SignInPromises
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

    internal override Task<Hub> StartAsync(IReadOnlyList<SiteFile> sites) => Hub.StartAsync(sites, clock: Clock, settings: database.Settings);
}
