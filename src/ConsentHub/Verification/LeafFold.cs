using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>The root of a tree whose leaves come one after the other, with no more memory than its height.</summary>
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

    /// <summary>RFC 6962 section 2.1 over what was added; ends the fold.</summary>
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
