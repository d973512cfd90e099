using System.Text.Json.Nodes;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;
using ConsentHub.Visitors.Responses;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.BrowserTests.Support;

/// <summary>Reads what the hub has stored and counted after a page was used.</summary>
internal static class Analyst
{
    /// <summary>The whole consent log of a site.</summary>
    public static async Task<IReadOnlyList<ConsentRecord>> LogAsync(this Hub hub, string site = "shop") =>
        await hub.Services.GetRequiredService<IConsentLog>()
            .ReadAsync(new LogQuery { Site = hub.Site(site).Number }, CancellationToken.None).ToListAsync();

    /// <summary>The optional categories that a record grants.</summary>
    public static string[] Granted(this Hub hub, ConsentRecord record, string site = "shop") =>
        [.. ConsentResponse.ChoicesOf(record, hub.Site(site).Latest).Where(choice => choice.Value && choice.Key != "auth").Select(choice => choice.Key)];

    /// <summary>Services that a record grants although it denies their category.</summary>
    public static string[] GrantedAlone(this Hub hub, ConsentRecord record, string site = "shop") =>
        [.. ConsentResponse.ServicesOf(record, hub.Site(site).Latest).Where(choice => choice.Value).Select(choice => choice.Key)];

    /// <summary>A visitor's history, newest first, from the public API.</summary>
    public static async Task<JsonArray> HistoryAsync(this Hub hub, string visitorId, string site = "shop") =>
        (await hub.AskAsync(visitorId, $"/v1/sites/{site}/consent/history").JsonAsync())["records"]!.AsArray();

    public static async Task<HttpResponseMessage> AskAsync(this Hub hub, string visitorId, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Visitor-Id", visitorId);
        return await hub.Client.SendAsync(request);
    }

    /// <summary>Sums of the rollups for all time, by the values of one dimension.</summary>
    public static async Task<IReadOnlyDictionary<string, StatsCell>> StatsAsync(this Hub hub, StatsDimension by, string site = "shop")
    {
        var forever = new StatsQuery(hub.Site(site).Number, by, [new StatsSpan(0, int.MaxValue)]);
        var cells = await hub.Services.GetRequiredService<IConsentLog>().StatsAsync(forever, CancellationToken.None);
        return cells.ToDictionary(cell => cell.Value, StringComparer.Ordinal);
    }

    /// <summary>Waits until the log has this many records, and returns them.</summary>
    public static Task<IReadOnlyList<ConsentRecord>> LogOfAsync(this Hub hub, int count, string site = "shop") =>
        Eventually.Async(() => hub.LogAsync(site), log => log.Count >= count);

    /// <summary>Waits until something has been counted, and returns the cells by notice version.</summary>
    public static Task<IReadOnlyDictionary<string, StatsCell>> CountsAsync(this Hub hub, string site = "shop") =>
        Eventually.Async(() => hub.StatsAsync(StatsDimension.Notice, site), cells => cells.Count > 0);
}
