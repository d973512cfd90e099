using ConsentHub.Postgres.Database;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ConsentHub.CommandLine;

/// <summary>Copies a SQLite database into an empty PostgreSQL database.</summary>
/// <remarks>
/// Records and full tiles, which are large and never change, are copied in ranges, one transaction each. An interrupted copy resumes after
/// its last range. The other tables follow in one transaction. Until the caller has verified that the copy is complete, a table in the
/// target marks it as unfinished, so that no hub starts on a partial copy.
/// </remarks>
internal sealed class SqliteToPostgres(SqliteConnection source, PostgresDatabase target)
{
    private const int PositionsAtOnce = 20_000, TilesAtOnce = 2_000;

    /// <summary>The tables that are not copied in ranges, ordered so that no table references a later table.</summary>
    private static readonly string[] Rest =
    [
        "site", "draft", "item_number", "notice", "notice_text", "removal", "ledger_tail", "ledger_origin", "checkpoint", "checkpoint_head", "hub_key",
        "erasure", "erasing", "erased_id", "retention_mark", "retention_due", "engine_clock", "hold",
        "duty", "duty_recurring", "duty_statement", "subject_event", "webhook", "request", "request_mail", "restriction",
        "log_hour", "rollup", "rollup_mark", "api_key", "audit", "audit_head",
    ];

    public static IEnumerable<string> Tables => ["consent", "ledger_tile", .. Rest];

    /// <summary>Marks the target as unfinished, unless an earlier run of the same copy already did.</summary>
    /// <exception cref="StartupException">The target contains other data.</exception>
    public async Task ClaimAsync(CancellationToken ct)
    {
        // Each hub's first key is unique, so it identifies the source.
        var name = Convert.ToHexStringLower(await source.ExecuteScalarAsync<byte[]?>("SELECT public FROM hub_key WHERE public IS NOT NULL ORDER BY number LIMIT 1") ?? []);
        await using var connection = await target.Streams.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = AdvisoryLocks.Migrations });
        if (await connection.ExecuteScalarAsync<bool>($"SELECT to_regclass('{PostgresMigrations.UnfinishedCopy}') IS NOT NULL"))
        {
            if (await connection.ExecuteScalarAsync<string>($"SELECT source FROM {PostgresMigrations.UnfinishedCopy}") != name)
                throw new StartupException($"{target.Place} holds an unfinished copy of another database. Name an empty database.");

            return;
        }

        if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM site) OR EXISTS (SELECT 1 FROM hub_key)"))
            throw new StartupException($"{target.Place} is not empty. Name an empty database.");

        await connection.ExecuteAsync($"CREATE TABLE {PostgresMigrations.UnfinishedCopy} AS SELECT @name::text AS source", new { name });
        await transaction.CommitAsync(ct);
    }

    /// <summary>Copies the rows that the target lacks.</summary>
    /// <param name="progress">Receives the number of copied log positions, including those that earlier runs copied.</param>
    public async Task CopyAsync(IProgress<long>? progress, CancellationToken ct)
    {
        await using var connection = await target.Streams.OpenConnectionAsync(ct);
        var done = 0L;
        foreach (var (site, length) in await source.QueryAsync<(long, long)>("SELECT number, next_leaf FROM site ORDER BY number"))
        {
            await CopyRecordsAsync(connection, site, length, leaf => progress?.Report(done + leaf), ct);
            done += length;
        }

        await CopyTilesAsync(connection, ct);
        await CopyRestAsync(connection, ct);
    }

    /// <summary>Row counts of source and target, for each table where they differ.</summary>
    public async Task<IReadOnlyList<(string Table, long Original, long Copied)>> DifferencesAsync(CancellationToken ct)
    {
        await using var connection = await target.Streams.OpenConnectionAsync(ct);
        var differences = new List<(string, long, long)>();
        foreach (var table in Tables.Append("consent_id"))
        {
            var original = await source.ExecuteScalarAsync<long>($"SELECT count(*) FROM {(table == "consent_id" ? "consent" : table)}");
            var copied = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT count(*) FROM {table}", commandTimeout: 0, cancellationToken: ct));
            if (original != copied && table != "rollup_mark")
                differences.Add((table, original, copied));
        }

        return differences;
    }

    /// <summary>Removes the mark of an unfinished copy, so that hubs start on the target.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        await using var connection = await target.Streams.OpenConnectionAsync(ct);
        await connection.ExecuteAsync($"DROP TABLE {PostgresMigrations.UnfinishedCopy}; ANALYZE", commandTimeout: 0);
    }

    private async Task CopyRecordsAsync(NpgsqlConnection connection, long site, long length, Action<long> reached, CancellationToken ct)
    {
        var table = await TableCopy.OfAsync(connection, "consent");
        var partitions = new PostgresPartitions(new PostgresConnections(target));
        var from = await connection.ExecuteScalarAsync<long>("SELECT coalesce(max(leaf) + 1, 0) FROM consent WHERE site = @site", new { site = (int)site });
        for (; from < length; from += PositionsAtOnce)
        {
            var range = new { site, from, to = Math.Min(length, from + PositionsAtOnce) };
            foreach (var month in await source.QueryAsync<long>(
                         "SELECT DISTINCT recorded_at / 86400000 FROM consent WHERE site = @site AND leaf >= @from AND leaf < @to", range))
                await partitions.EnsureAsync(DateTimeOffset.UnixEpoch.AddDays(month));

            await using var transaction = await connection.BeginTransactionAsync(ct);
            await table.RunAsync(source, connection, "WHERE site = @site AND leaf >= @from AND leaf < @to ORDER BY leaf", range, ct);
            await connection.ExecuteAsync(
                "INSERT INTO consent_id (id, recorded_at, leaf, site) SELECT id, recorded_at, leaf, site FROM consent WHERE site = @site AND leaf >= @from AND leaf < @to",
                new { site = (int)site, range.from, range.to }, commandTimeout: 0);
            await transaction.CommitAsync(ct);
            reached(range.to);
        }
    }

    private async Task CopyTilesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var table = await TableCopy.OfAsync(connection, "ledger_tile");
        foreach (var (site, level, last) in await source.QueryAsync<(long, long, long)>("SELECT site, level, max(number) FROM ledger_tile GROUP BY 1, 2 ORDER BY 1, 2"))
        {
            var from = await connection.ExecuteScalarAsync<long>(
                "SELECT coalesce(max(number) + 1, 0) FROM ledger_tile WHERE site = @site AND level = @level", new { site = (int)site, level = (int)level });
            for (; from <= last; from += TilesAtOnce)
                await table.RunAsync(
                    source, connection, "WHERE site = @site AND level = @level AND number >= @from AND number < @to ORDER BY number",
                    new { site, level, from, to = from + TilesAtOnce }, ct);
        }
    }

    private async Task CopyRestAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync($"TRUNCATE {string.Join(", ", Rest)}");
        foreach (var table in Rest)
            await (await TableCopy.OfAsync(connection, table)).RunAsync(source, connection, "", null, ct);

        await connection.ExecuteAsync(
            """
            INSERT INTO rollup_mark (site, counted) SELECT number, 0 FROM site ON CONFLICT (site) DO NOTHING;
            SELECT setval(pg_get_serial_sequence('site', 'number'), (SELECT coalesce(max(number), 0) + 1 FROM site), false),
                setval(pg_get_serial_sequence('api_key', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM api_key), false)
            """);
        await transaction.CommitAsync(ct);
    }
}
