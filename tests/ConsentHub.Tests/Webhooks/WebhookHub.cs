using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Formats;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Webhooks;

/// <summary>The hub of the connected shop, whose webhooks may reach loopback, and the calls of its administrator.</summary>
internal static class WebhookHub
{
    public static readonly (string Key, string Value) MayReachPrivate = ("ConsentHub:WebhooksMayReachPrivate", "true");

    /// <summary>An hour before <see cref="TestClock"/> begins.</summary>
    public const string AnHourAgo = "2026-03-02T08:30:00Z";

    public static Task<Hub> StartAsync(TestClock clock, TestFolder? folder = null, params (string Key, string Value)[] settings) =>
        Hub.StartAsync([ConnectedShop.Site], folder, clock, [MayReachPrivate, .. settings]);

    public static async Task<HttpResponseMessage> PutWebhookAsync(this Hub hub, string url, string system = "crm", bool? rotate = null)
    {
        using var admin = hub.KeyedClient();
        return await admin.PutAsJsonAsync($"/v1/admin/sites/shop/webhooks/{system}", rotate is null ? (object)new { url } : new { url, rotate });
    }

    /// <summary>Sets a webhook and returns its secret.</summary>
    public static async Task<string> ConnectAsync(this Hub hub, WebhookReceiver receiver, string system = "crm") =>
        (string)(await hub.PutWebhookAsync(receiver.Url, system).JsonAsync(201))["secret"]!;

    /// <summary>The webhook of a system as its administrator sees it.</summary>
    public static async Task<JsonNode> WebhookAsync(this Hub hub, string system = "crm")
    {
        using var admin = hub.KeyedClient();
        return (await admin.GetAsync("/v1/admin/sites/shop/webhooks").JsonAsync())["webhooks"]!.AsArray().Single(w => (string?)w!["system"] == system)!;
    }

    /// <summary>Waits until the hub has stored the result of the attempts at this time.</summary>
    /// <param name="member"><c>deliveredAt</c> or <c>failedAt</c>.</param>
    public static Task<JsonNode> StoredAsync(this Hub hub, string member, string system = "crm") =>
        Eventually.Async(() => hub.WebhookAsync(system), w => (string?)w[member] == Rfc3339.Of(hub.Clock!.GetUtcNow()));

    /// <summary>Sets the clock forward, and lets the hub look for what is due.</summary>
    public static void Pass(this Hub hub, TimeSpan time)
    {
        hub.Clock!.Advance(time);
        hub.Services.GetRequiredService<DutySignal>().Set();
    }

    /// <summary>Reports the end of accounts, each of which gives one duty of the class.</summary>
    public static async Task CloseAccountsAsync(this Hub hub, string dataClass, params string[] subjects)
    {
        using var crm = await hub.ConnectorAsync();
        await crm.SendEventsAsync([.. subjects.Select(s => ConnectedShop.Event($"closed.{s}", dataClass: dataClass, subject: s, at: AnHourAgo))]).JsonAsync();
    }
}
