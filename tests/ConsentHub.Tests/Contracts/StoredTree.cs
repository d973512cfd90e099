using ConsentHub.Ledger;
using ConsentHub.SiteLedger;

namespace ConsentHub.Tests.Contracts;

/// <summary>The tree of a site's log as a store has it.</summary>
internal static class StoredTree
{
    /// <summary>Compares the stored tree with one built from these hashes in memory.</summary>
    public static async Task AssertAsync(StoreUnderTest store, int site, TreeHash[] hashes)
    {
        var tree = new LedgerTree(new StoredTiles(store.Ledger, site), await store.Log.LogSizeAsync(site, CancellationToken.None));
        Assert.Equal(hashes.Length, tree.Size);
        for (var leaf = 0; leaf < hashes.Length; leaf++)
            Assert.Equal(hashes[leaf], await tree.LeafHashAsync(leaf, CancellationToken.None));

        Assert.Equal(RootOf(hashes), await tree.RootAsync(CancellationToken.None));
    }

    /// <summary>RFC 6962 section 2.1, taken literally.</summary>
    private static TreeHash RootOf(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.Length == 1)
            return hashes[0];

        var half = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)hashes.Length) / 2;
        return TreeHash.OfNode(RootOf(hashes[..half]), RootOf(hashes[half..]));
    }
}
