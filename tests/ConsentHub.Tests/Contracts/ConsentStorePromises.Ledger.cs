using ConsentHub.Consents;
using ConsentHub.Json;
using ConsentHub.Ledger;
using ConsentHub.Proof;
using ConsentHub.Storage;

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
    public async Task Each_entry_stands_in_the_tree_under_the_hash_of_its_salt_and_record(int count)
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

        await AssertTreeAsync(shop, hashes);
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
        await AssertTreeAsync(shop, [.. outcomes.Select(o => o.LeafHash), erasure.Removals[0].HashFor("shop")]);
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
    public async Task A_retry_and_a_repeat_are_answered_with_the_hash_of_the_stored_entry()
    {
        var draft = Draft.Of(shop);
        var written = Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(draft));

        Assert.Equal(written.LeafHash, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(draft)).LeafHash);
        Assert.Equal(written.LeafHash, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(draft.Anew())).LeafHash);
    }

    [Fact]
    public async Task A_size_has_one_checkpoint_the_first()
    {
        var first = new Checkpoint("log.example/ledger/shop", 7, TreeHash.OfNothing);
        Assert.Null(await store.Ledger.LatestCheckpointAsync(first.Origin, CancellationToken.None));

        Assert.Equal("one", await store.Ledger.KeepCheckpointAsync(shop, first, "one"));
        Assert.Equal("one", await store.Ledger.KeepCheckpointAsync(shop, first, "two"));
        Assert.Equal("three", await store.Ledger.KeepCheckpointAsync(shop, new Checkpoint(first.Origin, 9, TreeHash.OfNothing), "three"));
        Assert.Equal("four", await store.Ledger.KeepCheckpointAsync(shop, new Checkpoint(first.Origin, 8, TreeHash.OfNothing), "four"));

        Assert.Equal("three", await store.Ledger.LatestCheckpointAsync(first.Origin, CancellationToken.None));
        Assert.Null(await store.Ledger.LatestCheckpointAsync("log.example/ledger/blog", CancellationToken.None));
    }

    [Fact]
    public async Task The_first_key_of_a_purpose_is_made_once_and_the_newest_comes_first()
    {
        const string Purpose = "test";
        await Task.WhenAll(Enumerable.Range(1, 5).Select(n => store.Ledger.AddKeyAsync(new NewHubKey(Purpose, [(byte)n], [0]), onlyFirst: true)));
        var first = Assert.Single(await store.Ledger.KeysAsync(Purpose, CancellationToken.None));

        await store.Ledger.AddKeyAsync(new NewHubKey(Purpose, [9], [9]), onlyFirst: false);
        await store.Ledger.RewrapKeyAsync(first.Number, [7]);

        var keys = await store.Ledger.KeysAsync(Purpose, CancellationToken.None);
        Assert.Equal([[9], first.Public!], keys.Select(k => k.Public));
        Assert.Equal([[9], [7]], keys.Select(k => k.Wrapped));
    }

    [Fact]
    public async Task A_tile_is_read_as_far_as_it_is_filled_and_no_further()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => WriteAsync(Draft.Of(shop))));

        foreach (var (tile, width, there) in new[]
                 {
                     (new Tile(0, 0), 256, true), (new Tile(0, 0), 1, true), (new Tile(0, 1), 44, true), (new Tile(0, 1), 45, false),
                     (new Tile(1, 0), 1, true), (new Tile(1, 0), 2, false), (new Tile(2, 0), 1, false), (new Tile(0, 2), 1, false),
                 })
            Assert.Equal(there ? width * TreeHash.Size : null, (await store.Ledger.ReadTileAsync(shop, tile, width, CancellationToken.None))?.Length);
    }

    /// <summary>Compares the stored tree with one that is built from these hashes in memory.</summary>
    private async Task AssertTreeAsync(int site, TreeHash[] hashes)
    {
        var tree = new LedgerTree(new StoredTiles(store.Ledger, site), await LogSizeAsync(site));
        Assert.Equal(hashes.Length, tree.Size);
        for (var leaf = 0; leaf < hashes.Length; leaf++)
            Assert.Equal(hashes[leaf], await tree.LeafHashAsync(leaf, CancellationToken.None));

        Assert.Equal(RootOf(hashes), await tree.RootAsync(CancellationToken.None));
    }

    /// <summary>RFC 6962 section 2.1, word for word.</summary>
    private static TreeHash RootOf(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.Length == 1)
            return hashes[0];

        var half = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)hashes.Length) / 2;
        return TreeHash.OfNode(RootOf(hashes[..half]), RootOf(hashes[half..]));
    }
}
