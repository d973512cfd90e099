using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>A choice as the visitor's browser described it: every field of the request but <c>elapsed</c>.</summary>
/// <remarks>Two requests with the same id are the same choice exactly when their contents are equal.</remarks>
internal sealed record ChoiceContent
{
    /// <summary>UUIDv7 made by the client, unique within its site.</summary>
    public required Guid Id { get; init; }

    public required Visitor Visitor { get; init; }
    public required int Notice { get; init; }
    public required string Lang { get; init; }

    /// <summary>The region that the banner was made for; <c>*</c> from a copy valid everywhere.</summary>
    public required string Region { get; init; }

    public required ConsentModel Model { get; init; }

    /// <summary>First 8 bytes of the SHA-256 of the banner's code.</summary>
    public required ulong Banner { get; init; }

    public required ConsentAction Action { get; init; }
    public required ConsentSource Source { get; init; }

    /// <summary>Granted categories by number; the notice's own mask tells denied from not asked.</summary>
    public required ulong Granted { get; init; }

    public ServiceChoices Services { get; init; } = ServiceChoices.None;

    /// <summary>Whether the page saw Global Privacy Control.</summary>
    public required bool Gpc { get; init; }

    public Guid? Previous { get; init; }

    /// <summary>Path of the page, where the site asks for it.</summary>
    public string? Page { get; init; }

    /// <summary>Whether a service of its notice may run: by its own word, else by its category's.</summary>
    public bool Grants(NumberedService service)
    {
        foreach (var (number, granted) in Services.All())
        {
            if (number == service.Number)
                return granted;
        }

        return (Granted & service.Category.Bit) != 0;
    }

    /// <summary>Equal in everything a visitor decides: all but <see cref="Id"/> and <see cref="Previous"/>.</summary>
    public bool Repeats(ChoiceContent earlier) => this with { Id = earlier.Id, Previous = earlier.Previous } == earlier;
}

/// <summary>A validated choice on its way into the store.</summary>
/// <param name="Site">Number of the site.</param>
/// <param name="Content">What the browser said.</param>
/// <param name="RegionSeen">The region that the server resolved itself.</param>
/// <param name="GpcSeen">Whether the request carried <c>Sec-GPC: 1</c>.</param>
/// <param name="Elapsed">Time since the decision by the browser's own clock.</param>
/// <param name="Lifetime">How long this choice stands (<see cref="ChoiceLifetime"/>).</param>
/// <param name="Stands">False where the site's latest notice no longer honours choices under this one.</param>
/// <param name="Shown">What the visitor was shown; its hash is sealed with the record.</param>
/// <param name="ApiKey">Id of the key of a caller who records for the visitor; null for the public.</param>
internal sealed record ConsentDraft(
    int Site, ChoiceContent Content, string RegionSeen, bool GpcSeen, TimeSpan Elapsed, TimeSpan Lifetime, bool Stands, ShownNotice Shown,
    long? ApiKey = null);

/// <summary>A stored choice. Never updated; a later choice is a record of its own.</summary>
/// <param name="LeafIndex">Position in the site's log, 0 and up without gaps; erasures have positions of their own.</param>
/// <param name="RecordedAt">When the server stored it, whole milliseconds.</param>
/// <param name="DecidedAt">When the visitor decided.</param>
/// <param name="ApiKey">Id of the API key that recorded it for the visitor; null for a choice of the public.</param>
internal sealed record ConsentRecord(
    long LeafIndex, DateTimeOffset RecordedAt, DateTimeOffset DecidedAt, ChoiceContent Content, string RegionSeen, bool GpcSeen, long? ApiKey = null);

/// <summary>A stored choice with the salt of its entry in the ledger.</summary>
internal sealed record SealedRecord(ConsentRecord Record, UInt128 Salt);

/// <summary>One of a visitor's records with the latest decision time, with what was counted of the visitor when it was stored or since.</summary>
internal readonly record struct LatestRecord(SealedRecord Sealed, DayCount Counted);
