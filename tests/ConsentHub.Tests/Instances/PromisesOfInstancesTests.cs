using System.Text.Json.Nodes;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;
using Dapper;
using Npgsql;

namespace ConsentHub.Tests.Instances;

/// <summary>Two hubs, each in its own process, keep the promises of one PostgreSQL database, and one of them is killed.</summary>
public sealed class PromisesOfInstancesTests : IAsyncLifetime
{
    private const int Lock = 4711, Senders = 4;

    private const string Waiting =
        """
        SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE a.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 0 AND l.objid = 4711 AND NOT l.granted
        """;

    private readonly TestFolder[] folders = [new(), new()];
    private readonly DutyLoad load = new();
    private PostgresTestDatabase database = null!;
    private DueRecords records = null!;

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateAsync();
        records = await DueRecords.FillAsync(folders[0], due: 300, database.Settings);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        Array.ForEach(folders, f => f.Dispose());
    }

    [Fact]
    public async Task Two_hubs_remove_each_due_record_once_and_give_and_seal_each_duty_once()
    {
        await using (var one = await StartAsync(0))
        await using (var two = await StartAsync(1))
        {
            using var first = one.NewAdminClient();
            using var second = two.NewAdminClient();
            using var enough = new CancellationTokenSource();
            var running = Task.WhenAll(load.RunAsync(first, Senders, enough.Token), load.RunAsync(second, Senders, enough.Token));

            await AllRemovedAsync();
            await load.ReachedAsync(100);
            await enough.CancelAsync();
            await running;
            await load.RepeatAsync(second);
            Assert.Equal((0, 0), (await one.StopAsync(), await two.StopAsync()));
        }

        await AssertKeptAsync();
    }

    [Fact]
    public async Task A_hub_killed_in_the_middle_of_a_removal_leaves_it_to_the_other_and_returns()
    {
        await ExecuteAsync(
            $"""
            CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF (SELECT count(*) FROM removal) = 1 THEN PERFORM pg_advisory_xact_lock({Lock}); END IF; RETURN NEW; END $$;
            CREATE TRIGGER wait_for_test BEFORE INSERT ON removal FOR EACH ROW EXECUTE FUNCTION wait_for_test()
            """);
        var hubs = new HubProcess?[2];
        try
        {
            string killed;
            Task running;
            using var enough = new CancellationTokenSource();
            await using (var waits = await database.OpenAsync())
            {
                await waits.ExecuteAsync($"SELECT pg_advisory_lock({Lock})");
                hubs = await Task.WhenAll(StartAsync(0), StartAsync(1));
                running = Task.WhenAll(hubs.Select(hub => load.RunAsync(hub!.NewAdminClient(), Senders, enough.Token)));
                killed = await Eventually.Async(() => database.AskAsync<string?>(Waiting), name => name is not null) ?? "";
                await hubs[NumberOf(killed)]!.KillAsync();
                Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM removal"));
            }

            await AllRemovedAsync();
            await load.ReachedAsync(load.Acknowledged.Count + 50);
            await enough.CancelAsync();
            await running;
            await using var again = await StartAsync(NumberOf(killed));
            using var admin = again.NewAdminClient();
            await load.RepeatAsync(admin);
            Assert.Equal((0, 0), (await again.StopAsync(), await hubs[1 - NumberOf(killed)]!.StopAsync()));
        }
        finally
        {
            foreach (var hub in hubs.OfType<HubProcess>())
                await hub.DisposeAsync();
        }

        await AssertKeptAsync();
    }

    /// <summary>Starts a hub whose connections have its number in their name.</summary>
    private Task<HubProcess> StartAsync(int number) => HubProcess.StartAsync(
        folders[number], null, [("ConnectionStrings__Postgres", $"{database.ConnectionString};Application Name=hub-{number}"), database.Environment[1]]);

    private static int NumberOf(string name) => name == "hub-0" ? 0 : 1;

    private Task<long> AllRemovedAsync() => Eventually.Async(() => database.AskAsync<long>("SELECT count(*) FROM consent"), count => count <= records.Staying.Count);

    private async Task AssertKeptAsync()
    {
        await using var connection = await database.OpenAsync();
        Assert.Equal(records.Due, await LeavesAsync(connection, "SELECT jsonb_array_elements_text(leaves::jsonb)::bigint AS leaf FROM removal ORDER BY 1"));
        Assert.Equal(records.Staying, await LeavesAsync(connection, "SELECT leaf FROM consent ORDER BY 1"));
        Assert.Equal(await database.AskAsync<long>("SELECT count(*) FROM removal"), await database.AskAsync<long>("SELECT count(*) FROM audit WHERE action = 'records.retention'"));
        await load.AssertOnceAsync(database.AskAsync<long>);
        await AssertRecurringAsync(connection);
        await database.AssertSoundAsync(folders[0]);
    }

    /// <summary>A duty that recurs is given again after the one of an earlier day, and once for each day.</summary>
    private static async Task AssertRecurringAsync(NpgsqlConnection connection)
    {
        var days = (await connection.QueryAsync<long>("SELECT due FROM duty WHERE class = 'logs'")).ToList();
        foreach (var body in await connection.QueryAsync<string>("""SELECT body FROM duty_statement WHERE body LIKE '%"class":"logs"%'"""))
        {
            Assert.True(Formats.Rfc3339.TryParse((string)JsonNode.Parse(body)!["due"]!, out var due));
            days.Add(due.ToUnixTimeMilliseconds());
        }

        Assert.True(days.Count >= 2, $"{days.Count} duties");
        Assert.Equal(days.Count, days.Distinct().Count());
    }

    private static async Task<IEnumerable<long>> LeavesAsync(NpgsqlConnection connection, string sql) => await connection.QueryAsync<long>(sql);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(sql, commandType: System.Data.CommandType.Text);
    }
}
