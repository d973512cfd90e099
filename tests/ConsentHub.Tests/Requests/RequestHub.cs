using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.Identity;
using ConsentHub.Intake;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Requests;

/// <summary>A hub whose shop takes privacy requests, and the calls of a requester.</summary>
internal static class RequestHub
{
    public const string Jane = "jane@person.example", Joe = "joe@person.example", Path = "/v1/sites/shop/requests";

    /// <summary>Takes every type of request. Its CRM deletes profiles on request.</summary>
    public static readonly SiteFile Shop = TestSite.Minimal("shop") with
    {
        Requests = new SiteRequests(),
        Retention = [new RetentionClass { Id = "profile", Name = TestSite.Text("Profile", "Profil"), Period = "P3D", After = RetentionEvent.DeletionRequest, HeldBy = "crm" }],
    };

    public static JsonObject ByMail(string type = "access", string email = Jane) => new() { ["type"] = type, ["email"] = email };

    public static Task<HttpResponseMessage> RequestAsync(this Hub hub, JsonObject body, string? visitorId = null, string path = Path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (visitorId is not null)
            request.Headers.Add("Visitor-Id", visitorId);

        return hub.Client.SendAsync(request);
    }

    /// <summary>Sends a request by mail and returns its id.</summary>
    public static async Task<string> AskAsync(this Hub hub, string type = "access", string email = Jane, string? visitorId = null) =>
        (string)(await hub.RequestAsync(ByMail(type, email), visitorId).JsonAsync(202))["id"]!;

    /// <summary>Sends a request with a token of an account.</summary>
    public static Task<HttpResponseMessage> AskSignedInAsync(this Hub hub, string type, string account = "4711", string? visitorId = null) =>
        hub.RequestAsync(new JsonObject { ["type"] = type, ["token"] = hub.TokenOf(account) }, visitorId);

    public static string TokenOf(this Hub hub, string account, string site = "shop") => hub.Services.GetRequiredService<SubjectTokens>().Issue(
        site, account, hub.Services.GetRequiredService<TimeProvider>().GetUtcNow(), TimeSpan.FromMinutes(10));

    public static Task<HttpResponseMessage> EnterAsync(this Hub hub, string id, string code) => hub.Client.PostAsJsonAsync($"{Path}/{id}/code", new { code });

    public static Task<HttpResponseMessage> RenewAsync(this Hub hub, string id) => hub.Client.PostAsync($"{Path}/{id}/code/renewal", content: null);

    public static Task<HttpResponseMessage> ReadAsync(this Hub hub, string id, string? secret, string suffix = "") =>
        hub.Client.SendAsync(HttpMethod.Get, $"{Path}/{id}{suffix}", secret is null ? [] : [("Authorization", $"Bearer {secret}")]);

    /// <summary>Sends a request by mail and enters the code.</summary>
    public static async Task<(string Id, string Secret)> OpenAsync(this Hub hub, MailServer mail, string type = "access", string? visitorId = null)
    {
        var id = await hub.AskAsync(type, visitorId: visitorId);
        var verified = await hub.EnterAsync(id, (await mail.NextAsync()).Code).JsonAsync();
        await mail.NextAsync();
        return (id, (string)verified["secret"]!);
    }

    public static string WrongCode(string code) => code == "00000000" ? "11111111" : "00000000";

    /// <summary>Sets the clock forward, and lets the hub look for mail that is due.</summary>
    public static void Later(this Hub hub, TimeSpan time)
    {
        hub.Clock!.Advance(time);
        hub.Services.GetRequiredService<MailSender>().Wake();
    }
}
