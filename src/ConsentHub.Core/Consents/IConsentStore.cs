using ConsentHub.Stores;

namespace ConsentHub.Consents;

/// <summary>Stores and reads visitors' choices for the public API.</summary>
/// <remarks>
/// Every store keeps these promises, which one contract suite checks:
/// <list type="bullet">
/// <item>When a task of a write completes, the write is synced to disk.</item>
/// <item>The leaf indexes of a site have no gap and no duplicate, even if several processes write.</item>
/// <item>An id is stored once.</item>
/// <item>Statistics count every acknowledged record once (<c>IConsentLog.StatsAsync</c>).</item>
/// <item>If a call fails, it stored nothing, or its outcome is unknown and the caller's retry settles it (<see cref="StoreUnavailableException"/>).</item>
/// </list>
/// </remarks>
internal interface IConsentStore
{
    /// <summary>Adds one choice to its site's log, or adds nothing and returns the reason (<see cref="AppendOutcome"/>).</summary>
    Task<AppendOutcome> AppendAsync(ConsentDraft draft);

    /// <summary>True when a full batch is already queued, so that another choice would only wait longer.</summary>
    bool IsSaturated { get; }

    /// <summary>Counts an impression: the banner was shown, closed without a choice, or not needed because Global Privacy Control decided. No identifier is stored.</summary>
    Task CountImpressionAsync(ImpressionCount shown);

    /// <summary>Removes every record of a visitor and writes removal entries that name only positions in the log: one for each <c>ErasureSlices.AtOnce</c> records.</summary>
    /// <remarks>
    /// Each slice is a separate transaction, after which the log verifies. Other visitors' choices are stored between slices. Once the first
    /// slice is durable, no look-up returns a record of the visitor. The visitor's new choices are refused until the last slice is durable
    /// (<see cref="AppendOutcome.BeingErased"/>).
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

    /// <summary>Deletes expired ids of erased records (<see cref="AppendRules.ErasedIdsKept"/>).</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteExpiredIdsAsync(CancellationToken ct);

    /// <summary>The visitor's current record (<see cref="CurrentRecord"/>), or null.</summary>
    ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct);

    /// <summary>Whether an erasure of the visitor has begun and not ended. Until it ends, no look-up returns a record of the visitor.</summary>
    ValueTask<bool> IsBeingErasedAsync(int site, Visitor visitor, CancellationToken ct);

    /// <summary>A record by its id, with the salt of its ledger entry; null if there is none.</summary>
    Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct);

    /// <summary>A visitor's records, latest decision first, at most <paramref name="limit"/>.</summary>
    /// <param name="from">The place of the first record to return; if null, the page begins with the latest record.</param>
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
