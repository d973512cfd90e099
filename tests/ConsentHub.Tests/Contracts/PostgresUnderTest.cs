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
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.Postgres.Reading;
using ConsentHub.Postgres.Requests;
using ConsentHub.Postgres.Retention;
using ConsentHub.Postgres.Writing;
using ConsentHub.Postgres;
using ConsentHub.Promises;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ConsentHub.Tests.Contracts;

/// <summary>PostgreSQL with a database of its own, composed as in the server.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    private readonly TestFolder folder = new();
    private readonly ErasureSlices slices = new();
    private readonly PostgresTestDatabase own;
    private readonly PostgresDatabase database;
    private readonly PostgresWriter writer;
    private readonly PostgresLookups lookups;
    private readonly HubKeys keys;

    private PostgresUnderTest(TestClock clock, PostgresTestDatabase own)
        : base(clock)
    {
        this.own = own;
        database = PostgresDatabase.Open(own.ConnectionString, clock);
        var connections = new PostgresConnections(database);
        var settings = new HubSettings { Data = folder.Data, Postgres = own.ConnectionString, MasterKey = new byte[HubSettings.MasterKeySize] };
        var origins = new LedgerOrigins(settings);
        writer = new PostgresWriter(database, new PostgresBatches(new PostgresPartitions(connections), origins, clock), new HubMetrics(), NullLogger<PostgresWriter>.Instance);
        lookups = new PostgresLookups(database);
        var rollups = new PostgresRollups(connections);
        Ledger = new PostgresLedgerStore(connections, clock);
        HubKeys = new PostgresHubKeyStore(connections);
        keys = new HubKeys(HubKeys, new MasterKey(settings, new PostgresProvider(own.ConnectionString)), clock);
        Consents = new PostgresConsentStore(writer, lookups, connections, rollups, origins, keys, new ErasureJournal(settings), slices, clock);
        Retention = new PostgresRetentionStore(connections, rollups, origins, keys);
        Holds = new PostgresHoldStore(connections);
        Duties = new PostgresDutyStore(connections, origins);
        Webhooks = new PostgresWebhookStore(connections);
        Requests = new PostgresRequestStore(connections, origins);
        Log = new PostgresConsentLog(connections, rollups);
        Sites = new PostgresSiteStore(connections, clock);
        Keys = new PostgresApiKeyStore(connections, new PostgresKeyLookups(connections), clock);
        Audit = new PostgresAuditStore(connections, clock);
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

    public override ILogSnapshot Snapshot() => new PostgresLogSnapshot(database);

    public override ILedgerStore Ledger { get; }

    public override IHubKeyStore HubKeys { get; }

    /// <summary>For another instance on this database.</summary>
    public string ConnectionString => own.ConnectionString;

    /// <summary>Takes a lock outside the product, and keeps it until the connection is disposed of.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string take)
    {
        var connection = await own.OpenAsync();
        await connection.ExecuteAsync($"BEGIN; {take}", commandType: System.Data.CommandType.Text);
        return connection;
    }

    /// <summary>How many transactions wait for a lock.</summary>
    public async Task<long> CountWaitingAsync()
    {
        await using var connection = await own.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    /// <summary>Runs a command that an operator would run.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await own.OpenAsync();
        await connection.ExecuteAsync(sql, commandTimeout: 120, commandType: System.Data.CommandType.Text);
    }

    /// <summary>The content of all files of the database, concatenated.</summary>
    public async Task<byte[]> ReadFilesAsync()
    {
        await using var connection = await own.OpenAsync();
        var path = await connection.ExecuteScalarAsync<string>(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()");
        return [.. Directory.EnumerateFiles(path!).SelectMany(File.ReadAllBytes)];
    }

    public override async Task<ErasureSlice> BeginErasureAsync(int site, Visitor visitor)
    {
        var (settings, sealer) = (new HubSettings { Data = folder.Data }, new AuditSealer(await keys.SignerAsync(CancellationToken.None)));
        return await new PostgresConnections(database).WriteAsync(connection => new PostgresErasure(connection, new LedgerOrigins(settings), keys, new ErasureJournal(settings), sealer)
            .BeginAsync(site, visitor, ErasureReason.VisitorRequest, Clock.GetUtcNow()));
    }

    public override async Task ForgePendingErasureAsync(int site, Visitor visitor, long below)
    {
        await using var connection = await own.OpenAsync();
        await connection.ExecuteAsync("INSERT INTO erasing (site, visitor, below, reason, at) VALUES (@site, @id, @below, 0, 0)", new { site, id = PostgresRow.Of(visitor), below });
    }

    public override async Task ForgeDueDateAsync(int site, long leaf, long? replacedAt)
    {
        await using var connection = await own.OpenAsync();
        await connection.ExecuteAsync(
            """
            UPDATE retention_due SET due = 0, replaced_at = coalesce(@replacedAt::bigint, replaced_at), proof = CASE WHEN @replacedAt::bigint IS NULL THEN proof ELSE '\x00'::bytea END
            WHERE site = @site AND leaf = @leaf
            """,
            new { site, leaf, replacedAt });
    }

    public static async Task<StoreUnderTest> OpenAsync(TestClock clock)
    {
        var store = new PostgresUnderTest(clock, await PostgresTestDatabase.CreateAsync());
        await store.keys.PrepareAsync(CancellationToken.None);
        return store;
    }

    public override async Task<IReadOnlyList<RemovalEntry>> RemovalsAsync(int site)
    {
        await using var connection = await own.OpenAsync();
        var rows = await connection.QueryAsync<(long Leaf, long At, int Reason, string Leaves)>(
            "SELECT leaf, at, reason, leaves FROM removal WHERE site = @site ORDER BY leaf", new { site });
        return
        [
            .. rows.Select(r => new RemovalEntry(
                r.Leaf, DateTimeOffset.FromUnixTimeMilliseconds(r.At), (ErasureReason)r.Reason, JsonSerializer.Deserialize<long[]>(r.Leaves)!)),
        ];
    }

    public override async Task<IReadOnlyList<string>> RecordColumnsAsync()
    {
        await using var connection = await own.OpenAsync();
        return [.. await connection.QueryAsync<string>("SELECT column_name::text FROM information_schema.columns WHERE table_name = 'consent'")];
    }

    public override async Task<long> CountErasedIdsAsync()
    {
        await using var connection = await own.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM erased_id");
    }

    public override async Task<IReadOnlyList<string>> TablesNamingAsync(Visitor visitor)
    {
        await using var connection = await own.OpenAsync();
        var naming = new List<string>();
        foreach (var table in (await connection.QueryAsync<string>(
            "SELECT tablename::text FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1")).ToList())
        {
            // A row as text has bytes in hexadecimal digits, and a uuid has dashes between them.
            if (await connection.ExecuteScalarAsync<bool>(
                $"""SELECT EXISTS (SELECT 1 FROM "{table}" r WHERE position(@hex IN replace(r::text, '-', '')) > 0 OR position(@text IN r::text) > 0)""",
                new { hex = Convert.ToHexStringLower(visitor.ToByteArray()), text = visitor.ToString() }))
                naming.Add(table);
        }

        return naming;
    }

    public override async Task SpoilHoursAsync(int site)
    {
        await using var connection = await own.OpenAsync();
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
        await using var connection = await own.OpenAsync();
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
        await lookups.DisposeAsync();
        keys.Dispose();
        slices.Dispose();
        await database.DisposeAsync();
        await own.DisposeAsync();
        folder.Dispose();
    }
}
