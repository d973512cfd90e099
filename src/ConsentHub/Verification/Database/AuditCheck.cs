using System.Globalization;
using System.Security.Cryptography;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;

namespace ConsentHub.Verification.Database;

/// <summary>Checks the audit trail. Every entry must be chained to the entry before it and signed by the hub, no entry may be missing, and every API key must match its entries.</summary>
/// <param name="keys">The hub's present and earlier public keys.</param>
internal sealed class AuditCheck(ILogSnapshot snapshot, IReadOnlyList<ECDsa> keys, ErrorList errors)
{
    private const int AtOnce = 5000;

    private readonly Dictionary<long, AuditEntry> made = [];
    private readonly Dictionary<long, DateTimeOffset> revoked = [];

    /// <summary>The publications in the trail; complete once the whole trail was read.</summary>
    public Publications Publications { get; } = new();

    /// <summary>The erasures in the trail; complete once the whole trail was read.</summary>
    public SealedErasures Erasures { get; } = new();

    /// <summary>The removals at the end of a period in the trail; complete once the trail was read.</summary>
    public SealedRetentions Retentions { get; } = new();

    /// <summary>The holds in the trail; complete once the trail was read.</summary>
    public SealedHolds Holds { get; } = new();

    /// <summary>The statements about duties in the trail; complete once the trail was read.</summary>
    public SealedStatements Statements { get; } = new();

    public async Task RunAsync(CancellationToken ct)
    {
        var last = AuditHead.Empty;
        var after = long.MinValue;
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await snapshot.AuditAsync(after, AtOnce, ct);
            foreach (var row in rows)
            {
                after = row.Id;
                if (row.Id > 0)
                    last = Check(row, last);
                else
                    errors.Add($"audit entry {Text(row.Id)} was not made by this hub, which counts from 1");
            }
        }
        while (rows.Count == AtOnce);

        CheckHead(await snapshot.AuditHeadAsync(ct), last);
        CheckKeys(await snapshot.ApiKeysAsync(ct));
    }

    /// <returns>The entry that the next one must continue.</returns>
    private AuditHead Check(AuditRow row, AuditHead before)
    {
        var follows = row.Id == before.Id + 1;
        if (!follows)
            errors.Add(Missing(before.Id + 1, row.Id - 1));

        var entry = row.TryRead();
        // After a gap the previous hash is unknown, so only the signature of the stored hash can be checked.
        var hash = entry is null || !follows ? row.Hash : AuditSeal.HashOf(before.Hash, entry);
        var genuine = entry is not null && IsSigned(AuditSeal.SignedOf(entry with { Hash = hash }), row.Signature);
        if (!genuine || !hash.AsSpan().SequenceEqual(row.Hash))
            errors.Add($"audit entry {Text(row.Id)} was changed after it was sealed, or was not made by this hub");

        if (genuine)
            Remember(entry!);

        return new AuditHead(row.Id, genuine ? hash : row.Hash, []);
    }

    private void Remember(AuditEntry entry)
    {
        if (entry.Action is AuditActions.KeyCreate or AuditActions.KeyFirst or AuditActions.KeyConfigure && ApiKeyAuditText.IdIn(entry.Detail) is { } id)
            made.TryAdd(id, entry);
        else if (entry.Action == AuditActions.KeyRevoke && ApiKeyAuditText.IdIn(entry.Detail) is { } ended)
            revoked.TryAdd(ended, entry.At);
        else if (entry.Action == AuditActions.SitePublish)
            Publications.Remember(entry);
        else if (entry.Action == AuditActions.ErasureSeal)
            Erasures.Remember(entry);
        else if (entry.Action == AuditActions.RecordsRetention)
            Retentions.Remember(entry);
        else if (entry.Action is AuditActions.HoldPut or AuditActions.HoldLift)
            Holds.Remember(entry);
        else if (entry.Action is AuditActions.DutyAcknowledge or AuditActions.RequestClose)
            Statements.Remember(entry);
    }

    private void CheckHead(AuditHead? head, AuditHead last)
    {
        if (head is null or { Id: 0 })
        {
            if (last.Id > 0)
                errors.Add("the signed end of the audit trail is missing");
        }
        else if (!IsSigned(AuditSeal.SignedOf(head), head.Signature))
        {
            errors.Add("the signed end of the audit trail was changed, or was not made by this hub");
        }
        else if (head.Id > last.Id)
        {
            errors.Add(Missing(last.Id + 1, head.Id));
        }
        else if (head.Id < last.Id)
        {
            errors.Add($"the audit trail continues to entry {Text(last.Id)} after its signed end, entry {Text(head.Id)}");
        }
        else if (!head.Hash.AsSpan().SequenceEqual(last.Hash))
        {
            errors.Add("the audit trail does not lead to its signed end");
        }
    }

    private void CheckKeys(IReadOnlyList<StoredApiKey> stored)
    {
        foreach (var row in stored)
        {
            made.Remove(row.Key.Id, out var entry);
            if (entry is null || entry.At.ToUnixTimeMilliseconds() != row.Key.CreatedAt || !IsAsMade(row, entry))
                errors.Add($"API key {Text(row.Key.Id)} differs from its entry in the audit trail");

            DateTimeOffset? revokedAt = revoked.TryGetValue(row.Key.Id, out var at) ? at : null;
            if (revokedAt?.ToUnixTimeMilliseconds() != row.Key.RevokedAt)
                errors.Add($"API key {Text(row.Key.Id)} is {(row.Key.RevokedAt is null ? "valid" : "revoked")} and the audit trail says otherwise");
        }

        foreach (var id in made.Keys.Order())
            errors.Add($"API key {Text(id)} is missing");
    }

    private static bool IsAsMade(StoredApiKey row, AuditEntry entry)
    {
        try
        {
            return entry.Detail == ApiKeyAuditText.Made(row.Key.ToKey(), row.Hash) && row.Configured == (entry.Action == AuditActions.KeyConfigure ? 1 : 0);
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private bool IsSigned(byte[] bytes, byte[] signature) => keys.Any(key => key.VerifyData(bytes, signature, HashAlgorithmName.SHA256));

    private static string Missing(long from, long to) => from == to ? $"audit entry {Text(from)} is missing" : $"audit entries {Text(from)} to {Text(to)} are missing";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
