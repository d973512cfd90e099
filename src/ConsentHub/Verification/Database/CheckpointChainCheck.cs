using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.SiteLedger;

namespace ConsentHub.Verification.Database;

/// <summary>Checks that no checkpoint of a log was deleted, inserted or changed: checkpoints are numbered and chained, and the hub signs the end of the chain.</summary>
internal sealed class CheckpointChainCheck(ILogSnapshot snapshot, StoredLog log, IReadOnlyList<ECDsa> hubKeys, ErrorList errors)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var (number, hash) = (0L, new byte[SHA256.HashSizeInBytes]);
        await foreach (var row in snapshot.CheckpointChainAsync(log.Site, ct))
        {
            if (row.Number > number + 1)
                errors.Add(Missing(number + 1, row.Number - 1));
            else if (row.Number != number + 1)
                errors.Add($"checkpoint number {row.Number} of {log.Key} can't follow number {number}");

            number = Math.Max(number, row.Number);
            hash = CheckpointSeal.HashOf(hash, row);
        }

        if (await snapshot.CheckpointHeadAsync(log.Site, ct) is not { } head)
            errors.Add($"the signed end of the checkpoints of {log.Key} is missing");
        else if (!hubKeys.Any(key => key.VerifyData(CheckpointSeal.SignedOf(head), head.Signature, HashAlgorithmName.SHA256)))
            errors.Add($"the signed end of the checkpoints of {log.Key} was changed, or was not made by this hub");
        else if (head.Number > number)
            errors.Add(Missing(number + 1, head.Number));
        else if (head.Number < number)
            errors.Add($"the checkpoints of {log.Key} continue to number {number} after their signed end, number {head.Number}");
        else if (!head.Hash.AsSpan().SequenceEqual(hash))
            errors.Add($"the checkpoints of {log.Key} do not lead to their signed end: one was changed, inserted or deleted");
    }

    private string Missing(long from, long to) => from == to
        ? $"checkpoint number {from} of {log.Key} is missing" : $"checkpoints number {from} to {to} of {log.Key} are missing";
}
