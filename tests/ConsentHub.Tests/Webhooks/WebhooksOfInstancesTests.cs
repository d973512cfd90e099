using ConsentHub.Deliveries;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Webhooks;

/// <summary>Two hubs on one PostgreSQL database.</summary>
public sealed class WebhooksOfInstancesTests : IAsyncLifetime
{
    private const int Many = 100;

    private readonly TestClock clock = new();
    private PostgresTestDatabase database = null!;
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateAsync();
        receiver = await WebhookReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Two_hubs_deliver_each_duty_once()
    {
        await using var first = await WebhookHub.StartAsync(clock, settings: database.Settings);
        await using var second = await WebhookHub.StartAsync(clock, settings: database.Settings);
        await first.ConnectAsync(receiver);
        using var one = await first.ConnectorAsync();
        using var two = await second.ConnectorAsync();
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => (i % 2 == 0 ? one : two).SendEventsAsync(
            ConnectedShop.Event($"e{i}", dataClass: "call_history", subject: $"hmac-7f3a_{i:D7}", at: WebhookHub.AnHourAgo)).JsonAsync()));

        for (var i = 0; i < Many; i++)
            await receiver.NextAsync();

        var store = second.Services.GetRequiredService<IWebhookStore>();
        await Eventually.Async(() => store.CountWaitingAsync(clock.GetUtcNow(), CancellationToken.None), waiting => waiting == 0);
        Assert.Equal(Many, receiver.All.Count);
        Assert.Equal(Many, receiver.All.Select(m => m.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_withdrawal_at_one_hub_is_delivered_while_the_other_is_away()
    {
        await using var hub = await WebhookHub.StartAsync(clock, settings: database.Settings);
        await hub.ConnectAsync(receiver, "mailer");
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);
        clock.Advance(TimeSpan.FromHours(1));

        var withdrawn = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        Assert.Equal((string?)withdrawn["visitor"], (string?)(await receiver.NextAsync()).Data["subject"]);
    }
}
