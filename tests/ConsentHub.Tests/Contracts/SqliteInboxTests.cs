using ConsentHub.Consents;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>On SQLite a choice stands aside until it is placed in its site's log with others.</summary>
public sealed class SqliteInboxTests : IAsyncLifetime
{
    private const int Senders = 1500, Choices = 20;

    private SqliteUnderTest store = null!;

    public async Task InitializeAsync() => store = (SqliteUnderTest)await SqliteUnderTest.OpenAsync(new TestClock());

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task However_much_comes_no_more_than_a_few_batches_wait_to_be_placed()
    {
        var sites = new List<int>();
        foreach (var number in Enumerable.Range(1, 16))
            sites.Add(await store.PublishAsync(TestSite.Minimal($"site-{number}")));

        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var choice = 0; choice < Choices; choice++)
                Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(Draft.Of(sites[(sender + choice) % sites.Count])));
        })));
        var most = 0L;
        while (!sending.IsCompleted)
        {
            most = Math.Max(most, store.CountInboxRows());
            await Task.WhenAny(sending, Task.Delay(20));
        }

        await sending;
        Assert.InRange(most, 1, 8 * 512);
        await Eventually.Async(() => Task.FromResult(store.CountInboxRows()), waiting => waiting == 0);
    }

    [Fact]
    public async Task A_single_choice_is_placed_though_others_keep_the_store_busy()
    {
        var rare = await store.PublishAsync(TestSite.Minimal("rare"));
        var busy = await store.PublishAsync(TestSite.Minimal("busy"));
        await store.Consents.AppendAsync(Draft.Of(rare));
        using var end = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await store.Consents.AppendAsync(Draft.Of(busy));
        })));

        await Eventually.Async(() => Task.FromResult(store.CountInboxRows(rare)), waiting => waiting == 0);
        await end.CancelAsync();
        await load;
    }
}
