using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Ledger;

namespace ConsentHub.SiteLedger;

/// <summary>Numbers the checkpoints of a log, chains them with SHA-256 and signs the end of the chain, so that a deleted checkpoint is detected.</summary>
/// <param name="sign">Signs bytes with the hub's ledger key.</param>
internal sealed class CheckpointSealer(Func<byte[], byte[]> sign)
{
    /// <summary>The chain's end for a log without checkpoints. It is created with the site, so that a missing end is an error.</summary>
    public CheckpointHead Begin(int site) => Sign(new CheckpointHead { Site = site, Hash = new byte[SHA256.HashSizeInBytes] });

    /// <summary>Appends a checkpoint; the store calls it while it holds the lock of the log's head.</summary>
    public (CheckpointRow Checkpoint, CheckpointHead Head) Next(CheckpointHead head, Checkpoint checkpoint, string note, DateTimeOffset now)
    {
        var row = new CheckpointRow
        {
            Site = head.Site,
            Number = head.Number + 1,
            Origin = checkpoint.Origin,
            Size = checkpoint.Size,
            SignedAt = now.ToUnixTimeMilliseconds(),
            Note = note,
        };
        return (row, Sign(new CheckpointHead { Site = head.Site, Number = row.Number, Hash = CheckpointSeal.HashOf(head.Hash, row) }));
    }

    private CheckpointHead Sign(CheckpointHead head) => head.With(sign(CheckpointSeal.SignedOf(head)));
}

internal static class CheckpointSeal
{
    /// <param name="previous">Hash of the checkpoint before; 32 zero bytes for the first.</param>
    public static byte[] HashOf(byte[] previous, CheckpointRow row) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"consenthub/checkpoint-link/v1\n{Convert.ToBase64String(previous)}\n{row.Site}\n{row.Number}\n{row.Origin}\n{row.Size}\n{row.SignedAt}\n{row.Note}")));

    public static byte[] SignedOf(CheckpointHead head) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"consenthub/checkpoint-head/v1\n{head.Site}\n{head.Number}\n{Convert.ToBase64String(head.Hash)}"));
}
