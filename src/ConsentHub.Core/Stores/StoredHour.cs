namespace ConsentHub.Stores;

/// <summary>One hour of a log: its entry in the index of hours, and the positions of its counted records.</summary>
internal sealed class StoredHour
{
    /// <summary>Hours since 1970.</summary>
    public long Hour { get; init; }

    /// <summary>The positions in the index; null if the index lacks the hour.</summary>
    public long? First { get; init; }

    public long? Last { get; init; }

    /// <summary>The first and last position of the remaining records; null if none remain.</summary>
    public long? RecordsFirst { get; init; }

    public long? RecordsLast { get; init; }

    /// <summary>Whether a query by time misses records of this hour.</summary>
    public bool HidesRecords => RecordsFirst is { } first && (First is null || First > first || Last < RecordsLast);

    public const string Counted = "SELECT coalesce((SELECT counted FROM rollup_mark WHERE site = @site), 0)";

    public const string Select =
        $"""
        WITH records AS (
            SELECT recorded_at / 3600000 AS hour, min(leaf) AS first, max(leaf) AS last FROM consent WHERE site = @site AND leaf < ({Counted}) GROUP BY 1)
        SELECT coalesce(h.hour, r.hour) AS Hour, h.first AS First, h.last AS Last, r.first AS RecordsFirst, r.last AS RecordsLast
        FROM (SELECT * FROM log_hour WHERE site = @site) h FULL JOIN records r ON r.hour = h.hour
        """;
}
