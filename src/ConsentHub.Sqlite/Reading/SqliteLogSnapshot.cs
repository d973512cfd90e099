using System.Runtime.CompilerServices;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Reading;

/// <summary>The logs in SQLite, read in one transaction on a separate connection.</summary>
internal sealed class SqliteLogSnapshot : ILogSnapshot
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction transaction;

    public SqliteLogSnapshot(SqliteDatabase database)
    {
        connection = database.OpenReader();
        transaction = connection.BeginTransaction(deferred: true);
        // SQLite takes the snapshot at the first read, not at BEGIN.
        connection.ExecuteScalar<long>("SELECT count(*) FROM schema_migration", transaction: transaction);
    }

    public async Task<IReadOnlyList<string>> DamageAsync(int limit, CancellationToken ct) =>
        [.. (await QueryAsync<string>($"PRAGMA integrity_check({limit})", null, ct)).Where(line => line != "ok")];

    public async Task<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken ct)
    {
        var origins = (await QueryAsync<OriginRow>("SELECT site AS Site, generation AS Generation, origin AS Origin FROM ledger_origin ORDER BY generation", null, ct)).ToLookup(o => o.Site, o => new LogName(o.Generation, o.Origin));
        var sites = await QueryAsync<SiteRow>("SELECT number AS Number, key AS Key, next_leaf AS Length FROM site ORDER BY key", null, ct);
        return [.. sites.Select(s => new StoredLog(s.Number, s.Key, s.Length, [.. origins[s.Number]]))];
    }

    public async Task<IReadOnlyList<(string Table, long Site)>> OrphansAsync(CancellationToken ct)
    {
        var orphans = new List<(string, long)>();
        foreach (var table in (string[])["consent", "removal", "ledger_tile", "ledger_tail", "ledger_origin", "checkpoint", "checkpoint_head", "item_number", "notice", "erased_id", "log_hour", "rollup_mark", "duty_statement", "duty", "duty_recurring", "subject_event", "webhook", "request", "restriction"])
        {
            // One index seek per site, because a scan of every row would take as long as reading the whole log.
            var numbers = await QueryAsync<long>(
                table == "checkpoint"
                    ? "SELECT DISTINCT site FROM checkpoint"
                    : $"""
                       WITH RECURSIVE s (n) AS (
                           SELECT min(site) FROM {table} UNION ALL SELECT (SELECT min(site) FROM {table} WHERE site > n) FROM s WHERE n IS NOT NULL)
                       SELECT n FROM s WHERE n IS NOT NULL
                       """,
                null, ct);
            var known = (await QueryAsync<long>("SELECT number FROM site", null, ct)).ToHashSet();
            orphans.AddRange(numbers.Where(n => !known.Contains(n)).Select(n => (table, n)));
        }

        return orphans;
    }

    public Task<IReadOnlyList<HubKey>> HubKeysAsync(CancellationToken ct) => QueryAsync<HubKey>(HubKey.Select, null, ct);

    public IAsyncEnumerable<StoredConsent> ConsentsAsync(long site, CancellationToken ct) =>
        ReadAsync($"SELECT {ConsentRow.SealedColumns} FROM consent WHERE site = $site ORDER BY leaf", site, null, ConsentRow.ReadExactly, ct);

    public async IAsyncEnumerable<SealedRecord> RecordsAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        if (!SqliteConsentLog.Build(command, query, ConsentRow.SealedColumns))
            yield break;

        await using var row = command.ExecuteReader();
        while (row.Read())
        {
            ct.ThrowIfCancellationRequested();
            yield return ConsentRow.ReadSealed(row);
        }
    }

    public IAsyncEnumerable<StoredRemoval> RemovalsAsync(long site, CancellationToken ct) =>
        ReadAsync("SELECT leaf, salt, at, reason, leaves FROM removal WHERE site = $site ORDER BY leaf", site, null, ReadRemoval, ct);

    public IAsyncEnumerable<RemovedPosition> RemovedAsync(long site, CancellationToken ct) => ReadAsync(
        """
        SELECT j.value, r.leaf FROM removal r, json_each(CASE WHEN json_valid(r.leaves) THEN r.leaves ELSE '[]' END) j
        WHERE r.site = $site AND j.type = 'integer' ORDER BY 1, 2
        """,
        site, null, row => new RemovedPosition(row.GetInt64(0), row.GetInt64(1)), ct);

    public IAsyncEnumerable<StoredStatement> StatementsAsync(long site, CancellationToken ct) =>
        ReadAsync("SELECT leaf, salt, duty, held_by, body FROM duty_statement WHERE site = $site ORDER BY leaf", site, null, ReadStatement, ct);

    public IAsyncEnumerable<StoredHashes> TilesAsync(long site, int level, CancellationToken ct) =>
        ReadAsync("SELECT number, hashes FROM ledger_tile WHERE site = $site AND level = $level ORDER BY number", site, level, ReadHashes, ct);

    public IAsyncEnumerable<StoredHashes> TailAsync(long site, int level, CancellationToken ct) =>
        ReadAsync("SELECT first, hashes FROM ledger_tail WHERE site = $site AND level = $level ORDER BY first", site, level, ReadHashes, ct);

    public async Task<byte[]> ReadTileAsync(long site, Tile tile, CancellationToken ct)
    {
        var full = await QueryAsync<byte[]>(
            "SELECT hashes FROM ledger_tile WHERE site = @site AND level = @Level AND number = @Number", new { site, tile.Level, tile.Number }, ct);
        if (full is [var hashes])
            return hashes;

        var tail = await QueryAsync<byte[]>(
            "SELECT hashes FROM ledger_tail WHERE site = @site AND level = @Level AND first >= @first AND first < @first + 256 ORDER BY first",
            new { site, tile.Level, first = tile.Number * Tile.Width }, ct);
        return [.. tail.SelectMany(r => r)];
    }

    public async Task<int> TopLevelAsync(long site, CancellationToken ct) => (int)Math.Min(int.MaxValue, (await QueryAsync<long>(
        """
        SELECT max(coalesce((SELECT max(level) FROM ledger_tile WHERE site = @site), -1), coalesce((SELECT max(level) FROM ledger_tail WHERE site = @site), -1))
        """,
        new { site }, ct))[0]);

    public IAsyncEnumerable<StoredCheckpoint> CheckpointsAsync(long site, CancellationToken ct) =>
        ReadAsync(
            "SELECT origin, size, note FROM checkpoint WHERE site = $site ORDER BY size, origin", site, null,
            row => new StoredCheckpoint(row.GetString(0), row.GetInt64(1), row.GetString(2)), ct);

    public IAsyncEnumerable<CheckpointRow> CheckpointChainAsync(long site, CancellationToken ct) => ReadAsync(
        $"SELECT {CheckpointRow.Columns} FROM checkpoint WHERE site = $site ORDER BY number", site, null, CheckpointRow.Read, ct);

    public async Task<CheckpointHead?> CheckpointHeadAsync(long site, CancellationToken ct) =>
        await QueryAsync<CheckpointHead>(CheckpointHead.Select, new { site }, ct) is [var head] ? head : null;

    public async Task<SealedSiteRow> SiteAsync(long site, CancellationToken ct) => (await QueryAsync<SealedSiteRow>(SiteSql.Site, new { site }, ct))[0];

    public Task<IReadOnlyList<ItemNumberRow>> ItemNumbersAsync(long site, CancellationToken ct) => QueryAsync<ItemNumberRow>(SiteSql.Numbers, new { site }, ct);

    public Task<IReadOnlyList<long>> NoticeVersionsAsync(long site, CancellationToken ct) => QueryAsync<long>(SiteSql.Versions, new { site }, ct);

    public async Task<(SealedNoticeRow Notice, IReadOnlyList<NoticeTextRow> Texts)> NoticeAsync(long site, long version, CancellationToken ct) =>
        ((await QueryAsync<SealedNoticeRow>(SiteSql.Notice, new { site, version }, ct))[0], await QueryAsync<NoticeTextRow>(SiteSql.Texts, new { site, version }, ct));

    public Task<IReadOnlyList<StoredErasure>> ErasuresAsync(CancellationToken ct) => QueryAsync<StoredErasure>(StoredErasure.Select, null, ct);

    public Task<IReadOnlyList<HoldRow>> HoldsAsync(long site, CancellationToken ct) => QueryAsync<HoldRow>(HoldRow.List, new { site }, ct);

    public IAsyncEnumerable<StoredErasedId> ErasedIdsAsync(long site, CancellationToken ct) => ReadAsync(
        "SELECT leaf, id, until FROM erased_id WHERE site = $site ORDER BY leaf, id", site, null,
        row => new StoredErasedId(row.GetInt64(0), (byte[])row[1], row.GetInt64(2)), ct);

    public async Task<long> CountedAsync(long site, CancellationToken ct) => (await QueryAsync<long>(StoredHour.Counted, new { site }, ct))[0];

    public Task<IReadOnlyList<StoredHour>> HoursAsync(long site, CancellationToken ct) => QueryAsync<StoredHour>(StoredHour.Select, new { site }, ct);

    public Task<IReadOnlyList<AuditRow>> AuditAsync(long after, int limit, CancellationToken ct) => QueryAsync<AuditRow>(
        $"SELECT {AuditSql.Columns} FROM audit WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit }, ct);

    public async Task<AuditHead?> AuditHeadAsync(CancellationToken ct) =>
        await QueryAsync<AuditHead>(AuditSql.Head, null, ct) is [var head, ..] ? head : null;

    public async Task<IReadOnlyList<StoredApiKey>> ApiKeysAsync(CancellationToken ct) =>
        [.. (await QueryAsync<HashedKeyRow>($"SELECT {ApiKeyRow.Columns}, hash AS Hash, configured AS Configured FROM api_key ORDER BY id", null, ct))
            .Select(row => new StoredApiKey(row, row.Hash, row.Configured))];

    public void Dispose()
    {
        transaction.Dispose();
        connection.Dispose();
    }

    private static StoredHashes ReadHashes(SqliteDataReader row) => new(row.GetInt64(0), (byte[])row[1]);

    private static StoredRemoval ReadRemoval(SqliteDataReader row) =>
        StoredRemoval.Of(row.GetInt64(0), SaltOf((byte[])row[1]), row.GetInt64(2), row.GetInt64(3), row.GetString(4));

    private static StoredStatement ReadStatement(SqliteDataReader row)
    {
        var duty = (byte[])row[2];
        return new StoredStatement(row.GetInt64(0), SaltOf((byte[])row[1]), duty.Length == 16 ? new Guid(duty, bigEndian: true) : null, row.GetString(3), row.GetString(4));
    }

    private static UInt128? SaltOf(byte[] salt) => salt.Length == LedgerEntry.SaltSize ? LedgerSalt.Read(salt) : null;

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, long site, int? level, Func<SqliteDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.AddWithValue("$site", site);
        if (level is { } number)
            command.Parameters.AddWithValue("$level", number);

        await using var row = command.ExecuteReader();
        while (row.Read())
        {
            ct.ThrowIfCancellationRequested();
            yield return read(row);
        }
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        [.. await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct))];

    private sealed record OriginRow(long Site, long Generation, string Origin);

    private sealed record SiteRow(long Number, string Key, long Length);
}
