using ConsentHub.Duties;

namespace ConsentHub.Deliveries;

/// <summary>A webhook as a row, with the SQL that both stores use.</summary>
internal sealed class WebhookRow
{
    public const string Find = $"SELECT {Columns} FROM webhook WHERE site = @site AND system = @system";

    public const string List = $"SELECT {Columns} FROM webhook WHERE site = @site ORDER BY system";

    public const string Insert = "INSERT INTO webhook (site, system, url, salt, changed_at) VALUES (@site, @system, @url, @salt, @now)";

    public const string Replace =
        """
        UPDATE webhook SET url = @url, changed_at = @now, disabled_at = NULL, reason = NULL, failures = 0, next_at = 0, lease_until = 0
        WHERE site = @site AND system = @system
        """;

    public const string Rotate = "UPDATE webhook SET previous_salt = salt, previous_until = @until, salt = @salt WHERE site = @site AND system = @system";

    public const string Delete = "DELETE FROM webhook WHERE site = @site AND system = @system";

    /// <summary>Everything that was not delivered is to be sent, what failed too.</summary>
    public const string SendAll = $"UPDATE duty SET next_at = {DeliverySql.First}, attempts = 0 WHERE site = @site AND held_by = @system AND (sent = 0 OR attempts > 0)";

    public const string SendNone = $"UPDATE duty SET next_at = NULL, {DeliverySql.Restart} WHERE site = @site AND held_by = @system AND (next_at IS NOT NULL OR sent <> 0)";

    public const string States =
        """
        SELECT w.site AS Site, w.system AS System, CASE WHEN w.disabled_at IS NULL THEN 0 ELSE 1 END AS Disabled,
            CASE WHEN w.disabled_at IS NULL AND w.next_at <= @now AND w.lease_until <= @now
                AND EXISTS (SELECT 1 FROM duty d WHERE d.site = w.site AND d.held_by = w.system AND d.next_at <= @now) THEN 1 ELSE 0 END AS Due
        FROM webhook w ORDER BY w.site, w.system
        """;

    public const string CountWaiting =
        "SELECT count(*) FROM webhook w JOIN duty d ON d.site = w.site AND d.held_by = w.system WHERE d.next_at <= @now";

    public const string Take =
        """
        UPDATE webhook SET lease_until = @lease
        WHERE site = @site AND system = @system AND disabled_at IS NULL AND next_at <= @now AND lease_until <= @now
        """;

    /// <summary>A change of the webhook ends the lease.</summary>
    public const string Finish =
        """
        UPDATE webhook SET lease_until = 0, failures = @failures, next_at = coalesce(@nextAt, 0), delivered_at = coalesce(@deliveredAt, delivered_at),
            failed_at = coalesce(@failedAt, failed_at), failure = coalesce(@failure, failure), reason = @reason, disabled_at = CASE WHEN @reason IS NULL THEN NULL ELSE @failedAt END
        WHERE site = @site AND system = @system AND lease_until = @lease
        """;

    private const string Columns =
        """
        site AS Site, system AS System, url AS Url, salt AS Salt, previous_salt AS PreviousSalt, previous_until AS PreviousUntil, failures AS Failures,
        delivered_at AS DeliveredAt, failed_at AS FailedAt, failure AS Failure, disabled_at AS DisabledAt, reason AS Reason, changed_at AS ChangedAt
        """;

    public long Site { get; init; }
    public string System { get; init; } = "";
    public string Url { get; init; } = "";
    public byte[] Salt { get; init; } = [];
    public byte[]? PreviousSalt { get; init; }
    public long? PreviousUntil { get; init; }
    public long Failures { get; init; }
    public long? DeliveredAt { get; init; }
    public long? FailedAt { get; init; }
    public string? Failure { get; init; }
    public long? DisabledAt { get; init; }
    public string? Reason { get; init; }
    public long ChangedAt { get; init; }

    public Webhook ToWebhook() => new(
        (int)Site, System, new Uri(Url), Salt, PreviousSalt is { } salt && PreviousUntil is { } until ? (salt, Time(until)) : null, (int)Failures,
        TimeOf(DeliveredAt), TimeOf(FailedAt), Failure, TimeOf(DisabledAt), Reason, Time(ChangedAt));

    public static object Parameters(int site, WebhookDraft draft, DateTimeOffset now) => new
    {
        site,
        system = draft.System,
        url = draft.Url.AbsoluteUri,
        salt = draft.Salt,
        now = now.ToUnixTimeMilliseconds(),
        until = (now + WebhookDraft.Overlap).ToUnixTimeMilliseconds(),
    };

    public static object Parameters(DeliveryBatch batch, BatchResult result) => new
    {
        site = batch.Webhook.Site,
        system = batch.Webhook.System,
        lease = batch.LeaseUntil.ToUnixTimeMilliseconds(),
        failures = result.Failures,
        nextAt = result.NextAt?.ToUnixTimeMilliseconds(),
        deliveredAt = result.DeliveredAt?.ToUnixTimeMilliseconds(),
        failedAt = result.FailedAt?.ToUnixTimeMilliseconds(),
        failure = result.Failure,
        reason = result.Reason,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? TimeOf(long? milliseconds) => milliseconds is { } value ? Time(value) : null;
}

/// <summary>A row of <see cref="WebhookRow.States"/>.</summary>
internal sealed class WebhookStateRow
{
    public long Site { get; init; }
    public string System { get; init; } = "";
    public long Disabled { get; init; }
    public long Due { get; init; }

    public WebhookState ToState() => new((int)Site, System, Disabled == 1, Due == 1);
}
