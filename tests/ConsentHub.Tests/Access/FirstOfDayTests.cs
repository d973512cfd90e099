using ConsentHub.ApiKeys;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Decisions;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Access;

/// <summary>Decisions leave one entry of each key and day in the audit trail, not one of each request.</summary>
public sealed class FirstOfDayTests
{
    private const string Marketing = "category=marketing";

    private readonly TestClock clock = new();
    private readonly string visitor = Choice.NewVisitorId();

    [Fact]
    public async Task Each_key_that_asks_for_decisions_leaves_one_entry_a_day()
    {
        await using var hub = await Hub.StartAsync(clock: clock);
        using var mailer = hub.KeyedClient(await hub.CreateConnectorAsync("mailer"));
        using var crm = hub.KeyedClient(await hub.CreateConnectorAsync("crm"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? mailer : crm).DecisionAsync(visitor, Marketing)));
        Assert.Equal(["2 first of the day", "3 first of the day"], (await EntriesAsync(hub)).Order());

        clock.Set(new DateTimeOffset(2026, 3, 2, 23, 59, 59, TimeSpan.Zero));
        await mailer.DecisionAsync(visitor, Marketing);
        Assert.Equal(2, (await EntriesAsync(hub)).Count);
        clock.Advance(TimeSpan.FromSeconds(1));
        await mailer.AskAsync(visitor, "category=nothing").RefusedAsync(422, "invalid_fields");
        await mailer.DecisionAsync(visitor, Marketing);

        Assert.Equal(["2 answered 422", "2 first of the day", "3 first of the day"], (await EntriesAsync(hub)).Order());
        using var admin = hub.KeyedClient();
        var keys = (await admin.GetAsync("/v1/admin/keys").JsonAsync())["keys"]!.AsArray();
        Assert.Equal("2026-03-03T00:00:00.000Z", (string?)keys.Single(k => (long)k!["id"]! == 2)!["lastUsedAt"]);
    }

    [Fact]
    public async Task Refused_callers_count_as_refused_attempts()
    {
        await using var hub = await Hub.StartAsync(clock: clock);
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst));
        for (var i = 0; i < 3; i++)
            await analyst.AskAsync(visitor, Marketing).RefusedAsync(403, "key_not_allowed");

        Assert.Contains(await hub.AuditAsync(), e => (string?)e["detail"] == "3 attempts at decision.read beyond its role or sites");
        Assert.Empty(await EntriesAsync(hub));
    }

    [Fact]
    public async Task An_entry_that_could_not_be_written_is_written_by_the_next_request()
    {
        await using var hub = await Hub.StartAsync(clock: clock);
        using var mailer = hub.KeyedClient(await hub.CreateConnectorAsync("mailer"));
        using (var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            await mailer.AskAsync(visitor, Marketing).RefusedAsync(503, "store_unavailable");
            await other.ExecuteAsync("ROLLBACK");
        }

        await mailer.DecisionAsync(visitor, Marketing);
        Assert.Equal(["2 first of the day"], await EntriesAsync(hub));
    }

    private static async Task<IReadOnlyList<string>> EntriesAsync(Hub hub) =>
        [.. (await hub.AuditAsync()).Where(e => (string?)e["action"] == "decision.read").Select(e => $"{e["key"]} {e["detail"]}")];
}
