using System.Text.Json.Nodes;
using ConsentHub.Sqlite.Database;
using ConsentHub.Tests.Support;
using ConsentHub.Webhooks;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Webhooks;

/// <summary>A store that refuses what the sender writes.</summary>
public sealed class WebhookOutageTests
{
    [Fact]
    public async Task A_hub_that_can_not_send_says_so_once_and_sends_when_it_can()
    {
        var clock = new TestClock();
        using var log = new LogLines();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await WebhookHub.StartAsync(clock);
        hub.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await hub.ConnectAsync(receiver);
        using var other = hub.Services.GetRequiredService<SqliteDatabase>().OpenWriter();
        await other.ExecuteAsync("CREATE TRIGGER broken BEFORE UPDATE OF lease_until ON webhook BEGIN SELECT RAISE(ABORT, 'broken'); END");
        await hub.CloseAccountsAsync("call_history", "hmac-7f3a_0000001");

        var ready = await Eventually.Async(ReadyAsync, r => r["webhooks"] is not null);
        hub.Pass(TimeSpan.FromSeconds(1));
        hub.Pass(TimeSpan.FromSeconds(1));
        await other.ExecuteAsync("DROP TRIGGER broken");
        await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");
        await Eventually.Async(ReadyAsync, r => r["webhooks"] is null);

        Assert.Equal(("ready", "Duties could not be sent to webhooks. The log has the reason."), ((string?)ready["status"], (string?)ready["webhooks"]));
        Assert.Equal(103, Assert.Single(log.Of<WebhookSender>()).Event);

        Task<JsonNode> ReadyAsync() => hub.Client.GetAsync("/health/ready").JsonAsync();
    }
}
