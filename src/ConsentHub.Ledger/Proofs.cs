using System.Numerics;

namespace ConsentHub.Ledger;

/// <summary>Checks proofs against roots, without the tree. Every method returns false for a wrong proof, and never throws.</summary>
public static class Proofs
{
    /// <summary>Whether the leaf is at that index of the tree with that root: RFC 9162 section 2.1.3.2.</summary>
    public static bool VerifyInclusion(long index, long size, TreeHash leaf, IReadOnlyList<TreeHash> proof, TreeHash root)
    {
        if (index < 0 || index >= size)
            return false;

        var (at, last) = (index, size - 1); // positions of the node and of the last node in its row
        var hash = leaf;
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;

            if (IsRight(at) || at == last)
            {
                hash = TreeHash.OfNode(sibling, hash);
                SkipRowsWithoutSibling(ref at, ref last);
            }
            else
            {
                hash = TreeHash.OfNode(hash, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the newer tree begins with all leaves of the older one: RFC 9162 section 2.1.4.2.</summary>
    /// <remarks>Every tree begins with the empty tree and with itself; for both the proof is empty.</remarks>
    public static bool VerifyConsistency(long olderSize, TreeHash olderRoot, long size, TreeHash root, IReadOnlyList<TreeHash> proof)
    {
        if (olderSize < 0 || olderSize > size)
            return false;

        if (olderSize == size)
            return proof.Count == 0 && olderRoot == root;

        if (olderSize == 0)
            return proof.Count == 0 && olderRoot == TreeHash.OfNothing;

        if (proof.Count == 0)
            return false;

        // Start at the subtree that ends the older tree. If that is the whole older tree, its root is not repeated in the proof.
        var height = BitOperations.TrailingZeroCount(olderSize);
        var (at, last) = ((olderSize - 1) >> height, (size - 1) >> height);
        var whole = BitOperations.IsPow2(olderSize);
        var (older, newer) = whole ? (olderRoot, olderRoot) : (proof[0], proof[0]);

        foreach (var sibling in whole ? proof : proof.Skip(1))
        {
            if (last == 0)
                return false;

            if (IsRight(at) || at == last)
            {
                older = TreeHash.OfNode(sibling, older);
                newer = TreeHash.OfNode(sibling, newer);
                SkipRowsWithoutSibling(ref at, ref last);
            }
            else
            {
                newer = TreeHash.OfNode(newer, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && older == olderRoot && newer == root;
    }

    private static bool IsRight(long node) => (node & 1) == 1;

    /// <summary>Skips the rows in which the node is a last left node: it has no sibling there and moves up unchanged.</summary>
    private static void SkipRowsWithoutSibling(ref long at, ref long last)
    {
        while (!IsRight(at) && at != 0)
            (at, last) = (at >> 1, last >> 1);
    }
}
