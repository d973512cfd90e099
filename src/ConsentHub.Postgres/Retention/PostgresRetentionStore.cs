using ConsentHub.Audit;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Retention;

/// <summary>Removes due records in PostgreSQL, each slice in one transaction.</summary>
internal sealed class PostgresRetentionStore(PostgresConnections connections, PostgresRollups rollups, LedgerOrigins origins, HubKeys keys) : IRetentionStore
{
    private const string Clock = "SELECT at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM engine_clock";

    private const string SetClock = "INSERT INTO engine_clock (one, at) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET at = excluded.at";

    // Another instance may have stored a later time meanwhile.
    private const string AdvanceClock = $"{SetClock} WHERE engine_clock.at < excluded.at";

    private const string Mark = "SELECT leaf, version FROM retention_mark WHERE site = $1";

    private const string Dates =
        "SELECT leaf, due FROM retention_due WHERE site = $1 AND due <= greatest($2, (SELECT min(due) FROM retention_due WHERE site = $1)) ORDER BY due";

    public async Task<RetentionSlice> RunAsync(RetentionRules rules, DateTimeOffset now, CancellationToken ct)
    {
        // Counts most records before the locks are taken, so that a removal counts only those added since.
        await rollups.CatchUpAsync(rules.Site);
        var sealer = new AuditSealer(await keys.SignerAsync(ct));
        return await connections.WriteAsync(connection => new PostgresRetention(connection, rules, now, origins, keys, sealer).RunAsync());
    }

    public Task EndAsync() => Task.CompletedTask;

    public Task<StoredDates> DatesAsync(int site, DateTimeOffset until, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var (mark, version) = (0L, 0);
        await using (var command = connection.Command(Mark, Parameters.Of(site)))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            if (await row.ReadAsync(ct))
                (mark, version) = (row.GetInt64(0), row.GetInt32(1));
        }

        await using var select = connection.Command(Dates, Parameters.Of(site), Parameters.Of(until.ToUnixTimeMilliseconds()));
        await using var date = await select.ExecuteReaderAsync(ct);
        var dates = new List<(long, DateTimeOffset)>();
        while (await date.ReadAsync(ct))
            dates.Add((date.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(date.GetInt64(1))));

        return new StoredDates(mark, version, dates);
    }, ct);

    public async Task<ClockCheck> AdvanceClockAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (stored, server) = await connections.ReadAsync(connection => ReadClockAsync(connection, ct), ct);
        var check = EngineClock.Check(stored, now);
        if (check == ClockCheck.Ahead && (server - now).Duration() <= EngineClock.Agreement)
            check = ClockCheck.Right;
        if (check == ClockCheck.Right && (stored is null || now > stored + EngineClock.Step))
            await WriteClockAsync(AdvanceClock, now);

        return check;
    }

    public Task SetClockAsync(DateTimeOffset now) => WriteClockAsync(SetClock, now);

    private Task<int> WriteClockAsync(string sql, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        await using var command = connection.Command(sql, Parameters.Of(now.ToUnixTimeMilliseconds()));
        return await command.ExecuteNonQueryAsync();
    });

    private static async Task<(DateTimeOffset? Stored, DateTimeOffset Server)> ReadClockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(Clock);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? (DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))) : (null, default);
    }
}
