using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>A choice as the visitor's browser sent it: every field of the request except <c>elapsed</c>.</summary>
/// <remarks>Two requests with the same id are the same choice exactly when their contents are equal.</remarks>
internal sealed record ChoiceContent
{
    /// <summary>UUIDv7 made by the client, unique within its site.</summary>
    public required Guid Id { get; init; }

    public required Visitor Visitor { get; init; }
    public required int Notice { get; init; }
    public required string Lang { get; init; }

    /// <summary>The region that the notice was rendered for; <c>*</c> if one rendering serves all regions.</summary>
    public required string Region { get; init; }

    public required ConsentModel Model { get; init; }

    /// <summary>First 8 bytes of the SHA-256 of the banner's code.</summary>
    public required ulong Banner { get; init; }

    public required ConsentAction Action { get; init; }
    public required ConsentSource Source { get; init; }

    /// <summary>Granted categories by number; the notice's own mask distinguishes denied from not asked.</summary>
    public required ulong Granted { get; init; }

    public ServiceChoices Services { get; init; } = ServiceChoices.None;

    /// <summary>Whether the page saw Global Privacy Control.</summary>
    public required bool Gpc { get; init; }

    public Guid? Previous { get; init; }

    /// <summary>Path of the page, if the site asks for it.</summary>
    public string? Page { get; init; }

    /// <summary>Whether a service of the notice may run. The choice for the service decides; without such a choice, the choice for its category decides.</summary>
    public bool Grants(NumberedService service)
    {
        foreach (var (number, granted) in Services.All())
        {
            if (number == service.Number)
                return granted;
        }

        return (Granted & service.Category.Bit) != 0;
    }

    /// <summary>Equal in everything that a visitor decides: all fields except <see cref="Id"/> and <see cref="Previous"/>.</summary>
    public bool Repeats(ChoiceContent earlier) => this with { Id = earlier.Id, Previous = earlier.Previous } == earlier;
}

/// <summary>A validated choice, not stored yet.</summary>
/// <param name="Site">Number of the site.</param>
/// <param name="Content">The choice as the browser sent it.</param>
/// <param name="RegionSeen">The region that the server resolved.</param>
/// <param name="GpcSeen">Whether the request carried <c>Sec-GPC: 1</c>.</param>
/// <param name="Elapsed">Time since the decision, by the browser's own clock.</param>
/// <param name="Lifetime">How long this choice remains valid (<see cref="ChoiceLifetime"/>).</param>
/// <param name="IsHonoured">False if the site's latest notice no longer honours choices made under this notice.</param>
/// <param name="Shown">The notice that the visitor was shown; its hash is sealed with the record.</param>
/// <param name="Latest">The site's latest notice, whose promises a withdrawal puts into effect.</param>
/// <param name="ApiKey">Id of the API key with which a caller records for the visitor; null for a public call.</param>
internal sealed record ConsentDraft(
    int Site, ChoiceContent Content, string RegionSeen, bool GpcSeen, TimeSpan Elapsed, TimeSpan Lifetime, bool IsHonoured, ShownNotice Shown,
    PublishedNotice Latest, long? ApiKey = null);

/// <summary>A stored choice. It is never updated; a later choice is a new record.</summary>
/// <param name="LeafIndex">Position in the site's log, from 0 without gaps; removal entries take positions too.</param>
/// <param name="RecordedAt">When the server stored it, whole milliseconds.</param>
/// <param name="DecidedAt">When the visitor decided.</param>
/// <param name="ApiKey">Id of the API key that recorded the choice for the visitor; null for a public call.</param>
internal sealed record ConsentRecord(
    long LeafIndex, DateTimeOffset RecordedAt, DateTimeOffset DecidedAt, ChoiceContent Content, string RegionSeen, bool GpcSeen, long? ApiKey = null);

/// <summary>A stored choice with the salt of its entry in the ledger.</summary>
internal sealed record SealedRecord(ConsentRecord Record, UInt128 Salt);

/// <summary>One of a visitor's records with the latest decision time, and the day count in the record's row.</summary>
internal readonly record struct LatestRecord(SealedRecord Sealed, DayCount Counted);
