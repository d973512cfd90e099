using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;

namespace ConsentHub.ConsentLog;

/// <summary>The consent log, as analysts read it.</summary>
internal interface IConsentLog
{
    /// <summary>The records that a query selects, in the order of the log, in constant memory, from one consistent state.</summary>
    IAsyncEnumerable<ConsentRecord> ReadAsync(LogQuery query, CancellationToken ct);

    /// <summary>The number of entries in the site's log, removals included: the upper bound of the records a read can return.</summary>
    Task<long> LogSizeAsync(int site, CancellationToken ct);

    /// <summary>The rollup cells of one dimension, summed to the buckets of the query.</summary>
    Task<IReadOnlyList<StatsCell>> StatsAsync(StatsQuery query, CancellationToken ct);

    /// <summary>Recounts the site's records. Afterwards each cell counts its remaining and its removed records, and the index of hours finds every record.</summary>
    Task<RebuiltCounts> RebuildRollupsAsync(int site, IProgress<long>? progress, CancellationToken ct);
}

/// <summary>What a rebuild has corrected.</summary>
/// <param name="Cells">Cells that differed.</param>
/// <param name="Hours">Hours for which queries by time missed records.</param>
internal readonly record struct RebuiltCounts(int Cells, int Hours);
