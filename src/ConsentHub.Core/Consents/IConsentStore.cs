using ConsentHub.Stores;

namespace ConsentHub.Consents;

/// <summary>Visitors' choices, as the public calls write and read them.</summary>
/// <remarks>
/// Promises of every store, checked by one contract suite:
/// a returned task means synced to disk; leaf indexes of a site have no gap and no double, also across processes;
/// an id is stored once; statistics count every acknowledged record once (<c>IConsentLog.StatsAsync</c>); on failure nothing of a call is stored,
/// or its outcome is unknown and the caller's retry settles it (<see cref="StoreUnavailableException"/>).
/// </remarks>
internal interface IConsentStore
{
    /// <summary>Adds one choice to its site's log, unless it is a retry, a repeat, a conflict or erased, or more is waiting than the store takes.</summary>
    Task<AppendOutcome> AppendAsync(ConsentDraft draft);

    /// <summary>Whether so much waits to be written that one more would only wait longer.</summary>
    bool IsSaturated { get; }

    /// <summary>Counts a banner that was shown, dismissed or answered by a signal. No identifier goes with it.</summary>
    Task CountImpressionAsync(ImpressionCount shown);

    /// <summary>Removes every record of a visitor and writes removal entries that name only positions in the log: one for each <c>ErasureSlices.AtOnce</c> records.</summary>
    /// <remarks>
    /// Each slice is a transaction of its own, between which others' choices are stored, and leaves a log that verifies. From the first one on
    /// the visitor has no record for any look-up, and cannot make another choice until the last (<see cref="AppendOutcome.BeingErased"/>). An erasure
    /// that is broken off is remembered and finished by <see cref="FinishErasuresAsync"/>.
    /// </remarks>
    /// <param name="goesOn">Called once the first slice is durable, where more follow: they are erased too, whatever happens to this process.</param>
    Task<Erasure> EraseAsync(int site, Visitor visitor, ErasureReason reason, Action? goesOn = null);

    /// <summary>Finishes erasures that were broken off.</summary>
    /// <param name="untouched">Only those of which nothing was erased for so long: others may still be at work.</param>
    /// <returns>How many.</returns>
    Task<int> FinishErasuresAsync(TimeSpan untouched, CancellationToken ct);

    /// <summary>Makes an erasure of the journal again, and remembers it; what the visitor chose after it stays.</summary>
    /// <param name="visitor">Whom it names; null where the site has no record of that visitor.</param>
    Task<Erasure> EraseAgainAsync(int site, Visitor? visitor, JournaledErasure journaled);

    /// <summary>Every visitor that a site has records of, each once, in constant memory.</summary>
    IAsyncEnumerable<Visitor> VisitorsAsync(int site, CancellationToken ct);

    /// <summary>Every erasure that the store remembers.</summary>
    Task<IReadOnlyList<JournaledErasure>> ErasuresAsync(CancellationToken ct);

    /// <summary>Deletes the ids of erased records whose time is over (<see cref="AppendRules.ErasedIdsKept"/>), so that nothing of them is left.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteExpiredIdsAsync(CancellationToken ct);

    /// <summary>The record that counts now (<see cref="CurrentRecord"/>), or null.</summary>
    ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct);

    /// <summary>A record by its id, with what its entry in the ledger was sealed with; null where there is none.</summary>
    Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct);

    /// <summary>A visitor's records, latest decision first, at most <paramref name="limit"/>.</summary>
    /// <param name="from">The place of the first; absent, the history begins with the latest.</param>
    /// <remarks>Costs what it gives, however many records the visitor has, and holds nothing once it has returned.</remarks>
    Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct);
}

/// <summary>One display of a banner.</summary>
internal sealed record ImpressionCount(int Site, int Notice, string Lang, string Region, ImpressionOutcome Outcome);

internal enum ImpressionOutcome
{
    Shown,

    /// <summary>Closed without a choice.</summary>
    Dismissed,

    /// <summary>Global Privacy Control decided, and nothing was asked.</summary>
    Gpc,
}

/// <summary>What an erasure did.</summary>
/// <param name="At">When it was durable.</param>
/// <param name="Removals">The entries in the site's log that say so, in their order; none where there was nothing to remove.</param>
internal sealed record Erasure(DateTimeOffset At, IReadOnlyList<Removal> Removals)
{
    /// <summary>How many records were removed.</summary>
    public int Records => Removals.Sum(r => r.Leaves.Count);

    /// <summary>Position of the last entry.</summary>
    public long? LeafIndex => Removals.Count == 0 ? null : Removals[^1].LeafIndex;
}
