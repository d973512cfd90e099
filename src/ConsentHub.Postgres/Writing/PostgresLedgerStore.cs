using ConsentHub.Ledger;
using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Dapper;

namespace ConsentHub.Postgres.Writing;

/// <summary>Tiles and checkpoints in PostgreSQL.</summary>
internal sealed class PostgresLedgerStore(PostgresConnections connections, TimeProvider time) : ILedgerStore
{
    public Task<LogHead?> HeadAsync(int site, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<LogHead>(Command(
            """
            SELECT origin AS Origin, next_leaf AS Size FROM site JOIN ledger_origin ON site = number
            WHERE number = @site AND next_leaf > 0 ORDER BY generation DESC LIMIT 1
            """,
            new { site }, ct)), ct);

    public Task<IReadOnlyList<string>> OriginsAsync(int site, CancellationToken ct) => connections.ReadAsync(async connection =>
        (IReadOnlyList<string>)[.. await connection.QueryAsync<string>(Command("SELECT origin FROM ledger_origin WHERE site = @site ORDER BY generation", new { site }, ct))], ct);

    // One statement, because it sees one snapshot: between two statements, a full tile may replace the tail.
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

    public Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note, CheckpointSealer sealer) => connections.WriteAsync(async connection =>
    {
        // If several instances sign the same size at once, the later ones need not wait for the lock.
        if (await KeptAsync() is { } early)
            return early;

        var head = await connection.QuerySingleOrDefaultAsync<CheckpointHead>(CheckpointHead.Select + " FOR UPDATE", new { site }) ?? throw CheckpointHead.Missing(site);
        if (await KeptAsync() is { } kept)
            return kept;

        var (row, next) = sealer.Next(head, checkpoint, note, time.GetUtcNow());
        await connection.ExecuteAsync(CheckpointRow.Insert, row);
        await connection.ExecuteAsync(CheckpointHead.Update, next);
        return note;

        Task<string?> KeptAsync() => connection.QuerySingleOrDefaultAsync<string?>(CheckpointRow.Kept, new { checkpoint.Origin, checkpoint.Size });
    });

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);
}
