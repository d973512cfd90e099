using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task Erasing_removes_every_record_of_the_visitor_and_leaves_the_others()
    {
        var blog = await PublishAsync("blog");
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        var other = await WriteAsync(Draft.Of(shop));
        var elsewhere = await WriteAsync(Draft.Of(blog, visitor));

        var erasure = await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal(2, erasure.Records);
        Assert.Null(await CurrentAsync(shop, visitor));
        Assert.Empty(await HistoryAsync(visitor));
        Assert.Equal(other, await CurrentAsync(shop, other.Content.Visitor));
        Assert.Equal(elsewhere, await CurrentAsync(blog, visitor));
    }

    [Fact]
    public async Task One_erasure_is_one_entry_of_the_log_that_names_the_positions()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop));
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));

        var erasure = await store.Consents.EraseAsync(shop, visitor, ErasureReason.AdminRequest);

        var removal = Assert.Single(await store.RemovalsAsync(shop));
        Assert.Equal((4L, Clock.GetUtcNow(), ErasureReason.AdminRequest), (removal.Leaf, removal.At, removal.Reason));
        Assert.Equal([1L, 3L], removal.Leaves);
        Assert.Equal((4L, Clock.GetUtcNow()), (erasure.LeafIndex, erasure.At));
        Assert.Equal(5, (await WriteAsync(Draft.Of(shop))).LeafIndex);
    }

    [Fact]
    public async Task Erasing_twice_is_the_same_as_once()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        var again = await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal((0, null), (again.Records, again.LeafIndex));
        Assert.Single(await store.RemovalsAsync(shop));
        Assert.Equal(2, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task Erasing_somebody_unknown_writes_nothing()
    {
        var erasure = await store.Consents.EraseAsync(shop, Draft.NewVisitor(), ErasureReason.VisitorRequest);

        Assert.Equal((0, null), (erasure.Records, erasure.LeafIndex));
        Assert.Equal(0, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task An_erased_id_is_refused_for_ninety_days_whatever_its_content()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);

        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(draft));
        Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(draft.With(c => c with { Granted = 0, Visitor = Draft.NewVisitor() })));
    }

    [Fact]
    public async Task After_ninety_days_an_erased_id_can_be_written_and_erased_again()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);
        Clock.Advance(TimeSpan.FromDays(90));

        await WriteAsync(draft);
        var again = await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);

        Assert.Equal(1, again.Records);
        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(draft));
    }

    [Fact]
    public async Task At_its_date_an_erased_id_is_gone_and_one_erased_later_stays()
    {
        var (first, second) = (Draft.Of(shop), Draft.Of(shop));
        foreach (var draft in new[] { first, second })
            await WriteAsync(draft);
        await store.Consents.EraseAsync(shop, first.Content.Visitor, ErasureReason.VisitorRequest);
        Clock.Advance(TimeSpan.FromDays(1));
        await store.Consents.EraseAsync(shop, second.Content.Visitor, ErasureReason.VisitorRequest);

        Clock.Advance(TimeSpan.FromDays(89) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 2L), (await store.Consents.DeleteExpiredIdsAsync(CancellationToken.None), await store.CountErasedIdsAsync()));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 1L), (await store.Consents.DeleteExpiredIdsAsync(CancellationToken.None), await store.CountErasedIdsAsync()));
        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(second));
    }

    [Fact]
    public async Task However_many_ids_end_at_once_all_are_gone()
    {
        var visitor = Draft.NewVisitor();
        foreach (var some in Enumerable.Range(0, 2100).Chunk(500))
            await Task.WhenAll(some.Select(i => WriteAsync(Draft.Of(shop, visitor).With(c => c with { Page = $"/{i}" }) with { ApiKey = 1 })));
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);
        Clock.Advance(AppendRules.ErasedIdsKept);

        Assert.Equal(2100, await store.Consents.DeleteExpiredIdsAsync(CancellationToken.None));
        Assert.Equal(0, await store.CountErasedIdsAsync());
    }

    /// <summary>The statement of the first erasure has been handed out.</summary>
    [Fact]
    public async Task An_erasure_repeated_by_a_restore_keeps_ids_no_longer_than_the_first_statement_says()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        var first = new JournaledErasure(1, Clock.GetUtcNow(), "shop", Leaf: 1, new byte[32]);
        Clock.Advance(TimeSpan.FromDays(60));

        await store.Consents.EraseAgainAsync(shop, draft.Content.Visitor, first);

        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(draft));
        Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal((1, 0L), (await store.Consents.DeleteExpiredIdsAsync(CancellationToken.None), await store.CountErasedIdsAsync()));
    }

    [Fact]
    public async Task An_id_erased_at_one_site_is_free_at_another()
    {
        var blog = await PublishAsync("blog");
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);

        await WriteAsync(draft with { Site = blog });
    }

    [Fact]
    public async Task A_visitor_can_choose_again_after_an_erasure()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);

        var anew = await WriteAsync(draft.Anew());

        Assert.Equal(anew, await CurrentAsync(shop, draft.Content.Visitor));
    }

    [Fact]
    public async Task Erasing_while_others_write_loses_no_record()
    {
        var visitors = Enumerable.Range(0, 40).Select(_ => Draft.NewVisitor()).ToList();
        await Task.WhenAll(visitors.Select(v => WriteAsync(Draft.Of(shop, v))));

        var erasures = visitors.Take(20).Select(v => Task.Run(() => store.Consents.EraseAsync(shop, v, ErasureReason.VisitorRequest))).ToList();
        var writes = visitors.Skip(20).Select(v => Task.Run(() => WriteAsync(Draft.Of(shop, v, granted: 0)))).ToList();
        await Task.WhenAll([.. erasures, .. writes]);

        Assert.Equal(80, await LogSizeAsync(shop));
        Assert.Equal(20, (await store.RemovalsAsync(shop)).Count);
        foreach (var visitor in visitors.Skip(20))
            Assert.Equal(2, (await HistoryAsync(visitor)).Count);
    }
}
