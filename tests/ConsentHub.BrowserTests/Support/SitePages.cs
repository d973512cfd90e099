using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ConsentHub.BrowserTests.Engines;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConsentHub.BrowserTests.Support;

/// <summary>A customer's website, on another origin than the hub.</summary>
/// <remarks>
/// <c>/tag/{name}.js</c> is a tag that adds its name to <c>data-ran</c> of the document when it runs. Below
/// <c>/asset/</c> there is a file for every name, whose type follows its extension.
/// </remarks>
internal sealed class SitePages : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, CannedResponse> responses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<Task>> held = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> requested = new();
    private readonly WebApplication app;
    private ReverseProxy? proxy;

    private SitePages(WebApplication app)
    {
        this.app = app;
        app.Run(RespondAsync);
    }

    /// <summary>The website's address; its host is <c>localhost</c>, the hub's is <c>127.0.0.1</c>.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    public Uri At(string path) => new(Address, path);

    public static async Task<SitePages> StartAsync(bool https = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(https ? "https://127.0.0.1:0" : "http://127.0.0.1:0");
        if (https)
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(tls => tls.ServerCertificate = OwnCertificate()));

        var app = builder.Build();
        var pages = new SitePages(app);
        await app.StartAsync();
        pages.Address = new Uri(app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        return pages;
    }

    /// <summary>From now on each response for a path waits until the given task has completed.</summary>
    public void Hold(string path, Func<Task> until) => held[path] = until;

    /// <summary>Whether the path was requested.</summary>
    public bool WasAsked(string path) => requested.Contains(path);

    /// <summary>How often the path was requested.</summary>
    public int CountOf(string path) => requested.Count(asked => asked == path);

    /// <summary>From now on the website serves a hub under <c>/consent</c> of its own origin.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="changeNotice">How an attacker who has taken over the hub changes each notice.</param>
    public void Forward(Hub hub, Action<JsonObject>? changeNotice = null) => proxy = new ReverseProxy("/consent", hub.Address, changeNotice);

    /// <summary>Serves a page that includes the hub's script.</summary>
    public Uri Serve(Hub hub, string body = "", string head = "", string path = "/", string lang = "en", params (string Name, string Value)[] headers) =>
        ServeHtml($"""<script src="{hub.Address}consent.js?site=shop" async></script>{head}""", body, path, lang, headers);

    /// <summary>Serves a page with only this content.</summary>
    public Uri ServeHtml(string head, string body, string path = "/", string lang = "en", params (string Name, string Value)[] headers)
    {
        var html = $"""
            <!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Customer</title>{head}</head><body>{body}</body></html>
            """;
        responses[path] = new("text/html; charset=utf-8", html, headers);
        return At(path);
    }

    /// <summary>Serves this text as a complete page.</summary>
    public Uri ServeWhole(string path, string html)
    {
        responses[path] = new("text/html; charset=utf-8", html, []);
        return At(path);
    }

    public Uri ServeScript(string path, string code, params (string Name, string Value)[] headers)
    {
        responses[path] = new("text/javascript; charset=utf-8", code, headers);
        return At(path);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        proxy?.Dispose();
    }

    private async Task RespondAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        requested.Enqueue(path);
        if (proxy?.Takes(path) == true)
        {
            await proxy.ForwardAsync(context);
            return;
        }

        if (held.TryGetValue(path, out var until))
            await until();

        var answer = responses.TryGetValue(path, out var set) ? set : Usual(path);
        context.Response.StatusCode = answer is null ? 404 : 200;
        context.Response.ContentType = answer?.Type;
        context.Response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in answer?.Headers ?? [])
            context.Response.Headers[name] = value;

        await context.Response.WriteAsync(answer is null ? "" : TellsNoErrors(context.Request) && answer.Type.StartsWith("text/html", StringComparison.Ordinal) ? ErrorCollector.In(answer.Body) : answer.Body);
    }

    /// <summary>Adds the error collector, because WebKit's driver does not report what a page throws.</summary>
    private static bool TellsNoErrors(HttpRequest request) =>
        request.Headers.UserAgent.ToString() is var agent && agent.Contains("AppleWebKit", StringComparison.Ordinal) && !agent.Contains("Chrom", StringComparison.Ordinal);

    private static CannedResponse? Usual(string path) => path switch
    {
        ErrorCollector.Path => new("text/javascript", ErrorCollector.Code, []),
        "/favicon.ico" => new("image/svg+xml", """<svg xmlns="http://www.w3.org/2000/svg"/>""", []),
        "/frame.html" => new("text/html", "<!DOCTYPE html><title>Embed</title><p>Embedded</p>", []),
        _ when path.StartsWith("/asset/", StringComparison.Ordinal) => Path.GetExtension(path) switch
        {
            ".css" => new("text/css", "", []),
            ".svg" => new("image/svg+xml", """<svg xmlns="http://www.w3.org/2000/svg"/>""", []),
            ".html" => new("text/html", "<!DOCTYPE html><title>Embed</title><p>Embedded</p>", []),
            _ => new("video/mp4", "", []),
        },
        _ when path.StartsWith("/tag/", StringComparison.Ordinal) => new("text/javascript", Tag(Path.GetFileNameWithoutExtension(path)), []),
        _ => null,
    };

    /// <summary>The code of a tag that records that it ran.</summary>
    public static string Tag(string name) =>
        $$"""{ const root = document.documentElement; root.dataset.ran = `${root.dataset.ran ?? ''} {{name}}`.trim(); }""";

    /// <summary>A self-signed certificate; the engines are told to accept it.</summary>
    private static X509Certificate2 OwnCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private sealed record CannedResponse(string Type, string Body, (string Name, string Value)[] Headers);
}
