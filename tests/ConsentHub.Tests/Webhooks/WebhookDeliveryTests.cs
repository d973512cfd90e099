using System.Net.Http.Json;
using ConsentHub.Formats;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;
using ConsentHub.Tests.Verification;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StandardWebhooks;

namespace ConsentHub.Tests.Webhooks;

/// <summary>What a system receives, and how often.</summary>
public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private const string First = "hmac-7f3a_0000001", Second = "hmac-7f3a_0000002", Third = "hmac-7f3a_0000003";

    private readonly TestClock clock = new();
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task A_duty_is_delivered_once_as_the_list_has_it()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        var secret = await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("call_history", First);
        var message = await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");
        await hub.CloseAccountsAsync("call_history", Second);
        var second = await receiver.NextAsync();

        using var crm = await hub.ConnectorAsync();
        var duties = await crm.DutiesAsync();
        var (data, listed) = (message.Data, Assert.Single(duties, d => (string?)d!["subject"] == First)!);
        Assert.Equal("shop", (string?)data["site"]);
        data.Remove("site");
        Assert.Equal(listed.ToJsonString(), data.ToJsonString());
        Assert.Equal(("duty.open", Rfc3339.Of(clock.GetUtcNow()), "/hooks/secret-path"), (message.Type, (string?)message.Json["timestamp"], message.Path));
        Assert.StartsWith((string)listed["id"]!, message.Id, StringComparison.Ordinal);
        Assert.Equal([message.SignatureBy(secret)], message.Signatures);
        Assert.Equal(Second, (string?)second.Data["subject"]);
        Assert.Equal(2, receiver.All.Count);
        Assert.Equal(2, duties.Count);
    }

    [Fact]
    public async Task The_library_of_Standard_Webhooks_accepts_a_message_and_refuses_a_changed_one()
    {
        await using var hub = await Hub.StartAsync([ConnectedShop.Site], settings: WebhookHub.MayReachPrivate);
        var secret = await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("profile", First);
        var message = await receiver.NextAsync();

        var headers = new HeaderDictionary(message.Headers.ToDictionary(h => h.Key, h => new StringValues(h.Value), StringComparer.OrdinalIgnoreCase));
        new StandardWebhook(secret).Verify(message.Body, headers);
        Assert.ThrowsAny<Exception>(() => new StandardWebhook(secret).Verify(message.Body.Replace("shop", "ship", StringComparison.Ordinal), headers));
    }

    [Fact]
    public async Task A_visitors_withdrawal_arrives_with_the_pseudonym()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        await hub.ConnectAsync(receiver, "mailer");
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        clock.Advance(TimeSpan.FromMinutes(1));

        var withdrawn = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        var message = await receiver.NextAsync();
        Assert.Equal(("mailings", (string?)withdrawn["visitor"]), ((string?)message.Data["class"], (string?)message.Data["subject"]));
    }

    [Fact]
    public async Task A_webhook_that_is_set_later_receives_the_open_duties()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        await hub.CloseAccountsAsync("call_history", First, Second);

        await hub.ConnectAsync(receiver);

        Assert.Equal([First, Second], new[] { await receiver.NextAsync(), await receiver.NextAsync() }.Select(m => (string)m.Data["subject"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_second_duty_of_a_subject_waits_for_the_first_and_other_subjects_do_not()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        var held = new TaskCompletionSource();
        var holding = 0;
        receiver.Respond = (m, _) => (string?)m.Data["subject"] == First && Interlocked.Increment(ref holding) == 1 ? held.Task : Task.CompletedTask;
        using (var crm = await hub.ConnectorAsync())
            await crm.SendEventsAsync(
                ConnectedShop.Event("e1", subject: First, at: WebhookHub.AnHourAgo), ConnectedShop.Event("e2", dataClass: "profile", subject: Second, at: WebhookHub.AnHourAgo)).JsonAsync();
        await hub.ConnectAsync(receiver);

        Assert.Equal([First, Second], new[] { await receiver.NextAsync(), await receiver.NextAsync() }.Select(m => (string)m.Data["subject"]!).Order(StringComparer.Ordinal));
        Assert.Equal(2, receiver.All.Count);
        held.SetResult();
        Assert.Equal(First, (string?)(await receiver.NextAsync()).Data["subject"]);
    }

    [Fact]
    public async Task A_duty_that_becomes_overdue_is_sent_once_more_and_after_a_hold()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        await hub.ConnectAsync(receiver);
        await hub.CloseAccountsAsync("profile", First);
        var open = await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");
        using (var admin = hub.KeyedClient())
            await admin.PutAsJsonAsync(
                "/v1/admin/sites/shop/holds/court", new { @class = "profile", reason = "a claim", until = Rfc3339.Of(clock.GetUtcNow().AddDays(2)) }).JsonAsync();

        hub.Pass(TimeSpan.FromDays(1));
        await hub.CloseAccountsAsync("call_history", Second);
        Assert.Equal(("duty.open", Second), await TypeAndSubjectAsync());
        hub.Pass(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        var overdue = await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");
        await hub.CloseAccountsAsync("call_history", Third);

        Assert.Equal(("duty.overdue", First, open.Id + ".overdue"), (overdue.Type, (string?)overdue.Data["subject"], overdue.Id));
        Assert.Equal((false, true), ((bool?)open.Data["overdue"], (bool?)overdue.Data["overdue"]));
        Assert.Equal(("duty.open", Third), await TypeAndSubjectAsync());
    }

    [Fact]
    public async Task A_duty_that_is_put_off_is_sent_again_with_another_id()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        await hub.ConnectAsync(receiver);
        using var crm = await hub.ConnectorAsync();
        await crm.SendEventsAsync(ConnectedShop.Event("a1", "last_activity", at: "2026-03-01T08:00:00Z")).JsonAsync();
        var first = await receiver.NextAsync();
        await crm.SendEventsAsync(ConnectedShop.Event("a2", "last_activity", at: WebhookHub.AnHourAgo)).JsonAsync();
        var second = await receiver.NextAsync();

        Assert.Equal((string?)first.Data["subject"], (string?)second.Data["subject"]);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(("2026-03-04T08:00:00.000Z", "2026-03-05T08:30:00.000Z"), ((string?)first.Data["due"], (string?)second.Data["due"]));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_a_day()
    {
        await using var hub = await WebhookHub.StartAsync(clock);
        var old = await hub.ConnectAsync(receiver);
        var rotated = (string)(await hub.PutWebhookAsync(receiver.Url, rotate: true).JsonAsync())["secret"]!;
        await hub.CloseAccountsAsync("call_history", First);
        var message = await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");

        hub.Pass(TimeSpan.FromDays(1));
        await hub.CloseAccountsAsync("call_history", Second);
        var later = await receiver.NextAsync();

        Assert.Equal([message.SignatureBy(rotated), message.SignatureBy(old)], message.Signatures);
        Assert.Equal([later.SignatureBy(rotated)], later.Signatures);
    }

    [Fact]
    public async Task What_was_sent_when_the_hub_ended_is_sent_again_with_the_same_id()
    {
        using var folder = new TestFolder();
        var arrived = new TaskCompletionSource();
        receiver.Respond = async (_, context) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var before = await WebhookHub.StartAsync(clock, folder);
        await before.ConnectAsync(receiver);
        await before.CloseAccountsAsync("call_history", First);
        var first = await receiver.NextAsync();
        await arrived.Task;
        await before.StopAsync();

        receiver.RespondWell();
        clock.Advance(TimeSpan.FromSeconds(31));
        await using var hub = await WebhookHub.StartAsync(clock, folder);
        var second = await receiver.NextAsync();
        await hub.StoredAsync("deliveredAt");

        Assert.Equal((first.Id, (string?)first.Data["subject"]), (second.Id, (string?)second.Data["subject"]));
        Assert.Equal(2, receiver.All.Count);
    }

    [Fact]
    public async Task A_hub_that_was_killed_before_it_stored_the_delivery_sends_again_with_the_same_id()
    {
        using var folder = new TestFolder();
        receiver.Respond = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var before = await Hub.StartAsync([ConnectedShop.Site], folder, settings: WebhookHub.MayReachPrivate);
        await before.ConnectAsync(receiver);
        var key = await before.CreateConnectorAsync("crm");
        await before.StopAsync();
        var setting = ("ConsentHub__WebhooksMayReachPrivate", "true");

        await using (var killed = await HubProcess.StartAsync(folder, null, setting))
        {
            using var crm = killed.NewClient();
            crm.DefaultRequestHeaders.Authorization = new("Bearer", key);
            await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "profile")).JsonAsync();
            await receiver.NextAsync();
            await killed.KillAsync();
        }

        // As after the thirty seconds of the lease.
        folder.Change("UPDATE webhook SET lease_until = 0");
        receiver.RespondWell();
        await using var hub = await HubProcess.StartAsync(folder, null, setting);
        await receiver.NextAsync();

        Assert.Single(receiver.All.Select(m => m.Id).Distinct(StringComparer.Ordinal));
    }

    private async Task<(string Type, string? Subject)> TypeAndSubjectAsync()
    {
        var message = await receiver.NextAsync();
        return (message.Type, (string?)message.Data["subject"]);
    }
}
