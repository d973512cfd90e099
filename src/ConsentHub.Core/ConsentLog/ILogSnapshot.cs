using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Stores;

namespace ConsentHub.ConsentLog;

/// <summary>All logs of a store in one snapshot, row by row as stored, for verification.</summary>
/// <remarks>
/// Nothing is written, repaired or trusted: a row that the program would never write is returned with its anomaly.
/// Everything streams in constant memory, in the order of the log. Disposing ends the transaction.
/// </remarks>
internal interface ILogSnapshot : IDisposable
{
    /// <summary>The errors that the database itself finds in its file, in its own wording; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> DamageAsync(int limit, CancellationToken ct);

    Task<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken ct);

    /// <summary>The tables of the log with rows of a site that does not exist, each with the site's number.</summary>
    Task<IReadOnlyList<(string Table, long Site)>> OrphansAsync(CancellationToken ct);

    /// <summary>Every key of the hub, by number.</summary>
    Task<IReadOnlyList<HubKey>> HubKeysAsync(CancellationToken ct);

    IAsyncEnumerable<StoredConsent> ConsentsAsync(long site, CancellationToken ct);

    /// <summary>The records that a query selects, with their salts.</summary>
    IAsyncEnumerable<SealedRecord> RecordsAsync(LogQuery query, CancellationToken ct);

    IAsyncEnumerable<StoredRemoval> RemovalsAsync(long site, CancellationToken ct);

    /// <summary>Every position that a removal names, ascending, with the position of that removal.</summary>
    IAsyncEnumerable<RemovedPosition> RemovedAsync(long site, CancellationToken ct);

    IAsyncEnumerable<StoredStatement> StatementsAsync(long site, CancellationToken ct);

    /// <summary>The rows of full tiles of a level.</summary>
    IAsyncEnumerable<StoredHashes> TilesAsync(long site, int level, CancellationToken ct);

    /// <summary>The rows of hashes that are not in a full tile yet.</summary>
    IAsyncEnumerable<StoredHashes> TailAsync(long site, int level, CancellationToken ct);

    /// <summary>The existing hashes of one tile, from the full tile or the tail.</summary>
    Task<byte[]> ReadTileAsync(long site, Tile tile, CancellationToken ct);

    /// <summary>The highest level that has hashes; -1 if no level has any.</summary>
    Task<int> TopLevelAsync(long site, CancellationToken ct);

    /// <summary>Every checkpoint of a log, by size.</summary>
    IAsyncEnumerable<StoredCheckpoint> CheckpointsAsync(long site, CancellationToken ct);

    /// <summary>Every checkpoint of a log, in the order of signing.</summary>
    IAsyncEnumerable<CheckpointRow> CheckpointChainAsync(long site, CancellationToken ct);

    /// <summary>The signed end of a log's checkpoints; null if it is missing.</summary>
    Task<CheckpointHead?> CheckpointHeadAsync(long site, CancellationToken ct);

    Task<SealedSiteRow> SiteAsync(long site, CancellationToken ct);

    Task<IReadOnlyList<ItemNumberRow>> ItemNumbersAsync(long site, CancellationToken ct);

    /// <summary>The numbers of a site's notice versions.</summary>
    Task<IReadOnlyList<long>> NoticeVersionsAsync(long site, CancellationToken ct);

    Task<(SealedNoticeRow Notice, IReadOnlyList<NoticeTextRow> Texts)> NoticeAsync(long site, long version, CancellationToken ct);

    /// <summary>Every row of the table of erasures.</summary>
    Task<IReadOnlyList<StoredErasure>> ErasuresAsync(CancellationToken ct);

    /// <summary>The holds of a site, by id.</summary>
    Task<IReadOnlyList<HoldRow>> HoldsAsync(long site, CancellationToken ct);

    /// <summary>The kept ids of erased records, sorted by the removal that names them, then by their bytes.</summary>
    IAsyncEnumerable<StoredErasedId> ErasedIdsAsync(long site, CancellationToken ct);

    /// <summary>The position up to which the index of hours and the statistics count the records of a log.</summary>
    Task<long> CountedAsync(long site, CancellationToken ct);

    /// <summary>Every hour that has a row in the index of hours, or a counted record.</summary>
    Task<IReadOnlyList<StoredHour>> HoursAsync(long site, CancellationToken ct);

    /// <summary>The next entries of the audit trail, exactly as stored.</summary>
    Task<IReadOnlyList<AuditRow>> AuditAsync(long after, int limit, CancellationToken ct);

    /// <summary>The stored end of the audit trail; null if there is none.</summary>
    Task<AuditHead?> AuditHeadAsync(CancellationToken ct);

    Task<IReadOnlyList<StoredApiKey>> ApiKeysAsync(CancellationToken ct);
}

/// <param name="Length">Number of entries according to the site's row (<c>next_leaf</c>).</param>
/// <param name="Names">Every name of the log, the current one last.</param>
internal sealed record StoredLog(long Site, string Key, long Length, IReadOnlyList<LogName> Names)
{
    public IReadOnlyList<string> Origins { get; } = [.. Names.Select(n => n.Origin)];
}

/// <param name="Generation">The number of restores before this name; 0 for the first name.</param>
internal sealed record LogName(long Generation, string Origin);

/// <summary>A record's row.</summary>
/// <param name="Id">The record's id, exactly as stored.</param>
/// <param name="Sealed">Null if the hub can't have written the row.</param>
/// <param name="Anomaly">The column with the impossible value, if <paramref name="Sealed"/> is null.</param>
internal sealed record StoredConsent(long Leaf, string Id, SealedRecord? Sealed, string? Anomaly);

/// <param name="Removal">Null if the hub can't have written the row.</param>
internal sealed record StoredRemoval(long Leaf, Removal? Removal)
{
    /// <param name="salt">Null if the column holds none.</param>
    /// <param name="leaves">The positions as JSON, spelled exactly as the program writes them.</param>
    public static StoredRemoval Of(long leaf, UInt128? salt, long at, long reason, string leaves)
    {
        var positions = Positions(leaves);
        return new StoredRemoval(leaf, salt is { } own && positions is not null && ExactValues.IsTime(at) && ExactValues.IsWord<ErasureReason>(reason)
            ? new Removal(leaf, DateTimeOffset.FromUnixTimeMilliseconds(at), (ErasureReason)reason, positions, own) : null);
    }

    private static long[]? Positions(string leaves)
    {
        try
        {
            return JsonSerializer.Deserialize<long[]>(leaves) is { } read && JsonSerializer.Serialize(read) == leaves ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A row of a statement about a duty.</summary>
/// <param name="Salt">Null if the column holds none.</param>
/// <param name="Duty">Null if the column holds no id.</param>
/// <param name="HeldBy">The system that the row names.</param>
/// <param name="Body">The sealed content, exactly as stored.</param>
internal sealed record StoredStatement(long Leaf, UInt128? Salt, Guid? Duty, string HeldBy, string Body)
{
    /// <summary>The content as JSON; null if the body is not the canonical JSON of an object.</summary>
    public JsonObject? Record()
    {
        var utf8 = Encoding.UTF8.GetBytes(Body);
        return StrictJson.TryParse(utf8, out var node, out _) && node is JsonObject record && CanonicalJson.Serialize(record).AsSpan().SequenceEqual(utf8) ? record : null;
    }
}

internal readonly record struct RemovedPosition(long Leaf, long Removal);

/// <param name="Begin">Of a full tile, its number; of a row of the tail, the index of the first hash in its level.</param>
internal readonly record struct StoredHashes(long Begin, byte[] Hashes);

/// <summary>A row of an erasure.</summary>
internal sealed class StoredErasure
{
    public long Number { get; init; }
    public long At { get; init; }
    public long Leaf { get; init; }
    public byte[] Visitor { get; init; } = [];

    /// <summary>Key of its site; null if the site does not exist.</summary>
    public string? Site { get; init; }

    public const string Select = "SELECT number AS Number, at AS At, leaf AS Leaf, visitor AS Visitor, (SELECT key FROM site s WHERE s.number = erasure.site) AS Site FROM erasure ORDER BY number";
}

/// <param name="Leaf">Position of the removal.</param>
internal readonly record struct StoredErasedId(long Leaf, byte[] Id, long Until);

/// <param name="Configured">1 if the key comes from the setting <c>ConsentHub__AdminKey</c>.</param>
internal sealed record StoredApiKey(ApiKeyRow Key, byte[] Hash, long Configured);

internal sealed record StoredCheckpoint(string Origin, long Size, string Note);
