using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Tests.Verification;
using Dapper;

namespace ConsentHub.Tests.Instances;

/// <summary><c>migrate --to</c> copies everything from SQLite to PostgreSQL.</summary>
public sealed class MigrateTests : IAsyncLifetime, IDisposable
{
    private readonly (string Id, string Visitor)[] kept = new (string, string)[3];
    private PostgresTestDatabase database = null!;
    private readonly TestFolder folder = new();

    /// <summary>A copy of the SQLite file, which migrate turns into a backup.</summary>
    private string Original => Path.Combine(folder.Root, "original.db");

    private (string Key, string Value) MasterKey => database.Settings[1];

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateEmptyAsync();
        var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")], folder);
        foreach (var site in new[] { "shop", "blog" })
            await Task.WhenAll(Enumerable.Range(0, 700).Select(i => hub.Client.SendAsync(i % 2 == 0 ? Choice.Body() : Choice.AcceptAll(), site).JsonAsync(201)));

        for (var i = 0; i < kept.Length; i++)
        {
            var body = Choice.AcceptAll();
            kept[i] = ((string)body["id"]!, (string)body["visitorId"]!);
            await hub.Client.SendAsync(body).JsonAsync(201);
        }

        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", kept[0].Visitor)).JsonAsync();
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await hub.StopAsync();
        folder.Change(
            """
            INSERT INTO duty (id, site, class, held_by, kind, subject, occasion, begins, due, notice)
                VALUES (x'0198f000000070008000000000000001', 1, 'logs', 'crm', 'account_closed', 'account-7', 'e1', 1, 2, 3);
            INSERT INTO duty_recurring (site, class, due) VALUES (1, 'logs', 4);
            INSERT INTO subject_event (site, id, hash, received_at) VALUES (1, 'e1', x'05', 6);
            INSERT INTO request (id, site, type, state, lang, region, email, message, received_at, verified_at, due, notice, secret, code, codes, code_until, wrong)
                VALUES ('r1', 1, 'access', 'open', 'en', 'DE', 'ada@example.org', 'Bitte.', 1, 2, 3, 4, x'05', x'06', 2, 7, 1);
            INSERT INTO request_mail (request, kind, attempts, next_at) VALUES ('r1', 'opened', 1, 8);
            INSERT INTO restriction (site, subject, request, at) VALUES (1, 'account-7', 'r1', 9);
            """);
        File.Copy(folder.Database, Original);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_is_copied_and_verified_and_a_hub_continues_with_it()
    {
        var run = (await MigrateAsync()).Ended(0);

        Assert.Matches("shop: 702 records, 1 removals, root .+ on both sides", run.Output);
        Assert.Matches("blog: 700 records, 0 removals, root .+ on both sides", run.Output);
        Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM audit WHERE action = 'migrate' AND actor = 'command_line'"));
        Assert.Equal(
            "0198f000-0000-7000-8000-000000000001 1 logs crm account_closed account-7 e1 1 2 3",
            await database.AskAsync<string>("SELECT concat_ws(' ', id, site, class, held_by, kind, subject, occasion, begins, due, notice) FROM duty"));
        Assert.Equal(
            "1 logs 4 1 e1 05 6",
            await database.AskAsync<string>("SELECT concat_ws(' ', r.site, class, due, e.site, id, encode(hash, 'hex'), received_at) FROM duty_recurring r, subject_event e"));
        Assert.Equal(
            "r1 1 access open en DE ada@example.org Bitte. 1 2 3 4 05 06 2 7 1",
            await database.AskAsync<string>(
                "SELECT concat_ws(' ', id, site, type, state, lang, region, email, message, received_at, verified_at, due, notice, encode(secret, 'hex'), encode(code, 'hex'), codes, code_until, wrong) FROM request"));
        Assert.Equal("r1 opened 1 8 1 account-7 r1 9", await database.AskAsync<string>("SELECT concat_ws(' ', m.request, kind, attempts, next_at, site, subject, r.request, at) FROM request_mail m, restriction r"));
        // The counts of each visitor's day are copied too.
        Assert.Equal(1402, await database.AskAsync<long>("SELECT count(*) FROM consent WHERE day_count % 10000 = 1"));
        await using var hub = await Hub.StartAsync(folder: folder, settings: database.Settings);
        var current = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", kept[1].Visitor)).JsonAsync();
        Assert.Equal(kept[1].Id, (string?)current["id"]);
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", kept[0].Visitor)).RefusedAsync(404, "no_consent");
        Assert.Equal(704, (long)(await hub.Client.SendAsync(Choice.Body()).JsonAsync(201))["leafIndex"]!);
        await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        await database.AssertSoundAsync(folder);
    }

    [Fact]
    public async Task The_SQLite_file_becomes_an_encrypted_backup_that_the_hub_deletes_after_the_window()
    {
        (await MigrateAsync()).Ended(0);

        Assert.Empty(Directory.EnumerateFiles(folder.Data, "consenthub.db*"));
        var kept = Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.Data, "backups")));
        Assert.EndsWith(".db.enc", kept, StringComparison.Ordinal);
        var clock = new TestClock();
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(31));
        await using var hub = await Hub.StartAsync(folder: folder, clock: clock, settings: database.Settings);
        await Eventually.Async(() => Task.FromResult(File.Exists(kept)), exists => !exists);
    }

    [Fact]
    public async Task An_interrupted_copy_is_not_served_and_continues_where_it_stopped()
    {
        (await MigrateAsync()).Ended(0);
        await using (var connection = await database.OpenAsync())
        {
            // As after a kill in the middle of the second site: its later records, and all that is copied at the end,
            // are missing.
            await connection.ExecuteAsync(
                """
                CREATE TABLE unfinished_copy AS SELECT encode(public, 'hex') AS source FROM hub_key WHERE public IS NOT NULL;
                DELETE FROM consent WHERE site = 2 AND leaf >= 300;
                DELETE FROM consent_id WHERE site = 2 AND leaf >= 300;
                DELETE FROM ledger_tile WHERE site = 2;
                TRUNCATE site, item_number, notice, notice_text, rollup_mark, ledger_tail, rollup, log_hour, hub_key;
                """);
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder, settings: database.Settings));
        Assert.Contains("unfinished copy", refused.Message, StringComparison.Ordinal);
        File.Copy(Original, folder.Database);
        (await MigrateAsync()).Ended(0);

        Assert.Equal(1402, (await database.IdsAsync()).Count);
        await database.AssertSoundAsync(folder);
    }

    [Fact]
    public async Task A_database_in_use_is_not_overwritten()
    {
        (await MigrateAsync()).Ended(0);
        File.Copy(Original, folder.Database);

        var again = (await MigrateAsync()).Ended(3);

        Assert.Contains("is not empty. Name an empty database.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_differs_from_the_original_stays_unfinished()
    {
        (await MigrateAsync()).Ended(0);
        await using (var connection = await database.OpenAsync())
        {
            await connection.ExecuteAsync("CREATE TABLE unfinished_copy AS SELECT encode(public, 'hex') AS source FROM hub_key WHERE public IS NOT NULL");
            await connection.ExecuteAsync("UPDATE consent SET granted = granted # 2 WHERE site = 1 AND leaf = 17");
        }

        File.Copy(Original, folder.Database);
        (await MigrateAsync()).Ended(2);

        Assert.True(File.Exists(folder.Database));

        Assert.True(await database.AskAsync<bool>("SELECT to_regclass('unfinished_copy') IS NOT NULL"));
    }

    [Fact]
    public async Task A_running_server_stops_the_copy()
    {
        await using var hub = await HubProcess.StartAsync(folder);

        var refused = (await MigrateAsync()).Ended(3);

        Assert.Contains("is in use. Stop the server first.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, await hub.StopAsync());
    }

    private Task<CliRun> MigrateAsync() => Cli.RunAsync(
        folder, ["migrate", "--to", database.ConnectionString], settings: MasterKey);
}
