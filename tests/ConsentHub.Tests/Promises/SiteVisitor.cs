using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>A visitor of a shipped site who chooses and reads over the public API, as an app does.</summary>
internal sealed class SiteVisitor(Hub hub, string site)
{
    public string Id { get; } = Choice.NewVisitorId();

    private SiteFile File => hub.Site(site).Latest.Content;

    /// <summary>Allows these optional categories and no others; services differ from their category where named.</summary>
    public Task<JsonNode> SaveAsync(IEnumerable<string> on, params (string Service, bool On)[] services) => SendAsync("save", on, services).JsonAsync(201);

    public Task<JsonNode> RefuseAsync() => SendAsync("reject_all", [], []).JsonAsync(201);

    /// <summary>Sends a choice as the page of an adult would.</summary>
    public Task<HttpResponseMessage> SendAsync(string action, IEnumerable<string> on, (string Service, bool On)[] services, params (string Key, JsonNode? Value)[] changes)
    {
        var allowed = on.ToHashSet(StringComparer.Ordinal);
        var choices = new JsonObject(File.Categories.Select(c => KeyValuePair.Create(c.Id, (JsonNode?)(c.Required || allowed.Contains(c.Id)))));
        var differing = new JsonObject(services.Select(s => KeyValuePair.Create(s.Service, (JsonNode?)s.On)));
        var body = Choice.Body(Id, ("action", action), ("choices", choices), ("services", services.Length > 0 ? differing : null), ("notice", hub.Site(site).Latest.Version));
        if (File.Age is not null && (allowed.Count > 0 || services.Any(s => s.On)))
            body["ofAge"] = true;
        foreach (var (key, value) in changes)
        {
            body.Remove(key);
            if (value is not null)
                body[key] = value;
        }

        return hub.Client.SendAsync(body, site);
    }

    public Task<JsonNode> CurrentAsync() => GetAsync("consent").JsonAsync();

    /// <summary>The records of the history, newest first.</summary>
    public async Task<JsonArray> HistoryAsync() => (await GetAsync("consent/history").JsonAsync())["records"]!.AsArray();

    public Task<JsonNode> ExportAsync() => GetAsync("visitor/export").JsonAsync();

    public Task<JsonNode> ReceiptAsync(JsonNode stored) => GetAsync($"consents/{(string)stored["id"]!}/receipt").JsonAsync();

    public Task<HttpResponseMessage> GetAsync(string what) => hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/{site}/{what}", ("Visitor-Id", Id));
}
