using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Pages_of_a_history_neither_lose_nor_repeat_a_record_while_others_are_stored(int size)
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        var written = new List<ConsentRecord>();
        foreach (var hours in new[] { 3, 9, 1, 7, 5, 11, 2 })
            written.Add(await WriteAsync(Draft.Of(shop, visitor) with { Elapsed = TimeSpan.FromHours(hours) }));

        var read = new List<ConsentRecord>();
        HistoryPlace? from = null;
        do
        {
            var page = await store.Consents.HistoryAsync(shop, visitor, from, size + 1, CancellationToken.None);
            read.AddRange(page.Take(size));
            from = page.Count > size ? HistoryPlace.Of(page[size]) : null;
            Clock.Advance(TimeSpan.FromSeconds(1));
            await WriteAsync(Draft.Of(shop, visitor, Draft.Marketing).With(c => c with { Page = $"/{read.Count}" }));
            await WriteAsync(Draft.Of(shop));
        }
        while (from is not null);

        Assert.Equal(written.OrderByDescending(r => r.DecidedAt), read);
    }

    [Fact]
    public async Task Choices_decided_at_one_time_have_an_order_in_a_history()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        var written = new List<ConsentRecord>();
        foreach (var page in new[] { "/a", "/b", "/c" })
        {
            written.Add(await WriteAsync(Draft.Of(shop, visitor).With(c => c with { Page = page }) with { Elapsed = TimeSpan.FromHours(written.Count == 0 ? 1 : 2) }));
            await WriteAsync(Draft.Of(shop));
        }

        var places = written.Select(HistoryPlace.Of).OrderByDescending(p => p.DecidedAt).ThenByDescending(p => p.LeafIndex).ToList();
        foreach (var (i, place) in places.Index())
        {
            var rest = await store.Consents.HistoryAsync(shop, visitor, place, 10, CancellationToken.None);
            Assert.Equal(places.Skip(i), rest.Select(HistoryPlace.Of));
        }
    }

    [Fact]
    public async Task All_records_of_a_visitor_are_read_however_many_there_are()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, 600);

        var read = new List<ConsentRecord>();
        await foreach (var record in store.Consents.AllOfAsync(shop, visitor, CancellationToken.None))
            read.Add(record);

        Assert.Equal(Enumerable.Range(0, 600), read.Select(r => (int)(Noon - r.DecidedAt).TotalHours));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(300)]
    public async Task Reading_a_visitor_that_is_erased_meanwhile_is_reported(int read)
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, read);
        await using var records = store.Consents.AllOfAsync(shop, visitor, CancellationToken.None).GetAsyncEnumerator();
        for (var i = 0; i < 256; i++)
            Assert.True(await records.MoveNextAsync());

        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        await Assert.ThrowsAsync<VisitorErasedException>(() => records.MoveNextAsync().AsTask());
    }

    /// <summary>Writes this many choices of a visitor, an hour apart, the latest first. They have a key, so the daily limit does not apply.</summary>
    private async Task WriteManyAsync(Visitor visitor, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => WriteAsync(Draft.Of(shop, visitor) with { Elapsed = TimeSpan.FromHours(i), ApiKey = 1 })));
}
