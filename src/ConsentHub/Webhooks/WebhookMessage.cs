using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Connectors;
using ConsentHub.Deliveries;
using ConsentHub.Promises;

namespace ConsentHub.Webhooks;

/// <summary>The body of a message, as Standard Webhooks has it: <c>type</c>, <c>timestamp</c>, <c>data</c>.</summary>
internal static class WebhookMessage
{
    public const string Open = "duty.open", Overdue = "duty.overdue";

    /// <param name="site">Key of the site.</param>
    /// <param name="hold">The hold of the class that is in force; null if there is none.</param>
    public static string BodyOf(string site, Delivery delivery, Hold? hold, DateTimeOffset now)
    {
        var data = JsonSerializer.SerializeToNode(ListedDuty.Of(delivery.Duty, hold, now), ConnectorJson.Default.ListedDuty)!.AsObject();
        data.Insert(0, "site", site);
        return new JsonObject { ["type"] = delivery.IsKnown ? Overdue : Open, ["timestamp"] = Rfc3339.Of(now), ["data"] = data }.ToJsonString();
    }
}
