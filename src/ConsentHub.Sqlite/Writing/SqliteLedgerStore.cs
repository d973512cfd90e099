using ConsentHub.Ledger;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Tiles and checkpoints in SQLite.</summary>
internal sealed class SqliteLedgerStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : ILedgerStore
{
    public async Task<LogHead?> HeadAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.QuerySingleOrDefaultAsync<LogHead>(Command(
            """
            SELECT origin AS Origin, next_leaf AS Size FROM site JOIN ledger_origin ON site = number
            WHERE number = @site AND next_leaf > 0 ORDER BY generation DESC LIMIT 1
            """,
            new { site }, ct));
    }

    public async Task<IReadOnlyList<string>> OriginsAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return [.. await lease.Connection.QueryAsync<string>(Command("SELECT origin FROM ledger_origin WHERE site = @site ORDER BY generation", new { site }, ct))];
    }

    public async Task<byte[]?> ReadTileAsync(int site, Tile tile, int width, CancellationToken ct)
    {
        using var lease = readers.Rent();
        // Both reads use one snapshot: between two separate reads, a full tile may replace the tail.
        await using var transaction = lease.Connection.BeginTransaction(deferred: true);
        var hashes = await FullTileAsync(lease.Connection, site, tile, ct) ?? await TailAsync(lease.Connection, site, tile, ct);
        return hashes.Length >= width * TreeHash.Size ? hashes[..(width * TreeHash.Size)] : null;
    }

    public async Task<string?> LatestCheckpointAsync(string origin, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.QuerySingleOrDefaultAsync<string>(Command(
            "SELECT note FROM checkpoint WHERE origin = @origin ORDER BY size DESC LIMIT 1", new { origin }, ct));
    }

    public Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note, CheckpointSealer sealer) => writer.RunAsync(session =>
    {
        var (connection, transaction) = (session.Connection, session.Transaction);
        if (connection.QuerySingleOrDefault<string>(CheckpointRow.Kept, new { checkpoint.Origin, checkpoint.Size }, transaction) is { } kept)
            return kept;

        var head = connection.QuerySingleOrDefault<CheckpointHead>(CheckpointHead.Select, new { site }, transaction) ?? throw CheckpointHead.Missing(site);
        var (row, next) = sealer.Next(head, checkpoint, note, time.GetUtcNow());
        connection.Execute(CheckpointRow.Insert, row, transaction);
        connection.Execute(CheckpointHead.Update, next, transaction);
        return note;
    });

    private static Task<byte[]?> FullTileAsync(SqliteConnection connection, int site, Tile tile, CancellationToken ct) =>
        connection.ExecuteScalarAsync<byte[]?>(Command(
            "SELECT hashes FROM ledger_tile WHERE site = @site AND level = @Level AND number = @Number", new { site, tile.Level, tile.Number }, ct));

    private static async Task<byte[]> TailAsync(SqliteConnection connection, int site, Tile tile, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<byte[]>(Command(
            "SELECT hashes FROM ledger_tail WHERE site = @site AND level = @Level AND first >= @first AND first < @first + 256 ORDER BY first",
            new { site, tile.Level, first = tile.Number * Tile.Width }, ct));
        return [.. rows.SelectMany(r => r)];
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);
}
