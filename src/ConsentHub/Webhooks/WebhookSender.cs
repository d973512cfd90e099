using System.Collections.Concurrent;
using System.Globalization;
using ConsentHub.Connectors;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Metrics;
using ConsentHub.Promises;
using ConsentHub.Sites;

namespace ConsentHub.Webhooks;

/// <summary>Sends duties to the webhooks of their systems. A webhook that is slow or down holds up no other.</summary>
internal sealed partial class WebhookSender(
    IWebhookStore store, IHoldStore holds, SiteDirectory sites, WebhookClient client, DutySignal signal, HubMetrics metrics, TimeProvider time, ILogger<WebhookSender> log) : BackgroundService
{
    /// <summary>How often the sender looks for what other processes added, and for what is to be sent again.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Under a load of choices the sender looks at most this often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(int Site, string System), Task> running = new();
    private long? countedAt;
    private int disabled;
    private long waiting;
    private volatile bool cannotLook, cannotSend;

    /// <summary>Why nothing can be sent; null while messages can be sent.</summary>
    public string? Error => cannotLook || cannotSend ? "Duties could not be sent to webhooks. The log has the reason." : null;

    public long DisabledCount => disabled;

    /// <summary>Messages that are due and not delivered, at the last count.</summary>
    public long Waiting => waiting;

    /// <summary>That webhooks are disabled, in words; null if none is.</summary>
    public string? Disabled => disabled switch
    {
        0 => null,
        1 => "1 webhook is disabled. The list of a site's webhooks has the reason.",
        var many => string.Create(CultureInfo.InvariantCulture, $"{many} webhooks are disabled. The lists of the sites' webhooks have the reasons."),
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WebhookMessages.Add("delivered", 0);
        metrics.WebhookMessages.Add("failed", 0);
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(Pause, stoppingToken);
                await signal.WaitAsync(Interval, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(running.Values);
        }
    }

    /// <summary>Starts to send for each webhook that has something to send.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            var now = time.GetUtcNow();
            var states = await store.StatesAsync(now, ct);
            disabled = states.Count(s => s.IsDisabled);
            foreach (var state in states.Where(s => s.IsDue))
                Start(state.Site, state.System, ct);

            await CountAsync(states.Count > 0, now, ct);
            cannotLook = false;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Tell(e);
            cannotLook = true;
        }
    }

    private async Task CountAsync(bool any, DateTimeOffset now, CancellationToken ct)
    {
        if (countedAt is { } at && time.GetElapsedTime(at) < CountInterval)
            return;

        waiting = any ? await store.CountWaitingAsync(now, ct) : 0;
        countedAt = time.GetTimestamp();
    }

    private void Start(int site, string system, CancellationToken ct)
    {
        if (running.ContainsKey((site, system)) || sites.All.FirstOrDefault(s => s.Number == site) is not { } found)
            return;

        // Only this method adds, and only one caller at a time runs it.
        var started = new TaskCompletionSource();
        running[(site, system)] = Task.Run(async () =>
        {
            await started.Task;
            await SendAllAsync(found, system, ct);
        }, CancellationToken.None);
        started.SetResult();
    }

    private async Task SendAllAsync(Site site, string system, CancellationToken ct)
    {
        var added = false;
        try
        {
            while (!ct.IsCancellationRequested && await SendSomeAsync(site, system, ct))
            {
            }

            cannotSend = false;
            // Something may have been added after the last batch was taken.
            added = true;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The lease lapses, and the messages are sent again: the hub can't know what arrived.
        }
        catch (Exception e)
        {
            Tell(e);
            cannotSend = true;
        }
        finally
        {
            running.TryRemove((site.Number, system), out _);
        }

        if (added)
            signal.Set();
    }

    /// <returns>Whether there may be more to send.</returns>
    private async Task<bool> SendSomeAsync(Site site, string system, CancellationToken ct)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (await store.TakeAsync(site.Number, system, now) is not { } batch)
            return false;

        var held = DutyHold.InForce(await holds.ListAsync(site.Number, ct), now);
        var result = await new WebhookBatch(client, metrics, site, held, now).SendAsync(batch, ct);
        if (await store.FinishAsync(batch, result))
            Tell(site, batch.Webhook, result);

        return result.NextAt is null && result.Reason is null;
    }

    private void Tell(Site site, Webhook webhook, BatchResult result)
    {
        if (result.Reason is { } reason)
            Log.Disabled(log, webhook.System, site.Key, reason);
        else if (webhook.Failures == 0 && result.Failures > 0)
            Log.Failed(log, webhook.System, site.Key, result.Failure!);
        else if (webhook.Failures > 0 && result.Failures == 0)
            Log.Works(log, webhook.System, site.Key);
    }

    private void Tell(Exception e)
    {
        if (Error is null)
            Log.Unavailable(log, e.Message);
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Warning, "The webhook of {System} at site {Site} failed: {Failure}. The hub retries for about three days.")]
        public static partial void Failed(ILogger logger, string system, string site, string failure);

        [LoggerMessage(101, LogLevel.Information, "The webhook of {System} at site {Site} works again.")]
        public static partial void Works(ILogger logger, string system, string site);

        [LoggerMessage(102, LogLevel.Error, "The webhook of {System} at site {Site} is disabled: {Reason} Its duties wait until somebody sets it again.")]
        public static partial void Disabled(ILogger logger, string system, string site, string reason);

        [LoggerMessage(103, LogLevel.Error, "Duties could not be sent to webhooks: {Reason} The hub retries.")]
        public static partial void Unavailable(ILogger logger, string reason);
    }
}
