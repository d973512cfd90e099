using Microsoft.AspNetCore.Http;

namespace ConsentHub.BrowserTests.Support;

/// <summary>Offers the hub below a path of a website, as an nginx in front of both would.</summary>
internal sealed class ReverseProxy(string prefix, Uri hub) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public bool Takes(string path) => path.StartsWith(prefix + "/", StringComparison.Ordinal);

    public async Task ForwardAsync(HttpContext context)
    {
        var request = context.Request;
        using var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(hub, $"{request.Path}{request.QueryString}"));
        if (request.ContentLength > 0)
            forwarded.Content = new StreamContent(request.Body);

        foreach (var (name, values) in request.Headers)
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var answer = await client.SendAsync(forwarded, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
            context.Response.Headers[name] = values.ToArray();

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => client.Dispose();
}
