using System.Globalization;
using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Stores;

namespace ConsentHub.Verification.Database;

/// <summary>Checks two kinds of rows against the audit trail: the erasures, and the ids of erased records, which are kept until the date in the erasure statement.</summary>
internal sealed class ErasureCheck(ILogSnapshot snapshot, SealedErasures made, ErrorList errors)
{
    /// <summary>Ids whose date is this close may already be deleted, because this machine's clock may differ from the hub's clock.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromDays(1);

    public async Task CheckErasuresAsync(CancellationToken ct)
    {
        var missing = made.Erasures.Keys.ToHashSet();
        foreach (var row in await snapshot.ErasuresAsync(ct))
        {
            missing.Remove(row.Number);
            if (HashOf(row) != made.Erasures.GetValueOrDefault(row.Number))
                errors.Add($"erasure {Text(row.Number)} differs from its entry in the audit trail");
        }

        foreach (var number in missing.Order())
            errors.Add($"erasure {Text(number)} is missing");
    }

    public async Task CheckIdsAsync(StoredLog log, DateTimeOffset now, CancellationToken ct)
    {
        var due = made.IdsOf(log.Key).ToDictionary();
        ErasedIds? group = null;
        await foreach (var row in snapshot.ErasedIdsAsync(log.Site, ct))
        {
            if (row.Leaf != group?.Leaf)
            {
                Judge(log, group, due, now);
                group = new ErasedIds(row.Leaf);
            }

            group.Add(row);
        }

        Judge(log, group, due, now);
        foreach (var leaf in due.Values.Where(seal => MustExist(seal, now)).Select(seal => seal.Leaf).Order())
            errors.Add(Changed(log, leaf));
    }

    private void Judge(StoredLog log, ErasedIds? group, Dictionary<long, ErasedIdsSeal> due, DateTimeOffset now)
    {
        if (group is null)
            return;

        due.Remove(group.Leaf, out var seal);
        // Ids are deleted a thousand at a time, so after their date only some may remain.
        if (seal is null || !group.HasDate(seal.Until) || group.Count > seal.Count || (MustExist(seal, now) && group.Hash() != seal.Hash))
            errors.Add(Changed(log, group.Leaf));
    }

    private static bool MustExist(ErasedIdsSeal seal, DateTimeOffset now) => seal.Until > now + ClocksDiffer;

    private static string? HashOf(StoredErasure row) => row.Site is { } site && ExactValues.IsTime(row.At)
        ? NotedErasureSeal.Of(new JournaledErasure(row.Number, DateTimeOffset.FromUnixTimeMilliseconds(row.At), site, row.Leaf, row.Visitor)).Hash : null;

    private static string Changed(StoredLog log, long leaf) =>
        $"the erased ids of the removal at position {Text(leaf)} of {log.Key}, or their date, differ from their entry in the audit trail: one was changed, deleted or inserted";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The rows of one removal, read sequentially.</summary>
    private sealed class ErasedIds(long leaf)
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly HashSet<long> dates = [];

        public long Leaf => leaf;

        public long Count { get; private set; }

        public void Add(StoredErasedId row)
        {
            Count++;
            hash.AppendData(row.Id);
            dates.Add(row.Until);
        }

        public bool HasDate(DateTimeOffset until) => dates.SetEquals([until.ToUnixTimeMilliseconds()]);

        public string Hash()
        {
            using (hash)
                return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
