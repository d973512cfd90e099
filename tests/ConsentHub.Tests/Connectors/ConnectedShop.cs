using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Connectors;

/// <summary>The test site with classes of data that other systems hold, and the calls of such a system.</summary>
internal static class ConnectedShop
{
    public const string Subject = "hmac-7f3a_0000001";

    /// <summary>A time before <see cref="TestClock"/> begins.</summary>
    public const string Yesterday = "2026-03-01T08:00:00Z";

    public static SiteFile Site { get; } = TestSite.Minimal("shop") with
    {
        Retention =
        [
            new RetentionClass { Id = "profile", Name = Name, While = RetentionClass.AccountActive, HeldBy = "crm" },
            new RetentionClass { Id = "call_history", Name = Name, Period = "P30D", After = RetentionEvent.AccountClosed, HeldBy = "crm" },
            new RetentionClass { Id = "drafts", Name = Name, Period = "P3D", After = RetentionEvent.LastActivity, HeldBy = "crm" },
            new RetentionClass { Id = "mailings", Name = Name, Period = "P5D", After = RetentionEvent.Withdrawal, Category = "marketing", HeldBy = "mailer" },
            new RetentionClass { Id = "logs", Name = Name, Period = "P30D", HeldBy = "collector" },
            new RetentionClass { Id = "statistics", Name = Name, Period = "P12M" },
            new RetentionClass { Id = RetentionClass.ConsentRecords, Name = Name, Period = "P90D", After = RetentionEvent.ChoiceEnded },
        ],
    };

    private static IReadOnlyDictionary<string, string> Name => TestSite.Text("Data", "Daten");

    public static Task<Hub> StartAsync(TestClock clock, TestFolder? folder = null) => Hub.StartAsync([Site], folder, clock);

    /// <summary>A client with the key of a system.</summary>
    public static async Task<HttpClient> ConnectorAsync(this Hub hub, string system = "crm") => hub.KeyedClient(await hub.CreateConnectorAsync(system));

    public static JsonObject Event(string id, string kind = "account_closed", string? dataClass = null, string subject = Subject, string at = Yesterday)
    {
        var happened = new JsonObject { ["id"] = id, ["kind"] = kind, ["subject"] = subject, ["at"] = at };
        if (dataClass is not null)
            happened["class"] = dataClass;

        return happened;
    }

    public static Task<HttpResponseMessage> SendEventsAsync(this HttpClient client, params JsonObject[] events) =>
        client.SendLinesAsync(string.Join('\n', events.Select(e => e.ToJsonString())) + "\n");

    public static Task<HttpResponseMessage> SendLinesAsync(this HttpClient client, string lines, string site = "shop", string? contentType = "application/x-ndjson")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return client.PostAsync($"/v1/sites/{site}/events", content);
    }

    /// <summary>The duties that a client is shown, whenever they are due.</summary>
    public static async Task<JsonArray> DutiesAsync(this HttpClient client, string query = "dueBefore=2999-01-01", string site = "shop") =>
        (await client.GetAsync($"/v1/sites/{site}/duties?{query}").JsonAsync())["duties"]!.AsArray();

    /// <summary>The classes of the duties that a client is shown.</summary>
    public static async Task<string[]> ClassesAsync(this HttpClient client, string query = "dueBefore=2999-01-01") =>
        [.. (await client.DutiesAsync(query)).Select(d => (string)d!["class"]!)];

    public static Task<HttpResponseMessage> AcknowledgeAsync(this HttpClient client, JsonNode duty, JsonObject? said = null, string site = "shop") =>
        client.PostAsJsonAsync($"/v1/sites/{site}/duties/{(string)duty["id"]!}/ack", said ?? new JsonObject { ["outcome"] = "done" });
}
