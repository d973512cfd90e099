using ConsentHub.Consents;
using ConsentHub.Erasures;

namespace ConsentHub.Tests.Contracts;

/// <summary>Erasures of more records than one transaction erases.</summary>
public abstract partial class ConsentStorePromises
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Erasing_many_records_goes_in_slices_and_the_entries_name_each_position_once()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, (2 * ErasureSlices.AtOnce) + 1);
        var stays = await WriteAsync(Draft.Of(shop));

        var erasure = await store.Consents.EraseAsync(shop, visitor, ErasureReason.AdminRequest);

        var removals = await store.RemovalsAsync(shop);
        Assert.Equal([ErasureSlices.AtOnce, ErasureSlices.AtOnce, 1], removals.Select(r => r.Leaves.Count));
        Assert.Equal(Enumerable.Range(0, (2 * ErasureSlices.AtOnce) + 1).Select(i => (long)i), removals.SelectMany(r => r.Leaves).Order());
        Assert.All(removals, removal => Assert.Equal(removal.Leaves.Order(), removal.Leaves));
        Assert.All(removals, removal => Assert.Equal(ErasureReason.AdminRequest, removal.Reason));
        Assert.Equal(removals.Select(r => r.Leaf), erasure.Removals.Select(r => r.LeafIndex));
        Assert.Equal((2 * ErasureSlices.AtOnce) + 1, erasure.Records);
        Assert.Empty(await HistoryAsync(visitor));
        Assert.Equal(stays, await CurrentAsync(shop, stays.Content.Visitor));
        Assert.Single(await store.Consents.ErasuresAsync(CancellationToken.None));
        Assert.Equal(default, await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
    }

    [Fact]
    public async Task Between_two_slices_others_choose()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, (2 * ErasureSlices.AtOnce) + 1);

        var erasing = Task.Run(() => store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest));
        var others = new List<ConsentRecord>();
        while (!erasing.IsCompleted)
            others.Add(await WriteAsync(Draft.Of(shop)));

        var removals = (await erasing).Removals;
        Assert.Contains(others, other => other.LeafIndex > removals[0].LeafIndex && other.LeafIndex < removals[^1].LeafIndex);
    }

    [Fact]
    public async Task A_visitor_whose_erasure_was_interrupted_has_no_record_until_it_is_finished()
    {
        var (visitor, old) = await BreakOffErasureAsync();

        Assert.Null(await CurrentAsync(shop, visitor));
        Assert.Empty(await HistoryAsync(visitor));
        Assert.Null(await store.Consents.FindSealedAsync(shop, old.Content.Id, CancellationToken.None));
        Assert.True(await store.Consents.IsBeingErasedAsync(shop, visitor, CancellationToken.None));
        Assert.False(await store.Consents.IsBeingErasedAsync(shop, Draft.NewVisitor(), CancellationToken.None));
        Assert.False(await store.Consents.IsBeingErasedAsync(await PublishAsync("blog"), visitor, CancellationToken.None));

        Assert.Equal(1, await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal([ErasureSlices.AtOnce, 2], (await store.RemovalsAsync(shop)).Select(r => r.Leaves.Count));
        Assert.Equal(0, await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.False(await store.Consents.IsBeingErasedAsync(shop, visitor, CancellationToken.None));
        Assert.IsType<AppendOutcome.Erased>(await store.Consents.AppendAsync(Draft.Of(shop, visitor).With(c => c with { Id = old.Content.Id })));
    }

    [Fact]
    public async Task A_visitor_being_erased_can_choose_again_once_all_is_erased_and_others_at_any_time()
    {
        var (visitor, old) = await BreakOffErasureAsync();

        Assert.IsType<AppendOutcome.BeingErased>(await store.Consents.AppendAsync(Draft.Of(shop, visitor)));
        Assert.IsType<AppendOutcome.BeingErased>(await store.Consents.AppendAsync(Draft.Of(shop, visitor).With(c => c with { Id = old.Content.Id })));
        await WriteAsync(Draft.Of(shop));
        await WriteAsync(Draft.Of(await PublishAsync("blog"), visitor));

        await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None);
        var anew = await WriteAsync(Draft.Of(shop, visitor));
        Assert.Equal(anew, await CurrentAsync(shop, visitor));
    }

    [Fact]
    public async Task An_erasure_that_another_process_may_be_running_is_left_to_it()
    {
        await BreakOffErasureAsync();

        Clock.Advance(Abandoned - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await store.Consents.FinishErasuresAsync(Abandoned, CancellationToken.None));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await store.Consents.FinishErasuresAsync(Abandoned, CancellationToken.None));
    }

    [Fact]
    public async Task Requesting_an_erasure_again_finishes_the_interrupted_one()
    {
        var (visitor, _) = await BreakOffErasureAsync();

        var erasure = await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal(2, erasure.Records);
        Assert.Equal(0, await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None));
        await WriteAsync(Draft.Of(shop, visitor));
    }

    [Fact]
    public async Task A_row_written_into_the_database_erases_nobody()
    {
        var erased = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, erased));
        var below = Assert.Single((await store.Consents.EraseAsync(shop, erased, ErasureReason.VisitorRequest)).Removals).LeafIndex;
        var (visitor, other) = (Draft.NewVisitor(), Draft.NewVisitor());
        List<ConsentRecord> kept = [await WriteAsync(Draft.Of(shop, visitor)), await WriteAsync(Draft.Of(shop, other))];
        await store.ForgePendingErasureAsync(shop, visitor, long.MaxValue);
        await store.ForgePendingErasureAsync(shop, other, below);
        Assert.Equal(4, await LogSizeAsync(shop));

        await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(kept, (await HistoryAsync(visitor)).Concat(await HistoryAsync(other)));
        Assert.Single(await store.RemovalsAsync(shop));
        Assert.Equal(0, await store.Consents.FinishErasuresAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task An_erasure_of_a_journal_is_repeated_in_slices_and_recorded_with_the_last()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, ErasureSlices.AtOnce + 1);
        var journaled = new JournaledErasure(1, Clock.GetUtcNow(), "shop", await LogSizeAsync(shop), new byte[32]);
        Clock.Advance(TimeSpan.FromHours(1));
        var later = await WriteAsync(Draft.Of(shop, visitor));

        var erasure = await store.Consents.EraseAgainAsync(shop, visitor, journaled);

        Assert.Equal([ErasureSlices.AtOnce, 1], erasure.Removals.Select(r => r.Leaves.Count));
        Assert.Equal([later], await HistoryAsync(visitor));
        Assert.True(Assert.Single(await store.Consents.ErasuresAsync(CancellationToken.None)).Is(journaled));
    }

    /// <summary>Two more records than a slice erases; one slice was erased when the process died.</summary>
    private async Task<(Visitor Visitor, ConsentRecord NotErased)> BreakOffErasureAsync()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, ErasureSlices.AtOnce + 2);
        var latest = (await HistoryAsync(visitor, limit: 1))[0];
        Assert.True((await store.BeginErasureAsync(shop, visitor)).More);
        return (visitor, latest);
    }
}
