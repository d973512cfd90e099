using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConsentHub.Tests.Webhooks;

/// <summary>A system of a site: a server on loopback that receives messages.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedMessage> all = new();
    private readonly Channel<ReceivedMessage> next = Channel.CreateUnbounded<ReceivedMessage>();

    private WebhookReceiver(WebApplication app)
    {
        this.app = app;
        app.Run(ReceiveAsync);
    }

    /// <summary>Answers a message; 200 without a body by default.</summary>
    public Func<ReceivedMessage, HttpContext, Task> Respond { get; set; } = (_, _) => Task.CompletedTask;

    public string Url => app.Urls.First() + "/hooks/secret-path";

    public IReadOnlyList<ReceivedMessage> All => [.. all];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        await receiver.app.StartAsync();
        return receiver;
    }

    public void RespondWith(HttpStatusCode status, params (string Name, string Value)[] headers) => Respond = (_, context) =>
    {
        context.Response.StatusCode = (int)status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;

        return Task.CompletedTask;
    };

    public void RespondWell() => Respond = (_, _) => Task.CompletedTask;

    /// <summary>The next message, in the order in which they came in.</summary>
    public Task<ReceivedMessage> NextAsync() => next.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var message = new ReceivedMessage(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        all.Enqueue(message);
        next.Writer.TryWrite(message);
        await Respond(message, context);
    }
}

internal sealed record ReceivedMessage(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];

    public string Type => (string)Json["type"]!;

    public JsonObject Data => Json["data"]!.AsObject();

    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string[] Signatures => Headers["webhook-signature"].Split(' ');

    /// <summary>The signature as the specification of Standard Webhooks computes it.</summary>
    /// <param name="secret">As the administrator got it: <c>whsec_…</c>.</param>
    public string SignatureBy(string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.{Body}")));
}
