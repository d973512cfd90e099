using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Deliveries;
using ConsentHub.Keys;
using ConsentHub.Settings;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;
using ConsentHub.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Webhooks;

/// <summary>Receivers that fail: what is sent again, when, and what an operator sees.</summary>
public sealed class WebhookFailureTests : IAsyncLifetime, IDisposable
{
    private const string First = "hmac-7f3a_0000001", Second = "hmac-7f3a_0000002";

    private readonly TestClock clock = new();
    private readonly LogLines log = new();
    private WebhookReceiver receiver = null!;
    private Hub hub = null!;

    public async Task InitializeAsync()
    {
        receiver = await WebhookReceiver.StartAsync();
        hub = await WebhookHub.StartAsync(clock);
        hub.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
    }

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await receiver.DisposeAsync();
    }

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task A_message_that_failed_is_sent_again_with_the_same_id_and_delivers_once()
    {
        receiver.RespondWith(HttpStatusCode.InternalServerError);
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);
        var first = await receiver.NextAsync();
        Assert.Equal("status 500", (string?)(await hub.StoredAsync("failedAt"))["failure"]);

        receiver.RespondWell();
        hub.Pass(TimeSpan.FromSeconds(6));
        var second = await receiver.NextAsync();
        var state = await hub.StoredAsync("deliveredAt");
        hub.Pass(TimeSpan.FromDays(1));
        await hub.CloseAccountsAsync("call_history", Second);

        Assert.Equal(Second, (string?)(await receiver.NextAsync()).Data["subject"]);
        Assert.Equal((first.Id, true), (second.Id, (bool?)state["enabled"]));
        Assert.NotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
        await Eventually.Async(() => Task.FromResult(log.Of<WebhookSender>().ToList()), l => l.Count == 2);
        Assert.Equal(
            [(100, "The webhook of crm at site shop failed: status 500. The hub retries for about three days."), (101, "The webhook of crm at site shop works again.")],
            log.Of<WebhookSender>());
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        receiver.RespondWith(HttpStatusCode.ServiceUnavailable, ("Retry-After", "120"));
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);
        await receiver.NextAsync();
        await hub.StoredAsync("failedAt");

        var store = hub.Services.GetRequiredService<IWebhookStore>();
        Assert.False(Assert.Single(await store.StatesAsync(clock.GetUtcNow().AddSeconds(119), CancellationToken.None)).IsDue);
        Assert.True(Assert.Single(await store.StatesAsync(clock.GetUtcNow().AddSeconds(120), CancellationToken.None)).IsDue);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_disables_its_webhook_until_somebody_sets_it_again()
    {
        receiver.RespondWith(HttpStatusCode.Gone);
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);
        await receiver.NextAsync();
        var state = await hub.StoredAsync("disabledAt");
        Assert.Equal((false, "The receiver responded with 410.", "status 410"), ((bool?)state["enabled"], (string?)state["reason"], (string?)state["failure"]));
        var ready = await Eventually.Async(ReadyAsync, r => r["webhooks"] is not null);
        Assert.Equal(("ready", "1 webhook is disabled. The list of a site's webhooks has the reason."), ((string?)ready["status"], (string?)ready["webhooks"]));
        Assert.Equal(102, log.Of<WebhookSender>().Last().Event);

        receiver.RespondWell();
        hub.Pass(TimeSpan.FromDays(1));
        await hub.CloseAccountsAsync("call_history", Second);
        Assert.Single(receiver.All);
        var set = await hub.PutWebhookAsync(receiver.Url).JsonAsync();

        Assert.Equal((true, null), ((bool?)set["webhook"]!["enabled"], (string?)set["secret"]));
        Assert.Equal([First, Second], new[] { await receiver.NextAsync(), await receiver.NextAsync() }.Select(m => (string)m.Data["subject"]!).Order(StringComparer.Ordinal));
        await Eventually.Async(ReadyAsync, r => r["webhooks"] is null);
    }

    [Fact]
    public async Task After_the_last_attempt_the_webhook_is_disabled()
    {
        receiver.RespondWith(HttpStatusCode.BadGateway);
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);
        for (var attempt = 1; attempt < RetrySchedule.Attempts; attempt++)
        {
            await receiver.NextAsync();
            Assert.True((bool?)(await hub.StoredAsync("failedAt"))["enabled"]);
            hub.Pass(TimeSpan.FromHours(29));
        }

        await receiver.NextAsync();

        var state = await hub.StoredAsync("disabledAt");
        Assert.Equal("10 attempts failed, the last one with: status 502.", (string?)state["reason"]);
        Assert.Single(receiver.All.Select(m => m.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_webhook_that_is_down_is_left_alone_and_holds_up_no_other()
    {
        receiver.RespondWith(HttpStatusCode.InternalServerError);
        await using var other = await WebhookReceiver.StartAsync();
        await hub.ConnectAsync(receiver);
        await hub.ConnectAsync(other, "mailer");
        await hub.CloseAccountsAsync("call_history", First);
        await receiver.NextAsync();
        await hub.StoredAsync("failedAt");

        await hub.CloseAccountsAsync("call_history", Second);
        using (var crm = await hub.ConnectorAsync())
            await crm.SendEventsAsync(ConnectedShop.Event("w1", "withdrawal", subject: Second, at: WebhookHub.AnHourAgo)).JsonAsync();

        Assert.Equal("mailings", (string?)(await other.NextAsync()).Data["class"]);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        receiver.RespondWith(HttpStatusCode.TemporaryRedirect, ("Location", elsewhere.Url));
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);

        await receiver.NextAsync();

        Assert.Equal("status 307", (string?)(await hub.StoredAsync("failedAt"))["failure"]);
        Assert.Empty(elsewhere.All);
    }

    [Fact]
    public async Task A_receiver_that_does_not_respond_in_time_failed()
    {
        var ended = new TaskCompletionSource();
        receiver.Respond = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            ended.SetResult();
        };

        var outcome = await SendAsync(receiver.Url, mayReachPrivate: true, TimeSpan.FromSeconds(1));

        Assert.Equal(new SendOutcome.Failed("no response within 1 seconds", null), outcome);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_status_of_a_response_counts_whatever_its_body_is()
    {
        receiver.Respond = async (_, context) =>
        {
            await context.Response.WriteAsync(new string('x', 100_000));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(receiver.Url, mayReachPrivate: true, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_is_refused_at_the_connection()
    {
        var byName = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        Assert.Equal(new SendOutcome.Failed("the name has no public address", null), await SendAsync(byName, mayReachPrivate: false, TimeSpan.FromSeconds(30)));
        Assert.Equal(new SendOutcome.Failed("the name has no public address", null), await SendAsync(receiver.Url, mayReachPrivate: false, TimeSpan.FromSeconds(30)));
        Assert.Empty(receiver.All);
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(byName, mayReachPrivate: true, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_receiver_that_is_off_failed()
    {
        var url = receiver.Url;
        await receiver.DisposeAsync();

        Assert.Equal(new SendOutcome.Failed("no connection, or the connection broke off", null), await SendAsync(url, mayReachPrivate: true, TimeSpan.FromSeconds(30)));
    }

    private async Task<SendOutcome> SendAsync(string url, bool mayReachPrivate, TimeSpan patience)
    {
        using var client = new WebhookClient(new HubSettings { WebhooksMayReachPrivate = mayReachPrivate }, hub.Services.GetRequiredService<HubKeys>(), clock) { Patience = patience };
        var webhook = new Webhook(1, "crm", new Uri(url), new byte[32], null, 0, null, null, null, null, null, clock.GetUtcNow());
        return await client.SendAsync(webhook, "m1", "{}", CancellationToken.None);
    }

    private Task<JsonNode> ReadyAsync() => hub.Client.GetAsync("/health/ready").JsonAsync();
}
