namespace ConsentHub.Duties;

/// <summary>SQL for the columns of <c>duty</c> that say what a webhook is to receive. Both stores use it wherever they write a duty.</summary>
/// <remarks>Without a webhook, <c>next_at</c> is null. So a duty of a system that fetches its duties costs one look-up when it is written, and nothing after.</remarks>
internal static class DeliverySql
{
    /// <summary>A duty that a later activity may put off is sent this long before it is due: seven days, in milliseconds.</summary>
    public const string Ahead = "604800000";

    /// <summary>A duty that changed is to be sent from the beginning.</summary>
    public const string Restart = "sent = 0, attempts = 0";

    /// <summary>When a stored duty is to be sent: at once, unless it may be put off and its system does not know it.</summary>
    public const string First = $"CASE WHEN occasion = '' AND sent = 0 THEN due - {Ahead} ELSE 0 END";

    /// <summary>For a duty that is put off: a system that knows the earlier due time gets the new one at once.</summary>
    public const string Again =
        $"next_at = CASE WHEN excluded.next_at IS NULL OR (duty.sent = 0 AND duty.attempts = 0) THEN excluded.next_at ELSE 0 END, {Restart}";
}
