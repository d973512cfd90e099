using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace ConsentHub.Ledger;

/// <summary>A hash in the tree: 32 bytes of SHA-256, made as RFC 6962 section 2.1 says.</summary>
/// <remarks>Leaves and nodes are hashed with different first bytes, so that no node can be passed off as a leaf.</remarks>
public readonly record struct TreeHash
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    // 32 bytes held as a value, with equality; no arithmetic is done on them.
    private readonly Vector256<byte> bytes;

    private TreeHash(ReadOnlySpan<byte> hash) => bytes = Vector256.Create(hash);

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static TreeHash OfNothing { get; } = new(SHA256.HashData([]));

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> entry) => Of(LeafPrefix, entry, []);

    /// <summary>SHA-256(0x00 ‖ start ‖ rest), for an entry whose two parts are in separate buffers.</summary>
    internal static TreeHash OfLeaf(ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest) => Of(LeafPrefix, start, rest);

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static TreeHash OfNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> children = stackalloc byte[2 * Size];
        left.CopyTo(children);
        right.CopyTo(children[Size..]);
        return Of(NodePrefix, children[..Size], children[Size..]);
    }

    /// <exception cref="ArgumentException">Not exactly 32 bytes.</exception>
    public static TreeHash Read(ReadOnlySpan<byte> hash) =>
        hash.Length == Size ? new TreeHash(hash) : throw new ArgumentException($"A tree hash has {Size} bytes, not {hash.Length}.", nameof(hash));

    /// <summary>Writes the 32 bytes at the start of <paramref name="target"/>.</summary>
    public void CopyTo(Span<byte> target) => bytes.CopyTo(target);

    /// <summary>Base64, standard alphabet, padded: 44 characters.</summary>
    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[Size];
        CopyTo(hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and no other spelling of it.</summary>
    public static bool TryParse(string? base64, out TreeHash hash)
    {
        var sound = Strict.TryBase64(base64, out var decoded) && decoded.Length == Size;
        hash = sound ? new TreeHash(decoded) : default;
        return sound;
    }

    private static TreeHash Of(byte prefix, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        const int onStack = 1024; // a node takes 65 bytes, a consent record about 800
        var length = 1 + first.Length + second.Length;
        var input = length <= onStack ? stackalloc byte[length] : new byte[length];
        input[0] = prefix;
        first.CopyTo(input[1..]);
        second.CopyTo(input[(1 + first.Length)..]);

        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(input, hash);
        return new TreeHash(hash);
    }
}
