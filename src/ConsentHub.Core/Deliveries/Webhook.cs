namespace ConsentHub.Deliveries;

/// <summary>Where a system of a site receives its duties.</summary>
/// <param name="Salt">With the hub's own secret it gives the secret of the webhook (<see cref="Keys.HubKeys.SecretOfWebhook"/>).</param>
/// <param name="Previous">The salt before the last rotation, and until when it signs too; null if there is none.</param>
/// <param name="Failures">Batches that failed one after the other.</param>
/// <param name="DeliveredAt">The last success; null before the first.</param>
/// <param name="FailedAt">The last failure; null before the first.</param>
/// <param name="Failure">What the last failure was.</param>
/// <param name="DisabledAt">Since when nothing is sent; null while the webhook is enabled.</param>
/// <param name="Reason">Why nothing is sent.</param>
internal sealed record Webhook(
    int Site, string System, Uri Url, byte[] Salt, (byte[] Salt, DateTimeOffset Until)? Previous, int Failures, DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt, string? Failure,
    DateTimeOffset? DisabledAt, string? Reason, DateTimeOffset ChangedAt)
{
    /// <summary>The salts whose secrets sign a message, the current one first.</summary>
    public IEnumerable<byte[]> SaltsAt(DateTimeOffset now) => Previous is { } previous && previous.Until > now ? [Salt, previous.Salt] : [Salt];
}

/// <param name="Salt">The salt of a new webhook, or of one whose secret is replaced.</param>
/// <param name="Rotate">Whether an existing webhook gets a new secret. The earlier one signs too for <see cref="Overlap"/>.</param>
internal sealed record WebhookDraft(string System, Uri Url, byte[] Salt, bool Rotate)
{
    /// <summary>How long both secrets sign after a rotation.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);
}
