using System.Globalization;

namespace ConsentHub.Audit;

/// <summary>Filters for the entries of the audit trail. An absent filter selects everything.</summary>
internal sealed record AuditQuery
{
    public static readonly IReadOnlyList<string> Filters = ["from", "to", "key", "actor", "action", "site"];

    private const string Time = "must be a date such as 2026-03-01, or a time in RFC 3339 such as 2026-03-01T08:00:00Z (in a URL, write + as %2B)";

    /// <summary>Earliest time, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest time, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public long? Key { get; init; }
    public ActorKind? Actor { get; init; }
    public string? Action { get; init; }
    public string? Site { get; init; }

    /// <summary>Only entries older than this id.</summary>
    public long? Before { get; init; }

    /// <summary>Only entries newer than this id.</summary>
    public long? After { get; init; }

    public int Limit { get; init; } = int.MaxValue;
    public bool OldestFirst { get; init; }

    /// <summary>Reads the filters. Reports each invalid one as an error in <paramref name="given"/>.</summary>
    public static AuditQuery Read(StrictParameters given)
    {
        var query = new AuditQuery
        {
            From = given.Read<DateTimeOffset>("from", TryReadTime, Time),
            To = given.Read<DateTimeOffset>("to", TryReadTime, Time),
            Key = given.Read<long>("key", TryReadId, "must be the id of a key, as /v1/admin/keys lists it"),
            Actor = given.Read<ActorKind>("actor", WireNames<ActorKind>.TryParse, $"must be one of {WireNames<ActorKind>.All}"),
            Action = given["action"],
            Site = given["site"],
        };
        if (query.From >= query.To)
            given.Refuse("to", "must be later than from");
        if (query.Action is { } action && !AuditActions.All.Contains(action, StringComparer.Ordinal))
            given.Refuse("action", $"must be one of {string.Join(", ", AuditActions.All)}");

        return query;
    }

    public static bool TryReadId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    /// <summary>The filters as text, for the audit entry that records the reading of the trail.</summary>
    public static string Summary(StrictParameters given)
    {
        var words = Filters.Where(name => given[name] is not null).Select(name => $"{name}={FieldErrors.Shorten(given[name]!)}").ToList();
        return words.Count == 0 ? "no filter" : string.Join(", ", words);
    }

    /// <summary>Entries have whole milliseconds, so a finer bound is rounded up.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        if (!Rfc3339.TryParse(text, out time))
            return false;

        var floor = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        time = floor == time || floor.Year == 9999 ? floor : floor.AddMilliseconds(1);
        return true;
    }
}
