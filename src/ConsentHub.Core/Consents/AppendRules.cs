using ConsentHub.Ledger;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>What became of a choice that was handed to the store.</summary>
internal abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>Durable in the store.</summary>
    public sealed record Written(ConsentRecord Record, TreeHash LeafHash) : AppendOutcome;

    /// <summary>Already there: a retry of this id, or a repeat of the current choice. Nothing was written.</summary>
    public sealed record Known(ConsentRecord Record, TreeHash LeafHash) : AppendOutcome;

    /// <summary>The id is taken by a record with other content.</summary>
    public sealed record Conflict : AppendOutcome;

    /// <summary>More is waiting than the store takes: nothing was written. A value, because under overload it is the most frequent outcome.</summary>
    public sealed record Busy : AppendOutcome;

    /// <summary>The id belonged to a record that was erased in the last 90 days.</summary>
    public sealed record Erased : AppendOutcome;

    /// <summary>The visitor has added as many choices as a site stores in a day; nothing was written. A withdrawal would have been.</summary>
    /// <param name="Until">When the next day begins.</param>
    public sealed record OverDailyLimit(DateTimeOffset Until) : AppendOutcome;

    /// <summary>The visitor's records are being erased; nothing was written. The same again in a moment is stored, or was erased.</summary>
    public sealed record BeingErased : AppendOutcome;
}

/// <summary>Decides what a choice becomes, from what the store found inside its transaction.</summary>
internal static class AppendRules
{
    /// <summary>How long the ids of erased records are remembered.</summary>
    public static readonly TimeSpan ErasedIdsKept = TimeSpan.FromDays(90);

    /// <summary>The answer of a store that is full.</summary>
    public static readonly Task<AppendOutcome> Busy = Task.FromResult<AppendOutcome>(new AppendOutcome.Busy());

    private static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

    /// <summary>The longest time that a choice takes which is sent as soon as it is made.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromMinutes(1);

    /// <summary>What tells two decisions apart.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>The answer for an id that is already known or erased; null where the choice is new.</summary>
    public static AppendOutcome? ForKnownId(ConsentDraft draft, SealedRecord? sameId, bool erased) => sameId switch
    {
        { } found when found.Record.Content == draft.Content => Known(found, draft),
        not null => new AppendOutcome.Conflict(),
        null when erased => new AppendOutcome.Erased(),
        null => null,
    };

    /// <summary>A record that says what the draft says: both name the same notice, language and region, so it was sealed with the same.</summary>
    public static AppendOutcome.Known Known(SealedRecord found, ConsentDraft draft) =>
        new(found.Record, SealedConsent.HashOf(new Utf8Buffer(), found.Salt, found.Record, draft.Shown));

    /// <summary>
    /// When the visitor decided: as long before now as the browser says, but a later choice never before an earlier one.
    /// docs/decisions.md, decision 110, has the cases.
    /// </summary>
    /// <param name="previous">The visitor's stored record that the choice names as the one it follows; null where there is none.</param>
    /// <param name="current">The visitor's current record; it was stored before this choice arrived.</param>
    /// <param name="now">The server's clock, which may have been ahead when the stored records were made.</param>
    public static DateTimeOffset DecidedAt(ConsentDraft draft, ConsentRecord? previous, ConsentRecord? current, DateTimeOffset now)
    {
        var decidedAt = now - draft.Elapsed;
        if (previous is not null)
            decidedAt = Later(decidedAt, previous.DecidedAt + Instant);
        if (current is null || current == previous)
            return decidedAt;

        // The current choice was made after this one, which is late: whatever the clocks of two instances say.
        if (current.Content.Previous == draft.Content.Id)
            return decidedAt < current.DecidedAt ? decidedAt : current.DecidedAt - Instant;
        if (decidedAt > current.DecidedAt)
            return decidedAt;

        var fromTheFuture = current.DecidedAt > now;
        if (draft.Elapsed == TimeSpan.Zero || (fromTheFuture && draft.Elapsed <= Prompt))
            return current.DecidedAt + Instant;

        // Late, and the clock that timed the current record was wrong: nothing tells which was first, so the more cautious of equals counts.
        // A record of another system says itself when it was made.
        return fromTheFuture && draft.Content.Action != ConsentAction.Import ? current.DecidedAt : decidedAt;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>Whether a choice says nothing new: a double click, two tabs, a repeated tap.</summary>
    public static bool IsRepeat(ConsentDraft draft, ConsentRecord? current, DateTimeOffset decidedAt, DateTimeOffset now) =>
        current is not null
        && draft.Stands
        && current.DecidedAt + draft.Lifetime > now
        && (decidedAt - current.DecidedAt).Duration() <= RepeatWindow
        // Made while the clock was ahead: the window of its repeats is unknown.
        && current.DecidedAt - now <= RepeatWindow
        && draft.Content.Repeats(current.Content);

    /// <summary>Whether a choice is one more than a site stores of a visitor in a day. A withdrawal never is, nor what is recorded with an API key.</summary>
    /// <param name="record">What would be stored.</param>
    /// <param name="current">The visitor's current record; null where there is none.</param>
    /// <param name="counted">What was stored of the visitor today.</param>
    public static bool IsOverDailyLimit(ConsentDraft draft, ConsentRecord record, ConsentRecord? current, DayCount counted) =>
        counted.IsFull && draft.ApiKey is null && !(current is not null && IsWithdrawal(record, current, draft.Shown.Notice));

    /// <summary>Whether a record takes effect, takes back something that was allowed, and allows nothing more. Each one leaves less to take back.</summary>
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
