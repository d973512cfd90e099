using System.Globalization;
using ConsentHub.Consents;

namespace ConsentHub.ConsentLog;

/// <summary>A caller's validated filters for the consent log. An absent filter selects everything.</summary>
internal sealed record LogFilter
{
    /// <summary>Names of the parameters, in the order in which <see cref="Terms"/> gives them.</summary>
    public static readonly IReadOnlyList<string> Names = ["from", "to", "category", "granted", "action", "source", "region", "notice", "visitor"];

    /// <summary>Whole milliseconds, as records have them.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Category { get; init; }
    public bool? Granted { get; init; }
    public ConsentAction? Action { get; init; }
    public ConsentSource? Source { get; init; }
    public string? Region { get; init; }
    public int? Notice { get; init; }
    public Visitor? Visitor { get; init; }

    /// <summary>The fingerprint that binds a cursor to these filters.</summary>
    public string Fingerprint(string site) => CursorFingerprint.Of(site, Terms());

    /// <summary>The filters as text for the audit trail. Says that one visitor was selected, but not which.</summary>
    public string Summary()
    {
        var words = Terms().Select(w => w.Name == "visitor" ? "one visitor" : $"{w.Name}={w.Value}").ToList();
        return words.Count == 0 ? "no filter" : string.Join(", ", words);
    }

    /// <summary>The filters that are set, each in its canonical spelling.</summary>
    public IEnumerable<(string Name, string Value)> Terms()
    {
        string?[] values =
        [
            From is { } from ? Rfc3339.Of(from) : null,
            To is { } to ? Rfc3339.Of(to) : null,
            Category,
            Granted is { } granted ? (granted ? "true" : "false") : null,
            Action is { } action ? WireNames<ConsentAction>.Of(action) : null,
            Source is { } source ? WireNames<ConsentSource>.Of(source) : null,
            Region,
            Notice?.ToString(CultureInfo.InvariantCulture),
            Visitor?.ToString(),
        ];
        return Names.Zip(values).Where(p => p.Second is not null).Select(p => (p.First, p.Second!));
    }
}
