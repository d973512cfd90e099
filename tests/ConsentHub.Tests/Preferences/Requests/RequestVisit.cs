using System.Net;
using System.Text.RegularExpressions;
using ConsentHub.Audit;
using ConsentHub.Requests;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Preferences.Requests;

/// <summary>A browser without JavaScript on the pages for privacy requests.</summary>
internal sealed class RequestVisit(Hub hub, string site = "shop")
{
    public const string Form = "/preferences/shop/requests";

    /// <summary>The page of a request that does not exist.</summary>
    public const string Unknown = Form + "/0192a3b4-c5d6-7e8f-9a0b-1c2d3e4f5a6b";

    /// <summary>The same browser on the preference page.</summary>
    public PageVisit Browser { get; } = new(hub, site);

    public Task<PageResponse> OpenAsync(string query = "?lang=en") => GetAsync(Form + query);

    public Task<PageResponse> GetAsync(string path) => Browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Follows the redirect of a form.</summary>
    public Task<PageResponse> FollowAsync(PageResponse answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return GetAsync(PathOf(answer));
    }

    /// <summary>Where a redirect leads.</summary>
    public static string PathOf(PageResponse answer) => new Uri(answer.Response.RequestMessage!.RequestUri!, answer.Header("Location")).PathAndQuery;

    /// <param name="origin">Origin of the page that sends the form: the hub's by default, no header if empty.</param>
    public Task<PageResponse> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, string? origin = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        if (origin is not "")
            request.Headers.Add("Origin", origin ?? hub.Address.GetLeftPart(UriPartial.Authority));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);

        return Browser.SendAsync(request);
    }

    /// <summary>Sends a request and opens the page that asks for its code.</summary>
    /// <returns>The path of the request's page, without the query.</returns>
    public async Task<string> SendAsync(string type = "access", string message = "")
    {
        var sent = await PostAsync($"/preferences/{site}/requests", Filled(type, RequestHub.Jane, message));
        await FollowAsync(sent);
        return PathOf(sent).Split('?')[0];
    }

    /// <summary>Sends a request, and enters the code of its mail.</summary>
    public async Task<(string Path, PageResponse Page)> ConfirmAsync(MailServer mail, string type = "access", string message = "")
    {
        var path = await SendAsync(type, message);
        var page = await FollowAsync(await EnterAsync(path, (await mail.NextAsync()).Code));
        await mail.NextAsync();
        return (path, page);
    }

    public Task<PageResponse> EnterAsync(string path, string code) => PostAsync(path, [("action", "confirm"), ("lang", "en"), ("code", code)]);

    public static IEnumerable<(string Name, string Value)> Filled(string? type, string email, string message)
    {
        if (type is not null)
            yield return ("type", type);

        foreach (var field in new[] { ("action", "send"), ("lang", "en"), ("email", email), ("message", message) })
            yield return field;
    }

    /// <summary>The site answers.</summary>
    public async Task AnswerAsync(string path, string text, bool isDone = true)
    {
        var sealer = await hub.Services.GetRequiredService<AuditTrail>().SealerAsync();
        Assert.IsType<AnswerOutcome.Closed>(await hub.Services.GetRequiredService<IRequestStore>().AnswerAsync(
            hub.Site(site).Number, site, Guid.Parse(path.Split('/')[^1]), new RequestAnswer(isDone, text), Actor.CommandLine, sealer, hub.Clock!.GetUtcNow()));
        hub.Later(TimeSpan.Zero);
    }

    /// <summary>What the error of a field says; null if the field is right.</summary>
    public static string? ErrorOf(PageResponse page, string field) =>
        Regex.Match(page.Html, $"id=\"{field}-wrong\">(?<text>[^<]*)<", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups["text"].Value) : null;
}
