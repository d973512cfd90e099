using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Stores;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres.Reading;

/// <summary>The logs in PostgreSQL, in one snapshot that several connections share, because a connection serves one read at a time.</summary>
internal sealed class PostgresLogSnapshot : ILogSnapshot
{
    private const string Begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Patience = "SET LOCAL idle_in_transaction_session_timeout = 0";

    private readonly PostgresDatabase database;
    private readonly NpgsqlConnection first;
    private readonly string snapshot;
    private readonly ConcurrentBag<NpgsqlConnection> idle = [];

    public PostgresLogSnapshot(PostgresDatabase database)
    {
        this.database = database;
        first = database.Streams.OpenConnection();
        first.Execute($"{Begin}; {Patience}");
        snapshot = first.ExecuteScalar<string>("SELECT pg_export_snapshot()")!;
    }

    /// <summary>Compares <c>consent</c> with <c>consent_id</c>, which must agree. To check the server's own files, an operator uses pg_amcheck.</summary>
    public Task<IReadOnlyList<string>> DamageAsync(int limit, CancellationToken ct) => QueryAsync<string>(
        """
        SELECT 'the record ' || id || ' of site number ' || site || CASE WHEN i.leaf IS NULL THEN ' is not in consent_id, so a retry would store it again'
            WHEN c.leaf IS NULL THEN ' is in consent_id and nowhere else' ELSE ' is not where consent_id says' END
        FROM consent c FULL JOIN consent_id i USING (site, id)
        WHERE c.leaf IS DISTINCT FROM i.leaf OR c.recorded_at IS DISTINCT FROM i.recorded_at
        ORDER BY site, id LIMIT @limit
        """,
        new { limit }, ct);

    public async Task<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken ct)
    {
        var origins = (await QueryAsync<OriginRow>("SELECT site AS Site, generation AS Generation, origin AS Origin FROM ledger_origin ORDER BY generation", null, ct)).ToLookup(o => o.Site, o => new LogName(o.Generation, o.Origin));
        var sites = await QueryAsync<SiteRow>("SELECT number AS Number, key AS Key, next_leaf AS Length FROM site ORDER BY key", null, ct);
        return [.. sites.Select(s => new StoredLog(s.Number, s.Key, s.Length, [.. origins[s.Number]]))];
    }

    public async Task<IReadOnlyList<(string Table, long Site)>> OrphansAsync(CancellationToken ct)
    {
        var orphans = new List<(string, long)>();
        foreach (var table in (string[])["consent", "removal", "ledger_tile", "ledger_tail", "ledger_origin", "checkpoint", "checkpoint_head", "erased_id", "log_hour", "rollup_mark", "duty_statement", "duty", "duty_recurring", "subject_event", "webhook", "request", "restriction"])
        {
            // One index seek per site, because a scan of every row would take as long as reading the whole log.
            var numbers = await QueryAsync<int>(
                table == "checkpoint"
                    ? "SELECT DISTINCT site FROM checkpoint WHERE site NOT IN (SELECT number FROM site)"
                    : $"""
                       WITH RECURSIVE s (n) AS (
                           SELECT min(site) FROM {table} UNION ALL SELECT (SELECT min(site) FROM {table} WHERE site > n) FROM s WHERE n IS NOT NULL)
                       SELECT n FROM s WHERE n IS NOT NULL AND n NOT IN (SELECT number FROM site)
                       """,
                null, ct);
            orphans.AddRange(numbers.Select(n => (table, (long)n)));
        }

        return orphans;
    }

    public Task<IReadOnlyList<HubKey>> HubKeysAsync(CancellationToken ct) => QueryAsync<HubKey>(HubKey.Select, null, ct);

    public IAsyncEnumerable<StoredConsent> ConsentsAsync(long site, CancellationToken ct) =>
        ReadAsync($"SELECT {PostgresRow.SealedColumns} FROM consent c WHERE site = $1 ORDER BY leaf", site, null, PostgresRow.ReadExactly, ct);

    public async IAsyncEnumerable<SealedRecord> RecordsAsync(LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var connection = await RentAsync(ct);
        if (await LogStatement.BuildAsync(connection, query, PostgresRow.SealedColumns, ct) is not { } command)
        {
            idle.Add(connection);
            yield break;
        }

        await foreach (var record in StreamAsync(connection, command, PostgresRow.ReadSealed, ct))
            yield return record;
    }

    public IAsyncEnumerable<StoredRemoval> RemovalsAsync(long site, CancellationToken ct) =>
        ReadAsync("SELECT leaf, salt, at, reason, leaves FROM removal WHERE site = $1 ORDER BY leaf", site, null, ReadRemoval, ct);

    public async IAsyncEnumerable<RemovedPosition> RemovedAsync(long site, [EnumeratorCancellation] CancellationToken ct)
    {
        // To sort the positions of all removals, all removals must be in memory; they are few and small compared with the log.
        var positions = new List<RemovedPosition>();
        await foreach (var removal in RemovalsAsync(site, ct))
        {
            if (removal.Removal is { } sound)
                positions.AddRange(sound.Leaves.Select(leaf => new RemovedPosition(leaf, removal.Leaf)));
        }

        positions.Sort((a, b) => (a.Leaf, a.Removal).CompareTo((b.Leaf, b.Removal)));
        foreach (var position in positions)
            yield return position;
    }

    public IAsyncEnumerable<StoredStatement> StatementsAsync(long site, CancellationToken ct) =>
        ReadAsync("SELECT leaf, salt, duty, held_by, body FROM duty_statement WHERE site = $1 ORDER BY leaf", site, null, ReadStatement, ct);

    public IAsyncEnumerable<StoredHashes> TilesAsync(long site, int level, CancellationToken ct) =>
        ReadAsync("SELECT number, hashes FROM ledger_tile WHERE site = $1 AND level = $2 ORDER BY number", site, level, ReadHashes, ct);

    public IAsyncEnumerable<StoredHashes> TailAsync(long site, int level, CancellationToken ct) =>
        ReadAsync("SELECT first, hashes FROM ledger_tail WHERE site = $1 AND level = $2 ORDER BY first", site, level, ReadHashes, ct);

    public async Task<byte[]> ReadTileAsync(long site, Tile tile, CancellationToken ct)
    {
        var rows = await QueryAsync<byte[]>(PostgresLedgerStore.TileSql, new { site = (int)site, tile.Level, tile.Number, first = tile.Number * Tile.Width }, ct);
        return rows is [{ Length: Tile.Width * TreeHash.Size } full, ..] ? full : [.. rows.SelectMany(r => r)];
    }

    public async Task<int> TopLevelAsync(long site, CancellationToken ct) => (await QueryAsync<int>(
        "SELECT greatest(coalesce((SELECT max(level) FROM ledger_tile WHERE site = @site), -1), coalesce((SELECT max(level) FROM ledger_tail WHERE site = @site), -1))",
        new { site = (int)site }, ct))[0];

    public IAsyncEnumerable<StoredCheckpoint> CheckpointsAsync(long site, CancellationToken ct) =>
        ReadAsync(
            "SELECT origin, size, note FROM checkpoint WHERE site = $1 ORDER BY size, origin", site, null,
            row => new StoredCheckpoint(row.GetString(0), row.GetInt64(1), row.GetString(2)), ct);

    public IAsyncEnumerable<CheckpointRow> CheckpointChainAsync(long site, CancellationToken ct) => ReadAsync(
        $"SELECT {CheckpointRow.Columns} FROM checkpoint WHERE site = $1 ORDER BY number", site, null, CheckpointRow.Read, ct);

    public async Task<CheckpointHead?> CheckpointHeadAsync(long site, CancellationToken ct) =>
        await QueryAsync<CheckpointHead>(CheckpointHead.Select, new { site = (int)site }, ct) is [var head] ? head : null;

    public async Task<SealedSiteRow> SiteAsync(long site, CancellationToken ct) => (await QueryAsync<SealedSiteRow>(SiteSql.Site, new { site = (int)site }, ct))[0];

    public Task<IReadOnlyList<ItemNumberRow>> ItemNumbersAsync(long site, CancellationToken ct) => QueryAsync<ItemNumberRow>(SiteSql.Numbers, new { site = (int)site }, ct);

    public Task<IReadOnlyList<long>> NoticeVersionsAsync(long site, CancellationToken ct) => QueryAsync<long>(SiteSql.Versions, new { site = (int)site }, ct);

    public async Task<(SealedNoticeRow Notice, IReadOnlyList<NoticeTextRow> Texts)> NoticeAsync(long site, long version, CancellationToken ct) =>
        ((await QueryAsync<SealedNoticeRow>(SiteSql.Notice, new { site = (int)site, version = (int)version }, ct))[0], await QueryAsync<NoticeTextRow>(SiteSql.Texts, new { site = (int)site, version = (int)version }, ct));

    public Task<IReadOnlyList<StoredErasure>> ErasuresAsync(CancellationToken ct) => QueryAsync<StoredErasure>(StoredErasure.Select, null, ct);

    public Task<IReadOnlyList<HoldRow>> HoldsAsync(long site, CancellationToken ct) => QueryAsync<HoldRow>(HoldRow.List, new { site = (int)site }, ct);

    public IAsyncEnumerable<StoredErasedId> ErasedIdsAsync(long site, CancellationToken ct) => ReadAsync(
        "SELECT leaf, id, until FROM erased_id WHERE site = $1 ORDER BY leaf, id", site, null,
        row => new StoredErasedId(row.GetInt64(0), row.GetGuid(1).ToByteArray(bigEndian: true), row.GetInt64(2)), ct);

    public async Task<long> CountedAsync(long site, CancellationToken ct) => (await QueryAsync<long>(StoredHour.Counted, new { site = (int)site }, ct))[0];

    public Task<IReadOnlyList<StoredHour>> HoursAsync(long site, CancellationToken ct) => QueryAsync<StoredHour>(StoredHour.Select, new { site = (int)site }, ct);

    public Task<IReadOnlyList<AuditRow>> AuditAsync(long after, int limit, CancellationToken ct) => QueryAsync<AuditRow>(
        $"SELECT {AuditSql.Columns} FROM audit WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit }, ct);

    public async Task<AuditHead?> AuditHeadAsync(CancellationToken ct) =>
        await QueryAsync<AuditHead>(AuditSql.Head, null, ct) is [var head, ..] ? head : null;

    public async Task<IReadOnlyList<StoredApiKey>> ApiKeysAsync(CancellationToken ct) =>
        [.. (await QueryAsync<HashedKeyRow>($"SELECT {ApiKeyRow.Columns}, hash AS Hash, configured AS Configured FROM api_key ORDER BY id", null, ct))
            .Select(row => new StoredApiKey(row, row.Hash, row.Configured))];

    public void Dispose()
    {
        foreach (var connection in idle)
            connection.Dispose();

        first.Dispose();
    }

    private static StoredHashes ReadHashes(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1));

    private static StoredRemoval ReadRemoval(NpgsqlDataReader row) =>
        StoredRemoval.Of(row.GetInt64(0), PostgresRow.SaltOf(row.GetGuid(1)), row.GetInt64(2), row.GetInt32(3), row.GetString(4));

    private static StoredStatement ReadStatement(NpgsqlDataReader row) =>
        new(row.GetInt64(0), PostgresRow.SaltOf(row.GetGuid(1)), row.GetGuid(2), row.GetString(3), row.GetString(4));

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, long site, int? level, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        var connection = await RentAsync(ct);
        var command = connection.Command(sql, Parameters.Of((int)site));
        if (level is { } number)
            command.Parameters.Add(Parameters.Of(number));

        await foreach (var item in StreamAsync(connection, command, read, ct))
            yield return item;
    }

    /// <summary>Reads to the end and keeps the connection for the next read; if the reader stops early, the connection is closed.</summary>
    private async IAsyncEnumerable<T> StreamAsync<T>(
        NpgsqlConnection connection, NpgsqlCommand command, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        var ended = false;
        try
        {
            await foreach (var item in PostgresStream.ReadAsync(command, read, ct))
                yield return item;

            ended = true;
        }
        finally
        {
            if (ended)
                idle.Add(connection);
            else
                await connection.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct)
    {
        var connection = await RentAsync(ct);
        IReadOnlyList<T> rows = [.. await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: ct))];
        idle.Add(connection);
        return rows;
    }

    private async Task<NpgsqlConnection> RentAsync(CancellationToken ct)
    {
        if (idle.TryTake(out var kept))
            return kept;

        var connection = await database.Streams.OpenConnectionAsync(ct);
        await connection.ExecuteAsync($"{Begin}; SET TRANSACTION SNAPSHOT '{snapshot}'; {Patience}");
        return connection;
    }

    private sealed record OriginRow(int Site, int Generation, string Origin);

    private sealed record SiteRow(int Number, string Key, long Length);
}
