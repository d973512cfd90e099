using System.Net;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;
using Dapper;

namespace ConsentHub.Tests.Instances;

/// <summary>Several hubs, each in its own process, on one PostgreSQL.</summary>
public sealed class InstanceTests : IDisposable
{
    private readonly TestFolder[] folders = [.. Enumerable.Range(0, 3).Select(_ => new TestFolder())];

    public void Dispose() => Array.ForEach(folders, f => f.Dispose());

    [Fact]
    public async Task Three_hubs_that_start_at_once_migrate_once_and_share_their_keys()
    {
        await using var database = await PostgresTestDatabase.CreateEmptyAsync();

        var hubs = await Task.WhenAll(folders.Select(f => HubProcess.StartAsync(f, null, database.Environment)));

        Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM schema_migration"));
        Assert.Equal(2, await database.AskAsync<long>("SELECT count(*) FROM hub_key"));
        Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM api_key"));
        foreach (var hub in hubs)
        {
            Assert.Equal(0, await hub.StopAsync());
            await hub.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_hubs_keep_one_log_and_one_order_of_each_visitor()
    {
        await using var database = await DatabaseAsync("shop");
        await using var one = await HubProcess.StartAsync(folders[0], null, database.Environment);
        await using var two = await HubProcess.StartAsync(folders[1], null, database.Environment);
        using var first = one.NewClient();
        using var second = two.NewClient();

        // Each choice is sent to both hubs, and all are of the same few visitors.
        var visitors = Enumerable.Range(0, 5).Select(_ => Choice.NewVisitorId()).ToList();
        var sent = Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Choice.Body(visitors[i % 5]) : Choice.AcceptAll(visitors[i % 5])).ToList();
        var answers = await Task.WhenAll(sent.SelectMany(body => new[] { first.SendAsync(body).ResponseAsync(), second.SendAsync(body).ResponseAsync() }));

        foreach (var (body, pair) in sent.Zip(answers.Chunk(2)))
        {
            Assert.All(pair, a => Assert.True(a.Status is HttpStatusCode.OK or HttpStatusCode.Created, a.Body.ToJsonString()));
            // If it is stored under its own id, it is stored once and both hubs return it. Otherwise one of them found
            // an equal choice of that minute.
            if (pair.All(a => (string?)a.Body["id"] == (string?)body["id"]))
                Assert.Equal((long)pair[0].Body["leafIndex"]!, (long)pair[1].Body["leafIndex"]!);
        }

        foreach (var visitor in visitors)
            Assert.Equal(await CurrentAsync(first, visitor), await CurrentAsync(second, visitor));

        await database.AssertSoundAsync(folders[0]);
    }

    [Fact]
    public async Task A_key_revoked_at_one_hub_grants_nothing_at_the_other_and_both_write_one_audit_trail()
    {
        await using var database = await DatabaseAsync("shop");
        await using var one = await HubProcess.StartAsync(folders[0], null, database.Environment);
        await using var two = await HubProcess.StartAsync(folders[1], null, database.Environment);
        using var first = Keyed(one, Hub.AdminKey);
        using var second = Keyed(two, Hub.AdminKey);
        var made = await first.PostAsync("/v1/admin/keys", new StringContent("""{"name":"BI","role":"analyst"}""", null, "application/json")).JsonAsync(201);
        using var analyst = Keyed(two, (string)made["secret"]!);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).GetAsync("/v1/sites/shop/stats").JsonAsync()));
        await analyst.GetAsync("/v1/sites/shop/stats").JsonAsync();

        using (var revoked = await first.DeleteAsync($"/v1/admin/keys/{made["key"]!["id"]}"))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        await analyst.GetAsync("/v1/sites/shop/stats").RefusedAsync(401, "key_required");
        Assert.Equal(21, await database.AskAsync<long>("SELECT count(*) FROM audit WHERE action = 'stats.read'"));
        Assert.Equal(0, await database.AskAsync<long>("SELECT max(id) - count(*) FROM audit"));
        await database.AssertSoundAsync(folders[0]);

        static HttpClient Keyed(HubProcess hub, string key)
        {
            var client = hub.NewClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            return client;
        }
    }

    [Fact]
    public async Task Choices_that_wait_for_another_writer_of_their_site_are_stored_after_it()
    {
        await using var database = await DatabaseAsync("shop", "blog");
        await using var hub = await HubProcess.StartAsync(folders[0], null, database.Environment);
        using var client = hub.NewClient();
        await using var other = await database.OpenAsync();
        await using var writing = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT next_leaf FROM site WHERE key = 'shop' FOR NO KEY UPDATE");

        var waiting = client.SendAsync(Choice.Body(), "shop").ResponseAsync();
        await Eventually.Async(
            () => database.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"), count => count == 1);
        var later = Enumerable.Range(0, 20).Select(i => client.SendAsync(Choice.Body(), i % 2 == 0 ? "shop" : "blog").ResponseAsync()).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Assert.False(waiting.IsCompleted);
        await writing.CommitAsync();

        Assert.All(await Task.WhenAll([waiting, .. later]), a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal((11, 10), (await LengthAsync("shop"), await LengthAsync("blog")));
        await database.AssertSoundAsync(folders[0]);

        Task<long> LengthAsync(string site) => database.AskAsync<long>($"SELECT next_leaf FROM site WHERE key = '{site}'");
    }

    [Fact]
    public async Task A_hub_killed_under_load_loses_nothing_and_the_other_continues()
    {
        await using var database = await DatabaseAsync("shop", "blog");
        await using var survivor = await HubProcess.StartAsync(folders[0], null, database.Environment);
        await using var victim = await HubProcess.StartAsync(folders[1], null, database.Environment);
        using var safe = survivor.NewClient();
        using var doomed = victim.NewClient();
        using var enough = new CancellationTokenSource();
        var (calm, cut) = (new ChoiceLoad(), new ChoiceLoad());
        var running = calm.RunAsync(safe, 8, ["shop", "blog"], enough.Token);
        var dying = cut.RunAsync(doomed, 8, ["shop", "blog"]);

        await cut.ReachedAsync(300);
        await victim.KillAsync();
        await dying;
        // Sent to the other instance again, as the banner does, which shows whether it was stored.
        foreach (var choice in cut.Doubtful)
            Assert.True((await safe.SendAsync(choice.Body, choice.Site)).IsSuccessStatusCode);

        await calm.ReachedAsync(calm.Acknowledged.Count + 200);
        await enough.CancelAsync();
        await running;

        Assert.NotEmpty(cut.Doubtful);
        var known = calm.Acknowledged.Concat(cut.Acknowledged).Concat(cut.Doubtful).Select(c => c.Id).Order();
        Assert.Equal(known, (await database.IdsAsync()).Order());
        await database.AssertSoundAsync(folders[0]);
    }

    [Fact]
    public async Task A_journal_gets_what_another_instance_erased()
    {
        await using var database = await DatabaseAsync("shop");
        var visitor = Choice.NewVisitorId();
        await using (var one = await HubProcess.StartAsync(folders[0], null, database.Environment))
        {
            using var client = one.NewClient();
            await client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
            await client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        }

        await using var two = await HubProcess.StartAsync(folders[1], null, database.Environment);

        var journals = await Task.WhenAll(folders.Take(2).Select(f => File.ReadAllTextAsync(Path.Combine(f.Data, "erasures.journal"))));
        Assert.Equal(journals[0], journals[1]);
    }

    [Fact]
    public async Task Without_a_master_key_nothing_starts_and_the_message_says_how_to_make_one()
    {
        await using var database = await PostgresTestDatabase.CreateAsync();

        var (exit, output) = await HubProcess.RefusedAsync(folders[0], null, ("ConnectionStrings__Postgres", database.ConnectionString));

        Assert.Equal(3, exit);
        Assert.Contains("PostgreSQL needs the setting ConsentHub__MasterKey", output, StringComparison.Ordinal);
        Assert.Contains("openssl rand", output, StringComparison.Ordinal);
    }

    private async Task<PostgresTestDatabase> DatabaseAsync(params string[] sites)
    {
        var database = await PostgresTestDatabase.CreateAsync();
        await database.ApplyAsync(folders[0], sites);
        return database;
    }

    private static async Task<string?> CurrentAsync(HttpClient client, string visitor) =>
        (string?)(await client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync())["id"];
}
