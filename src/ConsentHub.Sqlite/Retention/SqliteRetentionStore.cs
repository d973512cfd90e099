using ConsentHub.Audit;
using ConsentHub.Keys;
using ConsentHub.Promises;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using SQLitePCL;

namespace ConsentHub.Sqlite.Retention;

/// <summary>Removes due records in SQLite: each transaction is one piece of the writer's work.</summary>
internal sealed class SqliteRetentionStore(SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins, HubKeys keys) : IRetentionStore
{
    private const string Dates =
        "SELECT leaf, due FROM retention_due WHERE site = $site AND due <= max($until, (SELECT min(due) FROM retention_due WHERE site = $site)) ORDER BY due";

    public async Task<RetentionSlice> RunAsync(RetentionRules rules, DateTimeOffset now, CancellationToken ct)
    {
        var sealer = new AuditSealer(await keys.SignerAsync(ct));
        return writer.TryRun(session => new SqliteRetention(session, rules, now, origins, keys, sealer).Run(), out var slice)
            ? await slice : new RetentionSlice(0, null, IsSkipped: true);
    }

    public Task EndAsync() => writer.RunAsync(session => session.NeedsWalWipe = true);

    public async Task<ClockCheck> AdvanceClockAsync(DateTimeOffset now, CancellationToken ct)
    {
        var stored = ReadClock();
        var check = EngineClock.Check(stored, now);
        if (check == ClockCheck.Right && (stored is null || now > stored + EngineClock.Step))
            await SetClockAsync(now);

        return check;
    }

    public Task SetClockAsync(DateTimeOffset now) => writer.RunAsync(session =>
    {
        session.Execute("INSERT INTO engine_clock (one, at) VALUES (1, $at) ON CONFLICT DO UPDATE SET at = excluded.at", ("$at", now.ToUnixTimeMilliseconds()));
        return true;
    });

    public Task<StoredDates> DatesAsync(int site, DateTimeOffset until, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var mark = lease.Session.Statement(SqliteRetention.Mark).Bind(1, site)
            .ReadWhile(row => (Leaf: raw.sqlite3_column_int64(row, 0), Version: raw.sqlite3_column_int(row, 1)));
        var dates = lease.Session.Statement(Dates).Bind(1, site).Bind(2, until.ToUnixTimeMilliseconds())
            .ReadWhile(row => (raw.sqlite3_column_int64(row, 0), DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, 1))));
        return Task.FromResult(new StoredDates(mark.Sum(m => m.Leaf), mark.Sum(m => m.Version), dates));
    }

    private DateTimeOffset? ReadClock()
    {
        using var lease = readers.Rent();
        return lease.Session.Statement("SELECT at FROM engine_clock").Number() is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }
}
