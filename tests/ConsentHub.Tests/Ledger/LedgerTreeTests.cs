using ConsentHub.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace ConsentHub.Tests.Ledger;

/// <summary>Compares the tree over tiles with RFC 6962 taken literally: every small size, and random sizes that need three levels of tiles.</summary>
public class LedgerTreeTests
{
    private const int EverySizeTo = 600;
    private const int Largest = 70_000;

    private static readonly NaiveTree Naive = NaiveTree.Of(Largest);

    [Fact]
    public async Task Roots_and_proofs_of_every_size_are_those_of_the_definition()
    {
        for (var size = 1; size <= EverySizeTo; size++)
        {
            var tree = new LedgerTree(Naive, size);
            Assert.Equal(Naive.Root(size), await tree.RootAsync(default));
            foreach (var index in new[] { 0, size / 3, size - 1 })
            {
                Assert.Equal(Naive.Leaf(index), await tree.LeafHashAsync(index, default));
                Assert.Equal(Naive.Path(index, size), await tree.InclusionProofAsync(index, default));
                Assert.Equal(Naive.Proof(index + 1, size), await tree.ConsistencyProofAsync(index + 1, default));
            }
        }
    }

    [Fact]
    public async Task Every_proof_of_every_pair_of_small_sizes_holds()
    {
        for (var size = 1; size <= 70; size++)
        {
            var tree = new LedgerTree(Naive, size);
            for (var index = 0; index < size; index++)
            {
                Assert.True(Proofs.VerifyInclusion(index, size, Naive.Leaf(index), await tree.InclusionProofAsync(index, default), Naive.Root(size)));
                Assert.True(Proofs.VerifyConsistency(index, Naive.Root(index), size, Naive.Root(size), await tree.ConsistencyProofAsync(index, default)));
            }
        }
    }

    [Fact]
    public void Roots_and_proofs_of_random_sizes_are_those_of_the_definition_and_hold() => ForAnyLeaf((index, size) =>
    {
        var tree = new LedgerTree(Naive, size);
        var (path, proof) = (tree.InclusionProofAsync(index, default).Result, tree.ConsistencyProofAsync(index + 1, default).Result);
        return tree.RootAsync(default).Result == Naive.Root(size)
            && path.SequenceEqual(Naive.Path(index, size))
            && proof.SequenceEqual(Naive.Proof(index + 1, size))
            && Proofs.VerifyInclusion(index, size, Naive.Leaf(index), path, Naive.Root(size))
            && Proofs.VerifyConsistency(index + 1, Naive.Root(index + 1), size, Naive.Root(size), proof);
    });

    [Fact]
    public void A_proof_with_any_one_bit_changed_fails() => ForAnyLeaf((index, size) =>
    {
        var (path, proof) = (Naive.Path(index, size), Naive.Proof(index + 1, size));
        return Flipped(path).All(p => !Proofs.VerifyInclusion(index, size, Naive.Leaf(index), p, Naive.Root(size)))
            && Flipped(proof).All(p => !Proofs.VerifyConsistency(index + 1, Naive.Root(index + 1), size, Naive.Root(size), p));
    }, cases: 15);

    [Fact]
    public void A_proof_with_a_hash_more_or_less_fails() => ForAnyLeaf((index, size) =>
    {
        var (path, proof) = (Naive.Path(index, size), Naive.Proof(index + 1, size));
        return Resized(path).All(p => !Proofs.VerifyInclusion(index, size, Naive.Leaf(index), p, Naive.Root(size)))
            && Resized(proof).All(p => !Proofs.VerifyConsistency(index + 1, Naive.Root(index + 1), size, Naive.Root(size), p));
    });

    [Fact]
    public void A_proof_of_one_leaf_proves_no_other() => ForAnyLeaf((index, size) =>
    {
        var path = Naive.Path(index, size);
        return Near(index, size).All(other =>
            !Proofs.VerifyInclusion(other, size, Naive.Leaf(index), path, Naive.Root(size))
            && !Proofs.VerifyInclusion(index, size, Naive.Leaf(other), path, Naive.Root(size)));
    });

    /// <summary>
    /// A path only determines on which side each sibling is. That size and root belong together follows from the
    /// checkpoint's signature.
    /// </summary>
    [Fact]
    public void A_proof_holds_for_another_size_only_if_the_leaf_has_the_same_path() => ForAnyLeaf((index, size) =>
        Near(size, 2 * size).Append(2 * size).Where(other => other > index).All(other =>
            Proofs.VerifyInclusion(index, other, Naive.Leaf(index), Naive.Path(index, size), Naive.Root(size))
                == (NaiveTree.Sides(index, other) == NaiveTree.Sides(index, size))));

    [Fact]
    public void A_consistency_proof_holds_for_no_other_root_and_no_other_older_size_of_the_tree() => ForAnyLeaf((index, size) =>
    {
        var older = index + 1;
        var proof = Naive.Proof(older, size);
        return older == size
            || (!Proofs.VerifyConsistency(older, Naive.Root(older - 1), size, Naive.Root(size), proof)
                && !Proofs.VerifyConsistency(older, Naive.Root(older), size, Naive.Root(size - 1), proof)
                && !Proofs.VerifyConsistency(size, Naive.Root(size), older, Naive.Root(older), proof)
                && Near(older, size).All(other => !Proofs.VerifyConsistency(other, Naive.Root(older), size, Naive.Root(size), proof)));
    });

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void No_proof_is_accepted_of_a_leaf_outside_the_tree(long index, long size) =>
        Assert.False(Proofs.VerifyInclusion(index, size, TreeHash.OfNothing, [], TreeHash.OfNothing));

    [Fact]
    public void Every_tree_is_consistent_with_the_empty_one_and_with_itself()
    {
        Assert.True(Proofs.VerifyConsistency(0, TreeHash.OfNothing, 9, Naive.Root(9), []));
        Assert.True(Proofs.VerifyConsistency(9, Naive.Root(9), 9, Naive.Root(9), []));
        Assert.False(Proofs.VerifyConsistency(0, Naive.Root(1), 9, Naive.Root(9), []));
        Assert.False(Proofs.VerifyConsistency(0, TreeHash.OfNothing, 9, Naive.Root(9), [TreeHash.OfNothing]));
        Assert.False(Proofs.VerifyConsistency(9, Naive.Root(8), 9, Naive.Root(9), []));
        Assert.False(Proofs.VerifyConsistency(9, Naive.Root(9), 9, Naive.Root(9), [TreeHash.OfNothing]));
        Assert.False(Proofs.VerifyConsistency(8, Naive.Root(8), 9, Naive.Root(9), []));
        Assert.False(Proofs.VerifyConsistency(-1, TreeHash.OfNothing, 9, Naive.Root(9), []));
    }

    [Fact]
    public async Task It_reads_only_tiles_that_the_tree_has_and_few_of_them()
    {
        var tiles = NaiveTree.Of(Largest);

        await new LedgerTree(tiles, Largest).InclusionProofAsync(1234, default);

        Assert.All(tiles.Asked, a => Assert.Equal(a.Tile.WidthAt(Largest), a.Width));
        Assert.InRange(tiles.Asked.Count, 3, 6);
    }

    [Fact]
    public async Task A_leaf_outside_the_tree_and_a_larger_older_tree_are_the_callers_mistake()
    {
        var tree = new LedgerTree(Naive, 5);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.InclusionProofAsync(5, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.LeafHashAsync(-1, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => tree.ConsistencyProofAsync(6, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LedgerTree(Naive, -1));
    }

    [Fact]
    public async Task A_tile_of_the_wrong_length_is_named()
    {
        var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => new LedgerTree(new ShortTiles(), 300).RootAsync(default));

        Assert.Equal("The source returned 31 bytes for tile 1/000.p/1, which has 32.", wrong.Message);
    }

    private sealed class ShortTiles : ITileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[width * 32 - 1]);
    }

    private static void ForAnyLeaf(Func<long, long, bool> holds, int cases = 60)
    {
        var leaves =
            from size in Gen.OneOf(Gen.Choose(1, EverySizeTo), Gen.Choose(1, Largest), Gen.Elements(255, 256, 257, 65_535, 65_536, 65_537))
            from index in Gen.OneOf(Gen.Choose(0, size - 1), Gen.Constant(size - 1))
            select (index, size);
        Prop.ForAll(leaves.ToArbitrary(), leaf => holds(leaf.index, leaf.size)).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
    }

    private static IEnumerable<long> Near(long number, long end) =>
        new[] { number - 1, number + 1, number ^ 2, number / 2, number * 2 }.Where(n => n >= 0 && n != number && n < Math.Min(end, Largest)).Distinct();

    private static IEnumerable<List<TreeHash>> Flipped(List<TreeHash> proof)
    {
        for (var bit = 0; bit < proof.Count * 256; bit++)
        {
            var bytes = new byte[32];
            proof[bit / 256].CopyTo(bytes);
            bytes[bit % 256 / 8] ^= (byte)(1 << bit % 8);
            yield return [.. proof[..(bit / 256)], TreeHash.Read(bytes), .. proof[(bit / 256 + 1)..]];
        }
    }

    private static IEnumerable<List<TreeHash>> Resized(List<TreeHash> proof) =>
        proof.Count == 0
            ? [[TreeHash.OfNothing]]
            : [[.. proof, TreeHash.OfNothing], [.. proof, proof[^1]], [TreeHash.OfNothing, .. proof], [proof[0], .. proof], proof[1..], proof[..^1]];
}
