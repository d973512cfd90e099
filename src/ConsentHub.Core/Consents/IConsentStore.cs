using ConsentHub.Stores;

namespace ConsentHub.Consents;

/// <summary>Stores and reads visitors' choices for the public API.</summary>
/// <remarks>
/// Every store promises the following, and one contract suite checks it:
/// a returned task means synced to disk; leaf indexes of a site have no gap and no duplicate, also across processes;
/// an id is stored once; statistics count every acknowledged record once (<c>IConsentLog.StatsAsync</c>); on failure nothing of a call is stored,
/// or its outcome is unknown and the caller's retry settles it (<see cref="StoreUnavailableException"/>).
/// </remarks>
internal interface IConsentStore
{
    /// <summary>Adds one choice to its site's log, unless it is a retry, a repeat, a conflict or erased, or the queue is full.</summary>
    Task<AppendOutcome> AppendAsync(ConsentDraft draft);

    /// <summary>True when a full batch is already queued, so that another choice would only wait longer.</summary>
    bool IsSaturated { get; }

    /// <summary>Counts a banner that was shown, dismissed or answered by a signal. No identifier is stored.</summary>
    Task CountImpressionAsync(ImpressionCount shown);

    /// <summary>Removes every record of a visitor and writes removal entries that name only positions in the log: one for each <c>ErasureSlices.AtOnce</c> records.</summary>
    /// <remarks>
    /// Each slice is a separate transaction that leaves a log that verifies; other visitors' choices are stored between slices. From the first
    /// slice on no look-up returns a record of the visitor, who cannot make another choice until the last (<see cref="AppendOutcome.BeingErased"/>).
    /// The store keeps track of an interrupted erasure, and <see cref="FinishErasuresAsync"/> finishes it.
    /// </remarks>
    /// <param name="goesOn">Called once the first slice is durable, if more follow. The remaining records will be erased even if this process dies.</param>
    Task<Erasure> EraseAsync(int site, Visitor visitor, ErasureReason reason, Action? goesOn = null);

    /// <summary>Finishes interrupted erasures.</summary>
    /// <param name="untouched">Finishes only erasures without progress for this long; another process may still be working on the others.</param>
    /// <returns>The number of erasures finished.</returns>
    Task<int> FinishErasuresAsync(TimeSpan untouched, CancellationToken ct);

    /// <summary>Repeats a journaled erasure and stores it; the visitor's later choices remain.</summary>
    /// <param name="visitor">The visitor that the erasure names; null if the site has no record of that visitor.</param>
    Task<Erasure> EraseAgainAsync(int site, Visitor? visitor, JournaledErasure journaled);

    /// <summary>Every visitor with records at a site, each once, in constant memory.</summary>
    IAsyncEnumerable<Visitor> VisitorsAsync(int site, CancellationToken ct);

    /// <summary>Every erasure in the store.</summary>
    Task<IReadOnlyList<JournaledErasure>> ErasuresAsync(CancellationToken ct);

    /// <summary>Deletes expired ids of erased records (<see cref="AppendRules.ErasedIdsKept"/>), so that nothing of them remains.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteExpiredIdsAsync(CancellationToken ct);

    /// <summary>The visitor's current record (<see cref="CurrentRecord"/>), or null.</summary>
    ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct);

    /// <summary>A record by its id, with the salt of its ledger entry; null if there is none.</summary>
    Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct);

    /// <summary>A visitor's records, latest decision first, at most <paramref name="limit"/>.</summary>
    /// <param name="from">The place of the first record; if absent, the history begins with the latest.</param>
    /// <remarks>The cost depends on the records returned, not on how many the visitor has. No resource is held after the call.</remarks>
    Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct);
}

/// <summary>One display of a banner.</summary>
internal sealed record ImpressionCount(int Site, int Notice, string Lang, string Region, ImpressionOutcome Outcome);

internal enum ImpressionOutcome
{
    Shown,

    /// <summary>Closed without a choice.</summary>
    Dismissed,

    /// <summary>Global Privacy Control decided, and the visitor was not asked.</summary>
    Gpc,
}

/// <summary>The result of an erasure.</summary>
/// <param name="At">When the erasure was durable.</param>
/// <param name="Removals">The removal entries in the site's log, in order; empty if there was nothing to remove.</param>
internal sealed record Erasure(DateTimeOffset At, IReadOnlyList<Removal> Removals)
{
    /// <summary>The number of removed records.</summary>
    public int Records => Removals.Sum(r => r.Leaves.Count);

    /// <summary>Position of the last removal entry.</summary>
    public long? LeafIndex => Removals.Count == 0 ? null : Removals[^1].LeafIndex;
}
