using System.Buffers;
using ConsentHub.Ledger;

namespace ConsentHub.SiteLedger;

/// <summary>The entries that one transaction adds to a site's log.</summary>
/// <param name="first">Position of the first: the log's length before.</param>
internal sealed class LogAddition(long first)
{
    private readonly ArrayBufferWriter<byte> hashes = new(8 * TreeHash.Size);

    public long First => first;

    /// <summary>The log's length with what was added so far.</summary>
    public long Size => first + (hashes.WrittenCount / TreeHash.Size);

    public ReadOnlySpan<byte> Hashes => hashes.WrittenSpan;

    /// <summary>Takes the next position for an entry with this hash.</summary>
    public long Append(in TreeHash hash)
    {
        var position = Size;
        hash.CopyTo(hashes.GetSpan(TreeHash.Size));
        hashes.Advance(TreeHash.Size);
        return position;
    }
}
