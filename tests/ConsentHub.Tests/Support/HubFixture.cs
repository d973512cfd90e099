namespace ConsentHub.Tests.Support;

/// <summary>One hub for all tests of a class that need none of their own.</summary>
public sealed class HubFixture : IAsyncLifetime
{
    internal Hub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await Hub.StartAsync();

    public async Task DisposeAsync() => await Hub.DisposeAsync();
}
