namespace ConsentHub.Promises;

/// <summary>A hold as a row, with the SQL that both stores use.</summary>
internal sealed class HoldRow
{
    public const string Put =
        """
        INSERT INTO hold (site, id, class, reason, basis, until, at) VALUES (@site, @Id, @Class, @Reason, @Basis, @Until, @At)
        ON CONFLICT (site, id) DO UPDATE SET class = excluded.class, reason = excluded.reason, basis = excluded.basis, until = excluded.until, at = excluded.at
        """;

    public const string Lift = "DELETE FROM hold WHERE site = @site AND id = @id";

    public const string List = $"SELECT {Columns} FROM hold WHERE site = @site ORDER BY id";

    /// <summary>The hold of a class that is in force; among several, the one that ends last.</summary>
    public const string InForce =
        $"SELECT {Columns} FROM hold WHERE site = @site AND class = @name AND (until IS NULL OR until > @now) ORDER BY coalesce(until, 9223372036854775807) DESC, id LIMIT 1";

    /// <summary>When the last hold of consent records that is in force ends, the greatest number for one without an end; null if none is in force.</summary>
    public const string HeldUntil =
        "SELECT max(coalesce(until, 9223372036854775807)) FROM hold WHERE site = $1 AND class = 'consent_records' AND (until IS NULL OR until > $2)";

    private const string Columns = "id AS Id, class AS Class, reason AS Reason, basis AS Basis, until AS Until, at AS At";

    public string Id { get; init; } = "";
    public string Class { get; init; } = "";
    public string Reason { get; init; } = "";
    public string? Basis { get; init; }
    public long? Until { get; init; }
    public long At { get; init; }

    public Hold ToHold() => new(Id, Class, Reason, Basis, Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null, DateTimeOffset.FromUnixTimeMilliseconds(At));

    /// <summary>The parameters of <see cref="Put"/>.</summary>
    public static object Parameters(int site, Hold hold) => new
    {
        site,
        hold.Id,
        hold.Class,
        hold.Reason,
        hold.Basis,
        Until = hold.Until?.ToUnixTimeMilliseconds(),
        At = hold.At.ToUnixTimeMilliseconds(),
    };
}
