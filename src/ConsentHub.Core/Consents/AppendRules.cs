using ConsentHub.Ledger;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>The outcome of appending a choice to the store.</summary>
internal abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>The choice is durable in the store.</summary>
    public sealed record Written(ConsentRecord Record, TreeHash LeafHash) : AppendOutcome;

    /// <summary>Already stored: a retry of this id, or a repeat of the current choice. Nothing was written.</summary>
    public sealed record Known(ConsentRecord Record, TreeHash LeafHash) : AppendOutcome;

    /// <summary>The id belongs to a record with different content.</summary>
    public sealed record Conflict : AppendOutcome;

    /// <summary>The store's queue is full; nothing was written. A value rather than an exception, because under overload it is the most frequent outcome.</summary>
    public sealed record Busy : AppendOutcome;

    /// <summary>The id belonged to a record that was erased in the last 90 days.</summary>
    public sealed record Erased : AppendOutcome;

    /// <summary>The visitor has reached the number of choices that a site stores in a day; nothing was written. A withdrawal would have been stored.</summary>
    /// <param name="Until">When the next day begins.</param>
    public sealed record OverDailyLimit(DateTimeOffset Until) : AppendOutcome;

    /// <summary>The visitor's records are being erased; nothing was written. A retry a moment later gets another outcome: the choice is stored, or its id was erased.</summary>
    public sealed record BeingErased : AppendOutcome;
}

/// <summary>Decides the outcome of a choice from what the store found inside its transaction.</summary>
internal static class AppendRules
{
    /// <summary>How long the ids of erased records are kept.</summary>
    public static readonly TimeSpan ErasedIdsKept = TimeSpan.FromDays(90);

    /// <summary>The outcome when the store's queue is full.</summary>
    public static readonly Task<AppendOutcome> Busy = Task.FromResult<AppendOutcome>(new AppendOutcome.Busy());

    private static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

    /// <summary>The longest delivery time of a choice that is sent as soon as it is made.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromMinutes(1);

    /// <summary>The smallest time between two decisions.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>The outcome for an id that is already stored or erased; null if the choice is new.</summary>
    public static AppendOutcome? ForKnownId(ConsentDraft draft, SealedRecord? sameId, bool erased) => sameId switch
    {
        { } found when found.Record.Content == draft.Content => Known(found, draft),
        not null => new AppendOutcome.Conflict(),
        null when erased => new AppendOutcome.Erased(),
        null => null,
    };

    /// <summary>The outcome if a stored record has the draft's content. Record and draft name the same notice, language and region, so the record was sealed with the same notice text as <see cref="ConsentDraft.Shown"/>.</summary>
    public static AppendOutcome.Known Known(SealedRecord found, ConsentDraft draft) =>
        new(found.Record, SealedConsent.HashOf(new Utf8Buffer(), found.Salt, found.Record, draft.Shown));

    /// <summary>
    /// When the visitor decided: now minus the elapsed time that the browser sent, but a later choice is never dated before an earlier one.
    /// docs/decisions.md, decision 110, has the cases.
    /// </summary>
    /// <param name="previous">The visitor's stored record that the choice names as its predecessor; null if there is none.</param>
    /// <param name="current">The visitor's current record; it was stored before this choice arrived.</param>
    /// <param name="now">The server's clock, which may have been ahead when the existing records were stored.</param>
    public static DateTimeOffset DecidedAt(ConsentDraft draft, ConsentRecord? previous, ConsentRecord? current, DateTimeOffset now)
    {
        var decidedAt = now - draft.Elapsed;
        if (previous is not null)
            decidedAt = Later(decidedAt, previous.DecidedAt + Instant);
        if (current is null || current == previous)
            return decidedAt;

        // The current record names this choice as its predecessor. So this choice was made earlier and delivered late, even if the clocks of two instances suggest another order.
        if (current.Content.Previous == draft.Content.Id)
            return decidedAt < current.DecidedAt ? decidedAt : current.DecidedAt - Instant;
        if (decidedAt > current.DecidedAt)
            return decidedAt;

        var fromTheFuture = current.DecidedAt > now;
        if (draft.Elapsed == TimeSpan.Zero || (fromTheFuture && draft.Elapsed <= Prompt))
            return current.DecidedAt + Instant;

        // This choice was delivered late. If the clock that dated the current record was ahead, the order is unknown: both get the same time, and the more cautious choice counts.
        // A record imported from another system keeps its own decision time.
        return fromTheFuture && draft.Content.Action != ConsentAction.Import ? current.DecidedAt : decidedAt;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>Whether a choice repeats the current one: a double click, two tabs, a repeated tap.</summary>
    public static bool IsRepeat(ConsentDraft draft, ConsentRecord? current, DateTimeOffset decidedAt, DateTimeOffset now) =>
        current is not null
        && draft.IsHonoured
        && current.DecidedAt + draft.Lifetime > now
        && (decidedAt - current.DecidedAt).Duration() <= RepeatWindow
        // If the current record was stored while the clock was ahead, nobody knows when the window for its repeats ends.
        && current.DecidedAt - now <= RepeatWindow
        && draft.Content.Repeats(current.Content);

    /// <summary>Whether a choice exceeds the number that a site stores per visitor and day. Withdrawals and records made with an API key never do.</summary>
    /// <param name="record">The record that would be stored.</param>
    /// <param name="current">The visitor's current record; null if there is none.</param>
    /// <param name="counted">The visitor's choices stored today.</param>
    public static bool IsOverDailyLimit(ConsentDraft draft, ConsentRecord record, ConsentRecord? current, DayCount counted) =>
        counted.IsFull && draft.ApiKey is null && !(current is not null && IsWithdrawal(record, current, draft.Shown.Notice));

    /// <summary>Whether a record takes effect, withdraws at least one grant, and grants nothing new. A visitor can make no more such records than there are grants to withdraw.</summary>
    private static bool IsWithdrawal(ConsentRecord record, ConsentRecord current, PublishedNotice notice)
    {
        if (CurrentRecord.Of([current, record]) != record)
            return false;

        var (before, after) = (current.Content, record.Content);
        var categories = notice.Categories.Where(c => !c.Category.Required)
            .Select(c => (Before: (before.Granted & c.Bit) != 0, After: (after.Granted & c.Bit) != 0));
        var services = notice.Services.Where(s => !s.Category.Category.Required)
            .Select(s => (Before: before.Grants(s), After: after.Grants(s)));
        var allowed = categories.Concat(services).ToList();
        return allowed.TrueForAll(a => a.Before || !a.After) && allowed.Exists(a => a.Before && !a.After);
    }
}
