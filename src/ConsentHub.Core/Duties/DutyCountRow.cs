namespace ConsentHub.Duties;

/// <summary>The numbers of a class's duties as a row, with the SQL that both stores use.</summary>
internal sealed class DutyCountRow
{
    public const string Select =
        """
        SELECT d.site AS Site, d.class AS Class, count(*) AS Open,
            count(*) FILTER (WHERE d.due < @now AND h.site IS NULL) AS Overdue, min(d.due) FILTER (WHERE d.due < @now AND h.site IS NULL) AS Oldest
        FROM duty d LEFT JOIN (SELECT DISTINCT site, class FROM hold WHERE until IS NULL OR until > @now) h ON h.site = d.site AND h.class = d.class
        GROUP BY d.site, d.class ORDER BY d.site, d.class
        """;

    public long Site { get; init; }
    public string Class { get; init; } = "";
    public long Open { get; init; }
    public long Overdue { get; init; }
    public long? Oldest { get; init; }

    public DutyCount ToCount() => new((int)Site, Class, Open, Overdue, Oldest is { } oldest ? DateTimeOffset.FromUnixTimeMilliseconds(oldest) : null);
}
