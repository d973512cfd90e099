using ConsentHub.Audit;
using ConsentHub.Duties;

namespace ConsentHub.Deliveries;

/// <summary>Stores the webhooks of each site, and what each is to receive.</summary>
/// <remarks>
/// A duty that is written while its system has a webhook is to be sent (<see cref="DeliverySql"/>), also a duty in the transaction of a visitor's choice.
/// One process at a time sends for a webhook. A process that ends before <see cref="FinishAsync"/> leaves a lease that lapses; then the same messages are sent again.
/// </remarks>
internal interface IWebhookStore
{
    /// <summary>Adds a webhook or replaces its address, enables it, and writes the audit entry in the same transaction. Everything that was not delivered is to be sent.</summary>
    /// <returns>The webhook, and whether it is new.</returns>
    Task<(Webhook Webhook, bool IsNew)> PutAsync(int site, string key, WebhookDraft draft, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>Deletes a webhook, and writes the audit entry in the same transaction. Its system fetches its duties from now on.</summary>
    /// <returns>False if there is no such webhook.</returns>
    Task<bool> DeleteAsync(int site, string key, string system, Actor by, AuditSealer sealer, DateTimeOffset now);

    /// <summary>Every webhook of a site, by system.</summary>
    Task<IReadOnlyList<Webhook>> ListAsync(int site, CancellationToken ct);

    /// <summary>The state of every webhook of every site. Costs one look-up for each.</summary>
    Task<IReadOnlyList<WebhookState>> StatesAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>How many messages are due and not delivered, those of disabled webhooks too.</summary>
    Task<long> CountWaitingAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes the lease of a webhook with the messages that are due: the oldest first, and at most one for each subject.</summary>
    /// <returns>Null if another process has the lease, or if nothing is due.</returns>
    Task<DeliveryBatch?> TakeAsync(int site, string system, DateTimeOffset now);

    /// <summary>Stores what became of a batch, and releases the lease.</summary>
    /// <returns>False, and nothing is stored, if the webhook changed meanwhile or the lease lapsed.</returns>
    Task<bool> FinishAsync(DeliveryBatch batch, BatchResult result);
}

/// <param name="IsDue">Whether a message can be sent now.</param>
internal sealed record WebhookState(int Site, string System, bool IsDisabled, bool IsDue);

/// <summary>Messages that one process may send until the lease lapses.</summary>
internal sealed record DeliveryBatch(Webhook Webhook, DateTimeOffset LeaseUntil, IReadOnlyList<Delivery> Deliveries)
{
    public const int Most = 32;

    /// <summary>Longer than a message may take.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
}

/// <summary>The next message about a duty.</summary>
/// <param name="IsKnown">Whether the system has received <c>duty.open</c>, so that the message says that the duty is overdue.</param>
/// <param name="Attempts">Failed attempts to send this message.</param>
internal sealed record Delivery(Duty Duty, bool IsKnown, int Attempts)
{
    /// <summary>The same for each attempt, so that a receiver recognizes a repeat. A duty that was put off or brought forward gives another message.</summary>
    public string MessageId => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Duty.Id:D}.{(Duty.Subject is null ? Duty.Begins : Duty.Due).ToUnixTimeMilliseconds()}{(IsKnown ? ".overdue" : "")}");
}

/// <summary>What became of a message.</summary>
/// <param name="Sent">The new value of the column: 0 nothing was delivered, 1 <c>duty.open</c> was, 2 nothing more is to be sent.</param>
/// <param name="NextAt">When the next message or attempt is due; null for none.</param>
internal sealed record DeliveryResult(Delivery Delivery, int Sent, int Attempts, DateTimeOffset? NextAt);

/// <param name="Failures">Batches that failed one after the other, with this one.</param>
/// <param name="NextAt">Before this time nothing is sent; null for at once.</param>
/// <param name="DeliveredAt">Null if nothing was delivered.</param>
/// <param name="FailedAt">Null if nothing failed.</param>
/// <param name="Reason">Why the webhook is disabled; null if it is not.</param>
internal sealed record BatchResult(
    IReadOnlyList<DeliveryResult> Results, int Failures, DateTimeOffset? NextAt, DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt, string? Failure, string? Reason);
