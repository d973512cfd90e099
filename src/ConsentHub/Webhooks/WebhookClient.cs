using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using ConsentHub.Deliveries;
using ConsentHub.Keys;
using ConsentHub.Settings;
using StandardWebhooks;

namespace ConsentHub.Webhooks;

/// <summary>Sends one signed message. Follows no redirect, uses no proxy and keeps no cookie.</summary>
internal sealed class WebhookClient(HubSettings settings, HubKeys keys, TimeProvider time) : IDisposable
{
    private const int MostRead = 4096;

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, ct) => CheckedConnection.OpenAsync(context.DnsEndPoint, settings, ct),
    });

    /// <summary>How long connection, request and response may take together. Less than <see cref="DeliveryBatch.Lease"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <exception cref="OperationCanceledException">The hub stops.</exception>
    public async Task<SendOutcome> SendAsync(Webhook webhook, string id, string body, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var request = Sign(webhook, id, body);
            using var response = await http.SendAsync(request, limit.Token);
            await ReadSomeAsync(response, limit.Token);
            return OutcomeOf(response);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SendOutcome.Failed(string.Create(CultureInfo.InvariantCulture, $"no response within {Patience.TotalSeconds} seconds"), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException)
        {
            return new SendOutcome.Failed(Explain(e), null);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Sign(Webhook webhook, string id, string body)
    {
        var now = time.GetUtcNow();
        var signatures = webhook.SaltsAt(now).Select(salt => new StandardWebhook(keys.SecretOfWebhook(webhook.Site, webhook.System, salt)).Sign(id, now, body));
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ConsentHub", null));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', signatures));
        return request;
    }

    /// <summary>Reads a short response, so that the connection can be used again. A longer one is cut off; neither is kept, and the status counts either way.</summary>
    private static async Task ReadSomeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(ct);
            _ = await content.ReadAtLeastAsync(new byte[MostRead], MostRead, throwOnEndOfStream: false, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The connection is closed with the response.
        }
    }

    private SendOutcome OutcomeOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new SendOutcome.Delivered();
        if (status == StatusCodes.Status410Gone)
            return new SendOutcome.NotWanted();

        var asked = response.Headers.RetryAfter;
        return new SendOutcome.Failed(string.Create(CultureInfo.InvariantCulture, $"status {status}"), asked?.Delta ?? (asked?.Date is { } date ? date - time.GetUtcNow() : null));
    }

    private static string Explain(Exception error) => error switch
    {
        HttpRequestException { Message: CheckedConnection.Refused } or { InnerException.Message: CheckedConnection.Refused } => "the name has no public address",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name can't be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection: check the certificate",
        _ => "no connection, or the connection broke off",
    };
}

/// <summary>The result of one attempt.</summary>
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    public sealed record Delivered : SendOutcome;

    /// <summary>The receiver wants nothing any more (410).</summary>
    public sealed record NotWanted : SendOutcome;

    /// <param name="Failure">What failed, in words without an address.</param>
    /// <param name="RetryAfter">What the receiver asks for; null if it asks for nothing.</param>
    public sealed record Failed(string Failure, TimeSpan? RetryAfter) : SendOutcome;
}
