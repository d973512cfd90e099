using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ConsentHub.BrowserTests.Support;

/// <summary>Serves the hub under a path of a website, like an nginx in front of both.</summary>
/// <param name="prefix">The path.</param>
/// <param name="hub">Address of the hub.</param>
/// <param name="changeNotice">How an attacker who has taken over the hub changes each notice; null if there is none.</param>
internal sealed class ReverseProxy(string prefix, Uri hub, Action<JsonObject>? changeNotice = null) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public bool Takes(string path) => path.StartsWith(prefix + "/", StringComparison.Ordinal);

    public async Task ForwardAsync(HttpContext context)
    {
        var request = context.Request;
        using var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(hub, $"{request.Path}{request.QueryString}"));
        if (request.ContentLength > 0)
            forwarded.Content = new StreamContent(request.Body);

        foreach (var (name, values) in request.Headers.Where(header => changeNotice is null || header.Key is not ("Accept-Encoding" or "If-None-Match")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var answer = await client.SendAsync(forwarded, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        var changes = changeNotice is not null && request.Path.Value!.EndsWith("/notice", StringComparison.Ordinal);
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding" && !(changes && header.Key == "Content-Length")))
            context.Response.Headers[name] = values.ToArray();

        if (changes)
        {
            var notice = JsonNode.Parse(await answer.Content.ReadAsStreamAsync(context.RequestAborted))!.AsObject();
            changeNotice!(notice);
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsync(notice.ToJsonString(), context.RequestAborted);
            return;
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => client.Dispose();
}
