using ConsentHub.Deliveries;
using ConsentHub.Metrics;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.Sites;

namespace ConsentHub.Intake;

/// <summary>Sends the messages about privacy requests through the operator's mail server, one after another.</summary>
/// <remarks>
/// Each message is leased while it is sent, so that several hubs send it once. A hub that ends between the server's acceptance and the store's
/// note sends it again after the lease, with the same Message-ID: a message arrives at least once.
/// </remarks>
internal sealed partial class MailSender(
    IRequestStore store, RequestMessages messages, SiteDirectory sites, HubSettings settings, HubMetrics metrics, TimeProvider time, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>How often the sender looks for what other processes added, and for what is to be sent again.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Longer than all time-outs of one message together.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim wake = new(0, 1);
    private volatile bool cannotLook, cannotSend;

    /// <summary>Why nothing can be sent; null while messages can be sent.</summary>
    public string? Error => cannotLook || cannotSend ? "Mail about privacy requests could not be sent. The log has the reason." : null;

    /// <summary>Says that there may be something to send.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The sender looks already.
        }
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Mails.Add("sent", 0);
        metrics.Mails.Add("failed", 0);
        while (settings.Smtp is { } server)
        {
            await SendAllAsync(server, stoppingToken);
            await wake.WaitAsync(Interval, stoppingToken);
        }
    }

    /// <summary>Sends everything that is due. Ends early if the server can't be used, so that what waits keeps its attempts.</summary>
    private async Task SendAllAsync(SmtpServer server, CancellationToken ct)
    {
        try
        {
            await using var connection = new SmtpConnection(server, Patience);
            while (await store.TakeMailAsync(Now(), Lease, limit: 1) is [var mail] && await SendAsync(connection, mail, ct))
            {
            }

            cannotLook = false;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (!cannotLook)
                Log.Unavailable(log, e.GetType().Name);

            cannotLook = true;
        }
    }

    /// <returns>False if the server can't be used.</returns>
    private async Task<bool> SendAsync(SmtpConnection connection, RequestMail mail, CancellationToken ct)
    {
        // A site that is not published here any more tells nobody anything.
        if (sites.All.FirstOrDefault(s => s.Number == mail.Site) is not { } site || messages.Write(site, mail, Now()) is not { } message)
        {
            await store.FinishMailAsync(mail, nextAt: null);
            return true;
        }

        using (message)
        {
            var outcome = await connection.SendAsync(message, ct);
            metrics.Mails.Add(outcome is MailOutcome.Sent ? "sent" : "failed");
            await store.FinishMailAsync(mail, NextAt(site, mail.Attempts + 1, outcome));
            Tell(outcome as MailOutcome.ServerFailed);
            return outcome is not MailOutcome.ServerFailed;
        }
    }

    private DateTimeOffset? NextAt(Site site, int attempts, MailOutcome outcome)
    {
        switch (outcome)
        {
            case MailOutcome.Sent:
                return null;
            case MailOutcome.Refused refused:
                Log.Refused(log, site.Key, refused.Status);
                return null;
            default:
                var wait = RetrySchedule.After(attempts, asked: null);
                if (wait is null)
                    Log.GivenUp(log, site.Key, attempts);

                return Now() + wait;
        }
    }

    /// <summary>Logs when the server begins to fail, and when it works again.</summary>
    private void Tell(MailOutcome.ServerFailed? failure)
    {
        if (failure is not null && !cannotSend)
            Log.ServerFails(log, failure.Reason);
        else if (failure is null && cannotSend)
            Log.ServerWorks(log);

        cannotSend = failure is not null;
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>No line names a recipient, a request or a code, and no text of the server is logged, because it may repeat the recipient.</summary>
    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Error, "The mail server can't be used: {Reason}. The hub retries for about three days; privacy requests by e-mail can't be confirmed until then.")]
        public static partial void ServerFails(ILogger logger, string reason);

        [LoggerMessage(112, LogLevel.Information, "The mail server works again.")]
        public static partial void ServerWorks(ILogger logger);

        [LoggerMessage(113, LogLevel.Warning, "The mail server refused a message about a privacy request at site {Site} for good: status {Status}.")]
        public static partial void Refused(ILogger logger, string site, int status);

        [LoggerMessage(114, LogLevel.Error, "A message about a privacy request at site {Site} was not sent in {Attempts} attempts. The hub gives it up.")]
        public static partial void GivenUp(ILogger logger, string site, int attempts);

        [LoggerMessage(115, LogLevel.Error, "Mail about privacy requests could not be sent: {Reason}. The hub retries.")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
