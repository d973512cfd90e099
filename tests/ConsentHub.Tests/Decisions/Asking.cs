using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Decisions;

/// <summary>Asks for decisions, as a site's own server does.</summary>
internal static class Asking
{
    /// <summary>The pseudonym of a visitor in a site's records.</summary>
    public static string Pseudonym(string visitorId, string site = "shop") =>
        VisitorId.TryParse(visitorId, out var id) ? id.In(site).ToString() : throw new ArgumentException("No visitor id.", nameof(visitorId));

    /// <param name="about">What is asked, such as <c>category=marketing</c>, with further parameters.</param>
    public static Task<HttpResponseMessage> AskAsync(this HttpClient client, string visitorId, string about, string site = "shop") =>
        client.GetAsync($"/v1/sites/{site}/decisions?visitor={Pseudonym(visitorId, site)}&{about}");

    public static Task<JsonNode> DecisionAsync(this HttpClient client, string visitorId, string about, string site = "shop") =>
        client.AskAsync(visitorId, about, site).JsonAsync();

    /// <summary>The reason, and whether it is a yes.</summary>
    public static async Task<(bool Allowed, string Reason)> ReasonAsync(this HttpClient client, string visitorId, string about, string site = "shop")
    {
        var decision = await client.DecisionAsync(visitorId, about, site);
        return ((bool)decision["allowed"]!, (string)decision["reason"]!);
    }
}
