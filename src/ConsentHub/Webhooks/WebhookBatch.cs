using System.Globalization;
using ConsentHub.Deliveries;
using ConsentHub.Metrics;
using ConsentHub.Promises;
using ConsentHub.Sites;

namespace ConsentHub.Webhooks;

/// <summary>Sends a batch of messages, all at the same time, and says when what failed is sent again.</summary>
internal sealed class WebhookBatch(WebhookClient client, HubMetrics metrics, Site site, IReadOnlyDictionary<string, Hold> held, DateTimeOffset now)
{
    /// <summary>A hold that somebody lifts is noticed within this time.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    public async Task<BatchResult> SendAsync(DeliveryBatch batch, CancellationToken ct)
    {
        var postponed = batch.Deliveries.Where(IsEarly).ToList();
        var outcomes = await Task.WhenAll(batch.Deliveries.Except(postponed).Select(async d =>
            (Delivery: d, Outcome: await client.SendAsync(batch.Webhook, d.MessageId, WebhookMessage.BodyOf(site.Key, d, held.GetValueOrDefault(d.Duty.Class), now), ct))));
        var failed = outcomes.Select(o => o.Outcome).OfType<SendOutcome.Failed>().ToList();
        var delivered = outcomes.Count(o => o.Outcome is SendOutcome.Delivered);
        metrics.WebhookMessages.Add("delivered", delivered);
        metrics.WebhookMessages.Add("failed", outcomes.Length - delivered);

        // A webhook that takes nothing is left alone for a while, however many messages wait for it.
        var isDown = outcomes.Length > 0 && delivered == 0;
        var failures = isDown ? batch.Webhook.Failures + 1 : delivered > 0 ? 0 : batch.Webhook.Failures;
        var isGone = Array.Exists(outcomes, o => o.Outcome is SendOutcome.NotWanted);
        var wait = isDown ? RetrySchedule.After(failures, failed.Max(f => f.RetryAfter)) : failed.Max(f => f.RetryAfter) is { } asked ? RetrySchedule.After(1, asked) : null;
        var results = outcomes.Select(o => ResultOf(o.Delivery, o.Outcome, isDown ? wait : null)).Concat(postponed.Select(Postpone)).ToList();
        var isOver = (isDown && failures >= RetrySchedule.Attempts) || results.Exists(r => r.Attempts >= RetrySchedule.Attempts);
        var failure = isGone ? "status 410" : failed.LastOrDefault()?.Failure;
        var reason = isGone ? "The receiver responded with 410." : isOver ? string.Create(CultureInfo.InvariantCulture, $"{RetrySchedule.Attempts} attempts failed, the last one with: {failure}.") : null;
        return new BatchResult(results, failures, now + wait, delivered > 0 ? now : null, failure is null ? null : now, failure, reason);
    }

    /// <summary>Whether it is too early to say that the duty is overdue: a hold is in force.</summary>
    private bool IsEarly(Delivery delivery) => delivery.IsKnown && (held.ContainsKey(delivery.Duty.Class) || delivery.Duty.Due >= now);

    private DeliveryResult Postpone(Delivery delivery) => new(
        delivery, 1, 0, delivery.Duty.Due >= now ? AfterDue(delivery) : held[delivery.Duty.Class].Until is { } until && until < now + LookAgain ? until : now + LookAgain);

    /// <param name="wait">How long nothing is sent to a webhook that is down; null if it is not.</param>
    private DeliveryResult ResultOf(Delivery delivery, SendOutcome outcome, TimeSpan? wait)
    {
        switch (outcome)
        {
            case SendOutcome.Delivered:
                var saidOverdue = delivery.IsKnown || (delivery.Duty.Due < now && !held.ContainsKey(delivery.Duty.Class));
                return saidOverdue ? new DeliveryResult(delivery, 2, 0, null) : new DeliveryResult(delivery, 1, 0, AfterDue(delivery));
            case SendOutcome.Failed or SendOutcome.NotWanted:
                var attempts = delivery.Attempts + 1;
                var own = RetrySchedule.After(attempts, (outcome as SendOutcome.Failed)?.RetryAfter) ?? TimeSpan.Zero;
                return new DeliveryResult(delivery, delivery.IsKnown ? 1 : 0, attempts, now + (wait > own ? wait.Value : own));
            default:
                throw new InvalidOperationException($"No result for {outcome.GetType().Name}.");
        }
    }

    private static DateTimeOffset AfterDue(Delivery delivery) => delivery.Duty.Due.AddMilliseconds(1);
}
