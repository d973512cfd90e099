using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Decisions;

/// <summary>Everything that a decision about one visitor depends on.</summary>
/// <param name="Latest">The site's latest notice.</param>
/// <param name="Stored">The visitor's current record; null if nothing is stored.</param>
/// <param name="IsBeingErased">Whether the visitor's records are being erased. The store then returns none of them.</param>
/// <param name="Region">The region that the caller names; null if it names none.</param>
/// <param name="Gpc">Whether the visitor's browser sends Global Privacy Control; null if the caller does not say.</param>
internal sealed record DecisionFacts(PublishedNotice Latest, StoredChoice? Stored, bool IsBeingErased, string? Region, bool? Gpc)
{
    /// <summary>Whether a privacy request restricts the use of the visitor's data.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>The model that applies now. Without any region it is that of the unknown region, <c>opt_in</c>.</summary>
    public ConsentModel Model { get; } = Regions.ModelOf(Latest.Content, Regions.RuleFor(Latest.Content, Region ?? Stored?.Record.Content.Region ?? Regions.Unknown));
}

/// <param name="Shown">The notice under which the choice was made.</param>
/// <param name="Status">Whether the choice is still valid.</param>
internal sealed record StoredChoice(ConsentRecord Record, PublishedNotice Shown, ConsentStatus Status)
{
    public static StoredChoice Of(ConsentRecord record, PublishedNotice shown, PublishedNotice latest, DateTimeOffset now) =>
        new(record, shown, CurrentRecord.StatusOf(record, shown, latest, now));

    /// <summary>When the lifetime of the choice ends.</summary>
    public DateTimeOffset ValidUntil => Record.DecidedAt + ChoiceLifetime.Of(Record.Content, Shown);
}
