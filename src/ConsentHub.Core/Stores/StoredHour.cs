namespace ConsentHub.Stores;

/// <summary>An hour of a log: what the index of hours says of it, and where its counted records are.</summary>
internal sealed class StoredHour
{
    /// <summary>Hours since 1970.</summary>
    public long Hour { get; init; }

    /// <summary>The positions of the index; null where it lacks the hour.</summary>
    public long? First { get; init; }

    public long? Last { get; init; }

    /// <summary>The first and last position of a record that is left; null where none is.</summary>
    public long? RecordsFirst { get; init; }

    public long? RecordsLast { get; init; }

    public const string Counted = "SELECT coalesce((SELECT counted FROM rollup_mark WHERE site = @site), 0)";

    public const string Select =
        $"""
        WITH records AS (
            SELECT recorded_at / 3600000 AS hour, min(leaf) AS first, max(leaf) AS last FROM consent WHERE site = @site AND leaf < ({Counted}) GROUP BY 1)
        SELECT coalesce(h.hour, r.hour) AS Hour, h.first AS First, h.last AS Last, r.first AS RecordsFirst, r.last AS RecordsLast
        FROM (SELECT * FROM log_hour WHERE site = @site) h FULL JOIN records r ON r.hour = h.hour
        """;
}
