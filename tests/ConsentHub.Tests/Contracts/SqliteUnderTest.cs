using System.Text.Json;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Metrics;
using ConsentHub.Promises;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Duties;
using ConsentHub.Sqlite.Reading;
using ConsentHub.Sqlite.Requests;
using ConsentHub.Sqlite.Retention;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Sqlite;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConsentHub.Tests.Contracts;

/// <summary>SQLite in a folder of its own, composed as in the server.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly TestFolder folder = new();
    private readonly ErasureSlices slices = new();
    private readonly SqliteDatabase database;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    private readonly HubKeys keys;

    private SqliteUnderTest(TestClock clock)
        : base(clock)
    {
        database = SqliteDatabase.Open(folder.Data, clock);
        writer = new SqliteWriter(database, new HubMetrics(), NullLogger<SqliteWriter>.Instance);
        readers = new SqliteReaders(database);
        Ledger = new SqliteLedgerStore(writer, readers, clock);
        var settings = new HubSettings { Data = folder.Data };
        HubKeys = new SqliteHubKeyStore(writer, readers);
        keys = new HubKeys(HubKeys, new MasterKey(settings, new SqliteProvider(settings)), clock);
        Consents = new SqliteConsentStore(writer, readers, new LedgerOrigins(settings), keys, new ErasureJournal(settings), slices, clock);
        Retention = new SqliteRetentionStore(writer, readers, new LedgerOrigins(settings), keys);
        Holds = new SqliteHoldStore(writer, readers);
        Duties = new SqliteDutyStore(writer, readers, new LedgerOrigins(settings));
        Webhooks = new SqliteWebhookStore(writer, readers);
        Requests = new SqliteRequestStore(writer, readers, new LedgerOrigins(settings));
        Log = new SqliteConsentLog(readers, writer);
        Sites = new SqliteSiteStore(writer, readers, clock);
        Keys = new SqliteApiKeyStore(writer, readers, clock);
        Audit = new SqliteAuditStore(writer, readers, clock);
    }

    public override IConsentStore Consents { get; }

    public override IRetentionStore Retention { get; }

    public override IHoldStore Holds { get; }

    public override IDutyStore Duties { get; }

    public override IWebhookStore Webhooks { get; }

    public override IRequestStore Requests { get; }

    public override IConsentLog Log { get; }

    public override ISiteStore Sites { get; }

    public override IApiKeyStore Keys { get; }

    public override IAuditStore Audit { get; }

    public override AuditTrail Trail => new(Audit, keys);

    public override ILogSnapshot Snapshot() => new SqliteLogSnapshot(database);

    public override ILedgerStore Ledger { get; }

    public override IHubKeyStore HubKeys { get; }

    /// <summary>The content of every file of the data folder, by its name.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Files => Directory.EnumerateFiles(folder.Data).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)));

    /// <summary>Makes a backup and returns its path.</summary>
    public string WriteBackup()
    {
        var path = Path.Combine(folder.Root, $"backup-{Guid.CreateVersion7():N}.db");
        SqliteCopy.Read(database, path + ".copy", copy =>
        {
            using var file = File.Create(path);
            copy.CopyTo(file);
        });
        return path;
    }

    public override async Task<ErasureSlice> BeginErasureAsync(int site, Visitor visitor)
    {
        var (settings, sealer) = (new HubSettings { Data = folder.Data }, new AuditSealer(await keys.SignerAsync(CancellationToken.None)));
        return await writer.RunAsync(session => new SqliteErasure(session, new LedgerOrigins(settings), keys, new ErasureJournal(settings), sealer)
            .Begin(site, visitor, ErasureReason.VisitorRequest, Clock.GetUtcNow()));
    }

    public override Task ForgePendingErasureAsync(int site, Visitor visitor, long below) => writer.RunAsync(session =>
    {
        session.Execute(
            "INSERT INTO erasing (site, visitor, below, reason, at) VALUES ($site, $visitor, $below, 0, 0)", ("$site", site), ("$visitor", visitor.ToByteArray()), ("$below", below));
        session.ErasuresChanged();
        return true;
    });

    public override Task ForgeDueDateAsync(int site, long leaf, long? replacedAt) => writer.RunAsync(session => session.Connection.Execute(
        "UPDATE retention_due SET due = 0, replaced_at = coalesce(@replacedAt, replaced_at), proof = CASE WHEN @replacedAt IS NULL THEN proof ELSE zeroblob(32) END WHERE site = @site AND leaf = @leaf",
        new { site, leaf, replacedAt }, session.Transaction));

    public static async Task<StoreUnderTest> OpenAsync(TestClock clock)
    {
        var store = new SqliteUnderTest(clock);
        await store.keys.PrepareAsync(CancellationToken.None);
        return store;
    }

    public override async Task<IReadOnlyList<RemovalEntry>> RemovalsAsync(int site)
    {
        using var connection = database.OpenReader();
        var rows = await connection.QueryAsync<(long Leaf, long At, long Reason, string Leaves)>(
            "SELECT leaf, at, reason, leaves FROM removal WHERE site = @site ORDER BY leaf", new { site });
        return
        [
            .. rows.Select(r => new RemovalEntry(
                r.Leaf, DateTimeOffset.FromUnixTimeMilliseconds(r.At), (ErasureReason)r.Reason, JsonSerializer.Deserialize<long[]>(r.Leaves)!)),
        ];
    }

    public override async Task<IReadOnlyList<string>> RecordColumnsAsync()
    {
        using var connection = database.OpenReader();
        return [.. await connection.QueryAsync<string>("SELECT name FROM pragma_table_info('consent')")];
    }

    public override async Task<long> CountErasedIdsAsync()
    {
        using var connection = database.OpenReader();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM erased_id");
    }

    public override async Task<IReadOnlyList<string>> TablesNamingAsync(Visitor visitor)
    {
        using var connection = database.OpenReader();
        var naming = new List<string>();
        foreach (var column in (await connection.QueryAsync<(string Table, string Column)>(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name")).ToList())
        {
            if (await connection.ExecuteScalarAsync<bool>(
                $"""
                SELECT EXISTS (SELECT 1 FROM "{column.Table}" WHERE instr(CAST("{column.Column}" AS BLOB), @bytes) OR instr(CAST("{column.Column}" AS BLOB), CAST(@text AS BLOB)))
                """,
                new { bytes = visitor.ToByteArray(), text = visitor.ToString() }))
                naming.Add(column.Table);
        }

        return [.. naming.Distinct()];
    }

    public override async Task SpoilHoursAsync(int site)
    {
        using var connection = database.OpenWriter();
        var changed = await connection.ExecuteAsync(
            """
            DELETE FROM log_hour WHERE site = @site AND hour = (SELECT max(hour) FROM log_hour WHERE site = @site);
            UPDATE log_hour SET first = last WHERE site = @site;
            """,
            new { site });
        Assert.True(changed >= 2, "There was nothing to spoil.");
    }

    public override async Task SpoilRollupsAsync(int site)
    {
        using var connection = database.OpenWriter();
        var changed = await connection.ExecuteAsync(
            """
            UPDATE rollup SET decided = decided + 7, granted = granted + 7 WHERE site = @site AND dimension = 0;
            DELETE FROM rollup WHERE site = @site AND removed_decided = 0 AND impressions = 0;
            INSERT INTO rollup (site, dimension, quarter, value, decided, withdrawn) VALUES (@site, 3, 1600000, 'xx', 5, 5);
            """,
            new { site });
        Assert.True(changed >= 3, "There was nothing to spoil.");
    }

    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        readers.Dispose();
        keys.Dispose();
        slices.Dispose();
        folder.Dispose();
    }
}
