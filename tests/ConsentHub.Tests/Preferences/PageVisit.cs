using System.Net;
using System.Text.RegularExpressions;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Preferences.Model;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Preferences;

/// <summary>
/// A visitor's browser without JavaScript: it stores the page's cookies, fills in the form of the page, and sends it as
/// browsers do.
/// </summary>
internal sealed class PageVisit(Hub hub, string site = "shop")
{
    /// <summary>Name and value of every stored cookie.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Headers that this browser sends with every request, such as <c>Sec-GPC</c>.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public string? VisitorId => Cookies.GetValueOrDefault(PageVisitors.CookieName(site));

    public string Address => $"/preferences/{site}";

    public Task<PageResponse> OpenAsync(string query = "") => SendAsync(new HttpRequestMessage(HttpMethod.Get, Address + query));

    /// <summary>Presses a button of a page's form; the named switches are on.</summary>
    public Task<PageResponse> PressAsync(PageResponse page, string action, params string[] on) =>
        PostAsync(page.Hidden.Append(("action", action)).Concat(on.Select(id => ($"category.{id}", "on"))));

    public async Task<PageResponse> OpenAndPressAsync(string action, params string[] on) => await PressAsync(await OpenAsync(), action, on);

    /// <param name="origin">Origin of the page that sends the form: the hub's by default, no header if empty.</param>
    public Task<PageResponse> PostAsync(IEnumerable<(string Name, string Value)> fields, string? origin = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        if (origin is not "")
            request.Headers.Add("Origin", origin ?? hub.Address.GetLeftPart(UriPartial.Authority));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);

        return SendAsync(request);
    }

    public async Task<PageResponse> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        foreach (var (name, value) in Headers)
            request.Headers.Add(name, value);
        if (!request.Headers.Contains("Accept"))
            request.Headers.Add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        using var response = await hub.Client.SendAsync(request);
        var answer = await PageResponse.ReadAsync(response);
        foreach (var cookie in answer.SetCookies)
        {
            var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..cookie.IndexOf(';')]);
            if (cookie.Contains("max-age=0", StringComparison.OrdinalIgnoreCase))
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }

        return answer;
    }

    /// <summary>Publishes the next version of the site.</summary>
    public async Task PublishAsync(SiteFile file)
    {
        hub.Folder.WriteSite(file);
        await hub.Services.GetRequiredService<SiteFolder>().ApplyChangesAsync(CancellationToken.None);
    }

    /// <summary>All records in the hub, in the order of the log.</summary>
    public async Task<List<ConsentRecord>> StoredAsync()
    {
        var records = new List<ConsentRecord>();
        await foreach (var record in hub.Services.GetRequiredService<IConsentLog>().ReadAsync(new LogQuery { Site = hub.Site(site).Number }, CancellationToken.None))
            records.Add(record);

        return records;
    }
}

/// <summary>A response as a visitor sees it.</summary>
internal sealed partial record PageResponse(HttpStatusCode Status, string Html, HttpResponseMessage Response, IReadOnlyList<string> SetCookies)
{
    /// <summary>The text without markup, decoded.</summary>
    public string Text => WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(Html, " "), " "));

    /// <summary>The hidden fields of the form with the choice.</summary>
    public IReadOnlyList<(string Name, string Value)> Hidden
    {
        get
        {
            var form = Html[Html.IndexOf("class=\"choice\"", StringComparison.Ordinal)..];
            return [.. HiddenField().Matches(form[..form.IndexOf("<fieldset>", StringComparison.Ordinal)])
                .Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))];
        }
    }

    /// <summary>The hidden fields of a page with one form.</summary>
    public IReadOnlyList<(string Name, string Value)> AllHidden =>
        [.. HiddenField().Matches(Html).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))];

    public string this[string hidden] => Hidden.First(f => f.Name == hidden).Value;

    public bool IsOn(string category) => Html.Contains($"name=\"category.{category}\" value=\"on\" aria-describedby=\"d-{category}\" checked", StringComparison.Ordinal);

    public string Header(string name) => Response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    public static async Task<PageResponse> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, await response.Content.ReadAsStringAsync(), response,
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\">", RegexOptions.None, 1000)]
    private static partial Regex HiddenField();
}
