using ConsentHub.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Tiles, checkpoints and the hub's keys in SQLite.</summary>
internal sealed class SqliteLedgerStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : ILedgerStore
{
    public async Task<LogHead?> HeadAsync(int site, CancellationToken ct)
    {
        await writer.PlaceArrivalsAsync(readers);
        using var lease = readers.Rent();
        return await lease.Connection.QuerySingleOrDefaultAsync<LogHead>(Command(
            """
            SELECT origin AS Origin, next_leaf AS Size FROM site JOIN ledger_origin ON site = number
            WHERE number = @site ORDER BY generation DESC LIMIT 1
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
        await writer.PlaceArrivalsAsync(readers);
        using var lease = readers.Rent();
        // One state: between two reads a full tile may take the place of the tail.
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

    public Task<string> KeepCheckpointAsync(int site, Checkpoint checkpoint, string note) => writer.RunAsync(session =>
    {
        session.Connection.Execute(
            "INSERT INTO checkpoint (origin, size, site, signed_at, note) VALUES (@Origin, @Size, @site, @now, @note) ON CONFLICT (origin, size) DO NOTHING",
            new { checkpoint.Origin, checkpoint.Size, site, now = Now(), note }, session.Transaction);
        return session.Connection.QuerySingle<string>(
            "SELECT note FROM checkpoint WHERE origin = @Origin AND size = @Size", new { checkpoint.Origin, checkpoint.Size }, session.Transaction);
    });

    public async Task<IReadOnlyList<HubKey>> KeysAsync(string purpose, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<KeyRow>(Command(
            "SELECT number AS Number, public AS Public, wrapped AS Wrapped, created_at AS CreatedAt FROM hub_key WHERE purpose = @purpose ORDER BY number DESC",
            new { purpose }, ct));
        return [.. rows.Select(r => new HubKey(r.Number, r.Public, r.Wrapped, DateTimeOffset.FromUnixTimeMilliseconds(r.CreatedAt)))];
    }

    public Task AddKeyAsync(NewHubKey key, bool onlyFirst) => writer.RunAsync(session => session.Connection.Execute(
        """
        INSERT INTO hub_key (purpose, public, wrapped, created_at)
        SELECT @Purpose, @Public, @Wrapped, @now WHERE NOT @onlyFirst OR NOT EXISTS (SELECT 1 FROM hub_key WHERE purpose = @Purpose)
        """,
        new { key.Purpose, key.Public, key.Wrapped, now = Now(), onlyFirst }, session.Transaction));

    public Task RewrapKeyAsync(long number, byte[] wrapped) => writer.RunAsync(session =>
        session.Connection.Execute("UPDATE hub_key SET wrapped = @wrapped WHERE number = @number", new { number, wrapped }, session.Transaction));

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

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);

    private sealed record KeyRow(long Number, byte[]? Public, byte[] Wrapped, long CreatedAt);
}
