using ConsentHub.Consents;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What every store promises. A store adds one class to run all of these tests, and nothing else.</summary>
public abstract partial class ConsentStorePromises : IAsyncLifetime
{
    private readonly Func<TestClock, Task<StoreUnderTest>> open;
    private StoreUnderTest store = null!;
    private int shop;

    private protected ConsentStorePromises(Func<TestClock, Task<StoreUnderTest>> open) => this.open = open;

    private TestClock Clock => store.Clock;

    public async Task InitializeAsync()
    {
        store = await open(new TestClock());
        shop = await store.PublishAsync(TestSite.Minimal("shop"));
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    private Task<int> PublishAsync(string key) => store.PublishAsync(TestSite.Minimal(key));

    /// <summary>Appends a choice that must be new, and returns the record.</summary>
    private async Task<ConsentRecord> WriteAsync(ConsentDraft draft) =>
        Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft)).Record;

    private async Task<ConsentRecord?> CurrentAsync(int site, Visitor visitor) =>
        await store.Consents.FindCurrentAsync(site, visitor, CancellationToken.None);

    private Task<IReadOnlyList<ConsentRecord>> HistoryAsync(Visitor visitor, int limit = 100) =>
        store.Consents.HistoryAsync(shop, visitor, null, limit, CancellationToken.None);

    private Task<long> LogSizeAsync(int site) => store.Log.LogSizeAsync(site, CancellationToken.None);
}

public sealed class SqliteConsentStorePromises() : ConsentStorePromises(SqliteUnderTest.OpenAsync);

public sealed class PostgresConsentStorePromises() : ConsentStorePromises(PostgresUnderTest.OpenAsync);
