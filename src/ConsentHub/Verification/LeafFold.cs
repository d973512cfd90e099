using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>Computes the root of a tree from consecutive leaves, in memory proportional to its height.</summary>
internal sealed class LeafFold
{
    private readonly Stack<(TreeHash Hash, int Height)> perfect = new();

    public void Add(TreeHash leaf)
    {
        var (hash, height) = (leaf, 0);
        for (; perfect.TryPeek(out var left) && left.Height == height; height++)
            hash = TreeHash.OfNode(perfect.Pop().Hash, hash);

        perfect.Push((hash, height));
    }

    /// <summary>The root of the added leaves (RFC 6962 section 2.1). No leaf can be added afterwards.</summary>
    public TreeHash Root()
    {
        if (!perfect.TryPop(out var right))
            return TreeHash.OfNothing;

        var hash = right.Hash;
        while (perfect.TryPop(out var left))
            hash = TreeHash.OfNode(left.Hash, hash);

        return hash;
    }
}
