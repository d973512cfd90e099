using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Fact]
    public async Task A_log_has_a_name_from_its_first_entry_on()
    {
        Assert.Null(await store.Ledger.HeadAsync(shop, CancellationToken.None));
        Assert.Empty(await store.Ledger.OriginsAsync(shop, CancellationToken.None));

        await WriteAsync(Draft.Of(shop));
        var head = await store.Ledger.HeadAsync(shop, CancellationToken.None);
        await WriteAsync(Draft.Of(shop));

        Assert.EndsWith("/ledger/shop", head!.Origin, StringComparison.Ordinal);
        Assert.Equal(head with { Size = 2 }, await store.Ledger.HeadAsync(shop, CancellationToken.None));
        Assert.Equal([head.Origin], await store.Ledger.OriginsAsync(shop, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public async Task Each_entry_is_in_the_tree_under_the_hash_of_its_salt_and_record(int count)
    {
        var hashes = new TreeHash[count];
        foreach (var written in await Task.WhenAll(Enumerable.Range(0, count).Select(_ => store.Consents.AppendAsync(Draft.Of(shop)))))
        {
            var (record, hash) = Assert.IsType<AppendOutcome.Written>(written);
            var found = await store.Consents.FindSealedAsync(shop, record.Content.Id, CancellationToken.None);
            Assert.Equal(record, found!.Record);
            Assert.Equal(hash, SealedConsent.HashOf(new Utf8Buffer(), found.Salt, record, Draft.Shown));
            hashes[record.LeafIndex] = hash;
        }

        await StoredTree.AssertAsync(store, shop, hashes);
    }

    [Fact]
    public async Task A_removal_is_an_entry_too_and_the_removed_entries_keep_their_place_and_hash()
    {
        var visitor = Draft.NewVisitor();
        var outcomes = new List<AppendOutcome.Written>();
        foreach (var who in new[] { Draft.NewVisitor(), visitor, Draft.NewVisitor() })
            outcomes.Add(Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(Draft.Of(shop, who))));

        var erasure = await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal("""{"v":1,"type":"removal","site":"shop","at":"2026-03-02T09:30:00.000Z","reason":"visitor_request","leaves":[1]}""", Assert.Single(erasure.Removals).Record("shop").ToJsonString());
        await StoredTree.AssertAsync(store, shop, [.. outcomes.Select(o => o.LeafHash), erasure.Removals[0].HashFor("shop")]);
    }

    [Fact]
    public async Task Equal_choices_have_unequal_hashes()
    {
        var draft = Draft.Of(shop);
        var here = Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft));
        await store.Consents.EraseAsync(shop, draft.Content.Visitor, ErasureReason.VisitorRequest);
        Clock.Advance(TimeSpan.FromDays(90));
        Clock.Set(here.Record.RecordedAt.AddDays(91));
        var again = Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft));

        Assert.NotEqual(here.LeafHash, again.LeafHash);
        Assert.NotEqual(here.LeafHash, SealedConsent.HashOf(
            new Utf8Buffer(), (await store.Consents.FindSealedAsync(shop, draft.Content.Id, CancellationToken.None))!.Salt, here.Record, Draft.Shown));
    }

    [Fact]
    public async Task A_retry_and_a_repeat_return_the_hash_of_the_stored_entry()
    {
        var draft = Draft.Of(shop);
        var written = Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft));

        Assert.Equal(written.LeafHash, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(draft)).LeafHash);
        Assert.Equal(written.LeafHash, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(draft.Anew())).LeafHash);
    }

    [Fact]
    public async Task The_first_checkpoint_of_a_size_is_the_only_one()
    {
        var first = new Checkpoint("log.example/ledger/shop", 7, TreeHash.OfNothing);
        Assert.Null(await store.Ledger.LatestCheckpointAsync(first.Origin, CancellationToken.None));

        Assert.Equal("one", await KeepAsync(first, "one"));
        Assert.Equal("one", await KeepAsync(first, "two"));
        Assert.Equal("three", await KeepAsync(new Checkpoint(first.Origin, 9, TreeHash.OfNothing), "three"));
        Assert.Equal("four", await KeepAsync(new Checkpoint(first.Origin, 8, TreeHash.OfNothing), "four"));

        Assert.Equal("three", await store.Ledger.LatestCheckpointAsync(first.Origin, CancellationToken.None));
        Assert.Null(await store.Ledger.LatestCheckpointAsync("log.example/ledger/blog", CancellationToken.None));
    }

    [Fact]
    public async Task Checkpoints_kept_at_once_form_one_chain_to_a_signed_end()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(n => KeepAsync(new Checkpoint("log.example/ledger/shop", n % 10, TreeHash.OfNothing), $"{n % 10}")));

        using var snapshot = store.Snapshot();
        var chain = new List<CheckpointRow>();
        await foreach (var row in snapshot.CheckpointChainAsync(shop, CancellationToken.None))
            chain.Add(row);

        Assert.Equal(Enumerable.Range(1, 10), chain.Select(c => (int)c.Number));
        var head = await snapshot.CheckpointHeadAsync(shop, CancellationToken.None);
        Assert.Equal(chain.Aggregate(new byte[32], CheckpointSeal.HashOf), head!.Hash);
        Assert.Equal(10, head.Number);
    }

    private async Task<string> KeepAsync(Checkpoint checkpoint, string note) =>
        await store.Ledger.KeepCheckpointAsync(shop, checkpoint, note, new CheckpointSealer((await store.Trail.SealerAsync()).Sign));

    [Fact]
    public async Task Keys_are_added_one_process_at_a_time_after_the_existing_ones()
    {
        var before = (await store.HubKeys.ListAsync(CancellationToken.None)).Count;

        await Task.WhenAll(Enumerable.Range(1, 5).Select(n => store.HubKeys.AddAsync((known, _) => [Key(known.Count + 1, (byte)n)])));
        await store.HubKeys.RewrapAsync(before + 1, [7]);

        var added = (await store.HubKeys.ListAsync(CancellationToken.None)).Skip(before).ToList();
        Assert.Equal(Enumerable.Range(before + 1, 5), added.Select(k => (int)k.Number));
        Assert.Equal([1, 2, 3, 4, 5], added.Select(k => (int)k.Public![0]).Order());
        Assert.True(added[0].Is(Key(added[0].Number, added[0].Public![0]) with { Wrapped = [7] }));
        Assert.True(added[1].Is(Key(added[1].Number, added[1].Public![0])));
    }

    [Fact]
    public async Task Adding_keys_reports_whether_anything_was_sealed_and_a_refusal_adds_none()
    {
        var before = await store.HubKeys.ListAsync(CancellationToken.None);
        bool? used = null;

        await Assert.ThrowsAsync<StartupException>(() => store.HubKeys.AddAsync((_, inUse) =>
        {
            used = inUse;
            throw new StartupException("refused");
        }));

        Assert.True(used);
        Assert.Equal(before.Count, (await store.HubKeys.ListAsync(CancellationToken.None)).Count);
    }

    private static HubKey Key(long number, byte content) => new(number, HubKey.Ledger, [content], 5, [1], [2], [content]);

    [Fact]
    public async Task A_tile_is_read_up_to_its_fill_and_no_further()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => WriteAsync(Draft.Of(shop))));

        foreach (var (tile, width, there) in new[]
                 {
                     (new Tile(0, 0), 256, true), (new Tile(0, 0), 1, true), (new Tile(0, 1), 44, true), (new Tile(0, 1), 45, false),
                     (new Tile(1, 0), 1, true), (new Tile(1, 0), 2, false), (new Tile(2, 0), 1, false), (new Tile(0, 2), 1, false),
                 })
            Assert.Equal(there ? width * TreeHash.Size : null, (await store.Ledger.ReadTileAsync(shop, tile, width, CancellationToken.None))?.Length);
    }
}
