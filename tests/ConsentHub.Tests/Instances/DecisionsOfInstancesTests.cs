using ConsentHub.Tests.Decisions;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Instances;

/// <summary>Decisions when two hubs share a PostgreSQL database, and when the database can't be reached.</summary>
public sealed class DecisionsOfInstancesTests
{
    private const string Marketing = "category=marketing";

    [Fact]
    public async Task A_withdrawal_at_one_hub_is_in_the_next_answer_of_the_other()
    {
        await using var database = await PostgresTestDatabase.CreateAsync();
        await using var one = await Hub.StartAsync(settings: database.Settings);
        await using var two = await Hub.StartAsync(settings: database.Settings);
        using var server = two.KeyedClient(await one.CreateConnectorAsync("mailer"));
        foreach (var visitor in Enumerable.Range(0, 20).Select(_ => Choice.NewVisitorId()))
        {
            await one.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
            Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));

            await one.Client.SendAsync(Choice.Body(visitor, ("action", "withdraw"))).JsonAsync(201);

            Assert.Equal((false, "withdrawn"), await server.ReasonAsync(visitor, Marketing));
        }
    }

    [Fact]
    public async Task While_the_store_is_away_there_is_no_answer_and_afterwards_there_is_one()
    {
        await using var postgres = await PostgresServer.StartAsync(syncs: false);
        await using var database = await PostgresTestDatabase.CreateEmptyAsync(postgres);
        await using var hub = await Hub.StartAsync(settings: database.Settings);
        using var server = hub.KeyedClient(await hub.CreateConnectorAsync("mailer"));
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));

        await postgres.StopAsync();
        await server.AskAsync(visitor, Marketing).RefusedAsync(503, "store_unavailable");
        await server.AskAsync(visitor, "category=auth").RefusedAsync(503, "store_unavailable");

        await postgres.StartAgainAsync();
        await Eventually.Async(async () => (await server.AskAsync(visitor, Marketing)).IsSuccessStatusCode, back => back);
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));
    }
}
