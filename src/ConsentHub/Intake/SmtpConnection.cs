using System.Globalization;
using System.Net.Sockets;
using ConsentHub.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ConsentHub.Intake;

/// <summary>A connection to the operator's mail server, opened for the first message and used for all that wait.</summary>
/// <param name="patience">The most that connecting with TLS and sign-in takes, and as much again for a message.</param>
internal sealed class SmtpConnection(SmtpServer server, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private SmtpClient? client;

    public async Task<MailOutcome> SendAsync(MimeMessage message, CancellationToken ct)
    {
        try
        {
            client ??= await WithinAsync(OpenAsync, ct);
            await WithinAsync(limited => client.SendAsync(message, limited), ct);
            return new MailOutcome.Sent();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (OutcomeOf(e) is { } outcome)
                return outcome;

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client is null)
            return;

        try
        {
            // The server has accepted what was sent, so nothing depends on the farewell.
            using var limited = new CancellationTokenSource(Farewell);
            await client.DisconnectAsync(quit: true, limited.Token);
        }
        catch (Exception e) when (OutcomeOf(e) is not null)
        {
        }

        client.Dispose();
    }

    private async Task<SmtpClient> OpenAsync(CancellationToken ct)
    {
        // Whether a certificate was revoked is asked of its issuer, which a server without access to the internet can't reach.
        var opened = new SmtpClient { CheckCertificateRevocation = false };
        try
        {
            await opened.ConnectAsync(server.Host, server.Port, OptionsOf(server.Encryption), ct);
            if (server is { User: { } user, Password: { } password })
                await opened.AuthenticateAsync(user, password, ct);

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static SecureSocketOptions OptionsOf(SmtpEncryption encryption) => encryption switch
    {
        SmtpEncryption.StartTls => SecureSocketOptions.StartTls,
        SmtpEncryption.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(patience);
        return await step(limited.Token);
    }

    /// <summary>What a failure means; null if it is no failure of the mail server. The reasons repeat no text of the server, which may name the recipient.</summary>
    private MailOutcome? OutcomeOf(Exception error) => error switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } e =>
            (int)e.StatusCode >= 500 ? new MailOutcome.Refused((int)e.StatusCode) : new MailOutcome.Deferred((int)e.StatusCode),
        SmtpCommandException e => new MailOutcome.ServerFailed(string.Create(CultureInfo.InvariantCulture, $"it responds with status {(int)e.StatusCode}")),
        OperationCanceledException or TimeoutException => new MailOutcome.ServerFailed($"it did not respond within {patience.TotalSeconds:0} seconds"),
        SslHandshakeException => new MailOutcome.ServerFailed("TLS failed; check its certificate and the scheme in ConsentHub__Smtp"),
        NotSupportedException => new MailOutcome.ServerFailed("it lacks what ConsentHub__Smtp asks for: STARTTLS or a sign-in"),
        AuthenticationException => new MailOutcome.ServerFailed("it refuses the user or the password"),
        SocketException e => new MailOutcome.ServerFailed($"no connection ({e.SocketErrorCode})"),
        IOException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException => new MailOutcome.ServerFailed("it closed the connection, or does not speak SMTP"),
        _ => null,
    };
}

/// <summary>What became of a message.</summary>
internal abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>The server has accepted it.</summary>
    public sealed record Sent : MailOutcome;

    /// <summary>The server does not take this message now.</summary>
    public sealed record Deferred(int Status) : MailOutcome;

    /// <summary>The server will never take this message, for instance because there is no such recipient.</summary>
    public sealed record Refused(int Status) : MailOutcome;

    /// <summary>The server takes no message at all.</summary>
    public sealed record ServerFailed(string Reason) : MailOutcome;
}
