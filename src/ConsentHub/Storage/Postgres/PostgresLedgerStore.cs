using ConsentHub.Ledger;
using Dapper;

namespace ConsentHub.Storage.Postgres;

/// <summary>Tiles, checkpoints and the hub's keys in PostgreSQL.</summary>
internal sealed class PostgresLedgerStore(PostgresConnections connections, TimeProvider time) : ILedgerStore
{
    public Task<LogHead?> HeadAsync(int site, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<LogHead>(Command(
            """
            SELECT origin AS Origin, next_leaf AS Size FROM site JOIN ledger_origin ON site = number
            WHERE number = @site ORDER BY generation DESC LIMIT 1
            """,
            new { site }, ct)), ct);

    public Task<IReadOnlyList<string>> OriginsAsync(int site, CancellationToken ct) => connections.ReadAsync(async connection =>
        (IReadOnlyList<string>)[.. await connection.QueryAsync<string>(Command("SELECT origin FROM ledger_origin WHERE site = @site ORDER BY generation", new { site }, ct))], ct);

    // One statement sees one state: between two a full tile may take the place of the tail.
    public const string TileSql =
        """
        SELECT hashes FROM (
            SELECT -1 AS first, hashes FROM ledger_tile WHERE site = @site AND level = @Level AND number = @Number
            UNION ALL
            SELECT first, hashes FROM ledger_tail WHERE site = @site AND level = @Level AND first >= @first AND first < @first + 256) rows
        ORDER BY rows.first
        """;

    public async Task<byte[]?> ReadTileAsync(int site, Tile tile, int width, CancellationToken ct)
    {
        var rows = await connections.ReadAsync(connection => connection.QueryAsync<byte[]>(Command(
            TileSql, new { site, tile.Level, tile.Number, first = tile.Number * Tile.Width }, ct)), ct);
        byte[] hashes = [.. rows.SelectMany(r => r)];
        return hashes.Length >= width * TreeHash.Size ? hashes[..(width * TreeHash.Size)] : null;
    }

    public Task<string?> LatestCheckpointAsync(string origin, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<string>(Command("SELECT note FROM checkpoint WHERE origin = @origin ORDER BY size DESC LIMIT 1", new { origin }, ct)), ct);

    public Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note) => connections.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync(
            "INSERT INTO checkpoint (origin, size, site, signed_at, note) VALUES (@Origin, @Size, @site, @now, @note) ON CONFLICT (origin, size) DO NOTHING",
            new { checkpoint.Origin, checkpoint.Size, site, now = Now(), note });
        return await connection.QuerySingleAsync<string>(
            "SELECT note FROM checkpoint WHERE origin = @Origin AND size = @Size", new { checkpoint.Origin, checkpoint.Size });
    });

    public Task<IReadOnlyList<HubKey>> KeysAsync(string purpose, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<KeyRow>(Command(
            "SELECT number AS Number, public AS Public, wrapped AS Wrapped, created_at AS CreatedAt FROM hub_key WHERE purpose = @purpose ORDER BY number DESC",
            new { purpose }, ct));
        return (IReadOnlyList<HubKey>)[.. rows.Select(r => new HubKey(r.Number, r.Public, r.Wrapped, DateTimeOffset.FromUnixTimeMilliseconds(r.CreatedAt)))];
    }, ct);

    public Task AddKeyAsync(NewHubKey key, bool onlyFirst) => connections.WriteAsync(async connection =>
    {
        // Instances that start at the same time find the key of the first.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = AdvisoryLocks.HubKeys });
        return await connection.ExecuteAsync(
            """
            INSERT INTO hub_key (purpose, public, wrapped, created_at)
            SELECT @Purpose, @Public, @Wrapped, @now WHERE NOT @onlyFirst OR NOT EXISTS (SELECT 1 FROM hub_key WHERE purpose = @Purpose)
            """,
            new { key.Purpose, key.Public, key.Wrapped, now = Now(), onlyFirst });
    });

    public Task RewrapKeyAsync(long number, byte[] wrapped) => connections.WriteAsync(connection =>
        connection.ExecuteAsync("UPDATE hub_key SET wrapped = @wrapped WHERE number = @number", new { number, wrapped }));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);

    private sealed record KeyRow(long Number, byte[]? Public, byte[] Wrapped, long CreatedAt);
}
