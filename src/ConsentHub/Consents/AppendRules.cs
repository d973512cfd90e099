using ConsentHub.Ledger;

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
}

/// <summary>Decides what a choice becomes, from what the store found inside its transaction.</summary>
internal static class AppendRules
{
    /// <summary>How long the ids of erased records are remembered.</summary>
    public static readonly TimeSpan ErasedIdsKept = TimeSpan.FromDays(90);

    /// <summary>The answer of a store that is full.</summary>
    public static readonly Task<AppendOutcome> Busy = Task.FromResult<AppendOutcome>(new AppendOutcome.Busy());

    private static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

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

    /// <summary>When the visitor decided: never before the choice that this one follows in the same browser.</summary>
    public static DateTimeOffset DecidedAt(ConsentDraft draft, ConsentRecord? previous, DateTimeOffset recordedAt)
    {
        var decidedAt = recordedAt - draft.Elapsed;
        return previous is not null && decidedAt <= previous.DecidedAt ? previous.DecidedAt.AddMilliseconds(1) : decidedAt;
    }

    /// <summary>Whether a choice says nothing new: a double click, two tabs, a repeated tap.</summary>
    public static bool IsRepeat(ConsentDraft draft, ConsentRecord? current, DateTimeOffset decidedAt, DateTimeOffset now) =>
        current is not null
        && draft.Stands
        && current.DecidedAt + draft.Lifetime > now
        && (decidedAt - current.DecidedAt).Duration() <= RepeatWindow
        && draft.Content.Repeats(current.Content);
}
