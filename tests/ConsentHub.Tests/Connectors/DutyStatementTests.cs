using System.Text.Json.Nodes;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Connectors;

/// <summary>The proof of an acknowledged duty: <c>GET /v1/sites/{site}/duties/{id}/statement</c>.</summary>
public sealed class DutyStatementTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private Hub hub = null!;
    private HttpClient crm = null!;

    public async Task InitializeAsync()
    {
        hub = await ConnectedShop.StartAsync(clock);
        crm = await hub.ConnectorAsync();
    }

    public async Task DisposeAsync()
    {
        crm.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task Anybody_can_verify_what_a_system_said_and_it_names_no_subject()
    {
        var duty = await DutyAsync();
        var said = await crm.AcknowledgeAsync(duty, new JsonObject { ["outcome"] = "done", ["count"] = 3 }).JsonAsync();

        var statement = (await StatementOf(crm, duty).JsonAsync()).AsObject();

        using var client = hub.NewClient();
        await OwnReceipt.HoldsAsync(client, statement);
        Assert.Equal(said["record"]!.ToJsonString(), statement["record"]!.ToJsonString());
        Assert.Equal("""{"class":"call_history","name":"Data","by":"crm","begins":"2026-03-01T08:00:00.000Z","due":"2026-03-31T08:00:00.000Z","outcome":"kept","done":"2026-03-02T09:30:00.000Z"}""", statement["duty"]!.ToJsonString());
        Assert.DoesNotContain(ConnectedShop.Subject, statement.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_statement_of_an_open_duty_or_of_another_systems()
    {
        var duty = await DutyAsync();
        await StatementOf(crm, duty).RefusedAsync(404, "unknown_duty");

        await crm.AcknowledgeAsync(duty).JsonAsync();
        using var mailer = await hub.ConnectorAsync("mailer");
        await StatementOf(mailer, duty).RefusedAsync(404, "unknown_duty");
        using var admin = hub.KeyedClient();
        await StatementOf(admin, duty).JsonAsync();
        await crm.GetAsync("/v1/sites/shop/duties/1/statement").RefusedAsync(404, "unknown_duty");
    }

    private async Task<JsonObject> DutyAsync()
    {
        await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "call_history")).JsonAsync();
        return Assert.Single(await crm.DutiesAsync())!.AsObject();
    }

    private static Task<HttpResponseMessage> StatementOf(HttpClient client, JsonObject duty) => client.GetAsync($"/v1/sites/shop/duties/{duty["id"]}/statement");
}
