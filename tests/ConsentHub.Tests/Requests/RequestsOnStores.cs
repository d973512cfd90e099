using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Requests;

public sealed class RequestIntakeOnSqlite : RequestIntakePromises
{
    internal override Task<Hub> StartAsync((string Key, string Value)[] settings) => Hub.StartAsync([RequestHub.Shop], clock: Clock, settings: settings);
}

public sealed class RequestIntakeOnPostgres : RequestIntakePromises
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

    internal override Task<Hub> StartAsync((string Key, string Value)[] settings) => Hub.StartAsync([RequestHub.Shop], clock: Clock, settings: [.. database.Settings, .. settings]);
}
