using System.Globalization;
using System.Text.Json.Nodes;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>Every write of an acknowledgement and of a batch of events on SQLite fails, or the process dies in the middle of it.</summary>
public sealed class DutyFaultTests : IAsyncLifetime, IDisposable
{
    /// <summary>What the writes of duties may change.</summary>
    private static readonly string[] Written = ["duty", "duty_statement", "subject_event", "audit", "audit_head", "ledger_origin", "ledger_tail", "ledger_tile", "site"];

    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private Hub hub = null!;
    private HttpClient client = null!;
    private int events;

    public async Task InitializeAsync()
    {
        hub = await ConnectedShop.StartAsync(clock, folder);
        client = hub.KeyedClient();
        // From then on the hub writes nothing by itself that the tests compare.
        await Eventually.Async(() => client.ClassesAsync(), classes => classes.Contains("logs"));
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await hub.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_acknowledgement_with_a_failed_write_leaves_nothing_and_its_retry_seals_one_statement()
    {
        var steps = await FailAsync(async () =>
        {
            var duty = await NewDutyAsync();
            return new Request(() => client.AcknowledgeAsync(duty), () => Assert.Equal(1, StatementsOf(folder, duty)));
        });

        Assert.Equal(
            ["DELETE ON duty", "INSERT ON audit", "INSERT ON audit_head", "INSERT ON duty_statement", "INSERT ON ledger_origin", "INSERT ON ledger_tail", "UPDATE ON audit_head", "UPDATE ON site"],
            steps);
    }

    [Fact]
    public async Task Events_with_a_failed_write_leave_nothing_and_their_retry_adds_each_once()
    {
        await client.SendEventsAsync(ConnectedShop.Event("first", "last_activity")).JsonAsync();

        var steps = await FailAsync(() => Task.FromResult(Report()));

        Assert.Equal(
            ["INSERT ON audit", "INSERT ON audit_head", "INSERT ON duty", "INSERT ON subject_event", "UPDATE ON audit_head", "UPDATE ON duty"], steps);
    }

    [Fact]
    public async Task An_acknowledgement_during_which_the_process_dies_is_there_or_not_and_its_retry_seals_one_statement()
    {
        var duty = await NewDutyAsync();

        await DieAsync(
            () => client.AcknowledgeAsync(duty).JsonAsync(),
            async (copy, there) =>
            {
                Assert.Equal(there, (await copy.DutiesAsync()).All(d => (string)d!["id"]! != (string)duty["id"]!));
                Assert.Equal(0, (int)(await copy.AcknowledgeAsync(duty).JsonAsync())["leafIndex"]!);
            },
            copy => Assert.Equal(1, StatementsOf(copy, duty)));
    }

    [Fact]
    public async Task Events_during_which_the_process_dies_are_there_or_not_and_their_retry_adds_each_once()
    {
        await client.SendEventsAsync(ConnectedShop.Event("first", "last_activity")).JsonAsync();
        var report = Report();
        JsonObject[] sent = [.. Batch()];

        await DieAsync(
            () => report.Send().JsonAsync(),
            async (copy, there) => Assert.Equal(
                there ? """{"added":0,"known":3,"duties":0}""" : """{"added":3,"known":0,"duties":3}""", (await copy.SendEventsAsync(sent).JsonAsync()).ToJsonString()),
            copy =>
            {
                using var data = new StoredData(copy.Database);
                Assert.Equal((4, 3), (data.Count("subject_event"), data.Ask<long>("SELECT count(*) FROM duty WHERE kind <> ''")));
            });
    }

    /// <summary>Makes each write of a request fail that a trigger can make fail, and repeats the request after that.</summary>
    /// <returns>The writes that the request has.</returns>
    private async Task<IReadOnlyList<string>> FailAsync(Func<Task<Request>> next)
    {
        var steps = new List<string>();
        // A log gets its name with its first entry, so that this write is no part of the recorded request.
        await TryAsync("INSERT ON ledger_origin");
        foreach (var step in await RecordAsync(next))
            await TryAsync(step);

        return [.. steps.Order(StringComparer.Ordinal)];

        async Task TryAsync(string step)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            var request = await next();
            var before = Rows();
            Change($"CREATE TRIGGER broken BEFORE {step} BEGIN SELECT RAISE(ABORT, 'broken'); END");
            using var response = await request.Send();
            Change("DROP TRIGGER broken");
            // The hub's own work, such as counting, may have been recorded too.
            if (response.IsSuccessStatusCode)
                return;

            steps.Add(step);
            Assert.Equal(500, (int)response.StatusCode);
            Assert.Equal(before, Rows());
            await VerifyAsync(folder);
            await request.Send().JsonAsync();
            request.AssertOnce();
            await VerifyAsync(folder);
        }
    }

    /// <summary>What is written while a request runs.</summary>
    private async Task<IReadOnlyList<string>> RecordAsync(Func<Task<Request>> next)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        var request = await next();
        string[] steps = [.. Tables().SelectMany(table => (string[])[$"INSERT ON {table}", $"UPDATE ON {table}", $"DELETE ON {table}"])];
        Change("CREATE TABLE step (number INTEGER)");
        Change(string.Concat(steps.Select((step, i) => $"CREATE TRIGGER step_{i} BEFORE {step} BEGIN INSERT INTO step VALUES ({i}); END;\n")));
        await request.Send().JsonAsync();
        using var data = new StoredData(folder.Database);
        var written = data.Rows("step").Select(row => steps[int.Parse(row["step: ".Length..], CultureInfo.InvariantCulture)]).Distinct().ToList();
        data.Execute(string.Concat(steps.Select((_, i) => $"DROP TRIGGER step_{i};\n")) + "DROP TABLE step");
        return written;
    }

    /// <summary>Cuts the files at each write of a request, as a killed process leaves them, and starts a hub on each such copy.</summary>
    private async Task DieAsync(Func<Task> send, Func<HttpClient, bool, Task> retry, Action<TestFolder> assertOnce)
    {
        using var writes = new WalWrites(folder);
        await send();
        var (lost, kept) = (0, 0);
        var last = StoredChanges(folder);
        foreach (var copy in writes.Copies())
        {
            using (copy)
            {
                var there = StoredChanges(copy) == last;
                (lost, kept) = there ? (lost, kept + 1) : (lost + 1, kept);
                await VerifyAsync(copy);
                var next = await Hub.StartAsync([ConnectedShop.Site], copy, clock);
                using (var again = next.KeyedClient())
                    await retry(again, there);

                await next.StopAsync();
                assertOnce(copy);
                using var data = new StoredData(copy.Database);
                data.AssertSound();
                await VerifyAsync(copy);
            }
        }

        Assert.True(lost > 1 && kept > 0, $"{lost} copies without and {kept} with what was sent.");
    }

    private async Task<JsonNode> NewDutyAsync()
    {
        var subject = $"hmac-7f3a_{++events:D8}";
        await client.SendEventsAsync(ConnectedShop.Event($"e{events}", dataClass: "call_history", subject: subject)).JsonAsync();
        return (await client.DutiesAsync("dueBefore=2999-01-01&limit=1000")).Single(d => (string?)d!["subject"] == subject)!;
    }

    /// <summary>Two events that add a duty each, and one that puts off a duty.</summary>
    private Request Report()
    {
        events++;
        var batch = Batch();
        return new Request(() => client.SendEventsAsync(batch), () =>
        {
            using var data = new StoredData(folder.Database);
            Assert.Equal(3, data.Ask<int>($"SELECT count(*) FROM subject_event WHERE id LIKE 'r{events}-%'"));
            Assert.Equal(2, data.Ask<int>($"SELECT count(*) FROM duty WHERE occasion LIKE 'r{events}-%'"));
        });
    }

    private JsonObject[] Batch() =>
    [
        ConnectedShop.Event($"r{events}-1", dataClass: "call_history"), ConnectedShop.Event($"r{events}-2", dataClass: "profile"),
        ConnectedShop.Event($"r{events}-3", "last_activity", at: clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    ];

    private IReadOnlyList<string> Tables()
    {
        using var data = new StoredData(folder.Database);
        return data.Tables();
    }

    private IReadOnlyList<string> Rows()
    {
        using var data = new StoredData(folder.Database);
        return data.Rows(Written);
    }

    private void Change(string sql)
    {
        using var data = new StoredData(folder.Database);
        data.Execute(sql);
    }

    private static long StoredChanges(TestFolder folder)
    {
        using var data = new StoredData(folder.Database);
        return data.Count("duty_statement") + data.Count("subject_event");
    }

    private static long StatementsOf(TestFolder folder, JsonNode duty)
    {
        using var data = new StoredData(folder.Database);
        return data.Ask<long>($"SELECT count(*) FROM duty_statement WHERE duty = x'{((string)duty["id"]!).Replace("-", "", StringComparison.Ordinal)}'");
    }

    private static async Task VerifyAsync(TestFolder folder) => (await Cli.RunAsync(folder, ["verify", "database"])).Ended(0);

    /// <param name="AssertOnce">Asserts that the request counted once.</param>
    private sealed record Request(Func<Task<HttpResponseMessage>> Send, Action AssertOnce);
}
