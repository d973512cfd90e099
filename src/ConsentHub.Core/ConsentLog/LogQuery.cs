using ConsentHub.Consents;

namespace ConsentHub.ConsentLog;

/// <summary>Filters for the records of a site's log. An absent filter selects everything.</summary>
internal sealed record LogQuery
{
    public required int Site { get; init; }

    /// <summary>Only records after this position: where an earlier page or export stopped.</summary>
    public long? After { get; init; }

    /// <summary>Maximum number of records; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Earliest <c>recordedAt</c>, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest <c>recordedAt</c>, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Selects by the decision on one category.</summary>
    public CategoryFilter? Category { get; init; }

    public ConsentAction? Action { get; init; }
    public ConsentSource? Source { get; init; }

    /// <summary>The region that the server saw.</summary>
    public string? Region { get; init; }

    public int? Notice { get; init; }
    public Visitor? Visitor { get; init; }
}

/// <param name="Bit">The category's bit.</param>
/// <param name="Granted">True or false selects that decision; null selects every record whose notice asks for the category.</param>
/// <param name="AskedIn">The notice versions that ask for the category.</param>
internal sealed record CategoryFilter(ulong Bit, bool? Granted, IReadOnlyList<int> AskedIn);
