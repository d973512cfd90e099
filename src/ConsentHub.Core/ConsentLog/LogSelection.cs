using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.ConsentLog;

/// <summary>The part of a site's log that a caller requests: filters, and where to continue.</summary>
/// <param name="Query">The same selection in the store's terms, without a limit.</param>
internal sealed record LogSelection(Site Site, LogFilter Filter, LogQuery Query)
{
    private string Fingerprint { get; } = Filter.Fingerprint(Site.Key);

    /// <summary>Whether this selection is the whole log.</summary>
    public bool IsComplete => Query.After is null && !Filter.Terms().Any();

    public string CursorPattern => LogCursor.Pattern(Fingerprint);

    public string CursorAfter(long leafIndex) => LogCursor.After(leafIndex, Fingerprint);

    /// <summary>The selection as text for the audit trail. Never names a visitor.</summary>
    public string Summary =>
        Query.After is { } after ? $"{Filter.Summary()}, after {after.ToString(CultureInfo.InvariantCulture)}" : Filter.Summary();
}

/// <summary>Reads filters and cursor strictly, and reports each mistake by its parameter with the valid values.</summary>
internal sealed class LogSelectionReader(SiteDirectory sites)
{
    public const string Cursor = "cursor";

    private const string Time =
        "must be a date such as 2026-03-01, or a time in RFC 3339 such as 2026-03-01T08:00:00Z (in a URL, write + as %2B)";

    /// <summary>The selection, or null with the parameters' errors.</summary>
    public async Task<LogSelection?> ReadAsync(Site site, StrictParameters given, CancellationToken ct)
    {
        var filter = new LogFilter
        {
            From = given.Read<DateTimeOffset>("from", TryReadTime, Time),
            To = given.Read<DateTimeOffset>("to", TryReadTime, Time),
            Category = ReadCategory(site, given),
            Granted = given.Read<bool>("granted", TryReadBool, "must be true or false"),
            Action = given.Read<ConsentAction>("action", WireNames<ConsentAction>.TryParse, $"must be one of {WireNames<ConsentAction>.All}"),
            Source = given.Read<ConsentSource>("source", WireNames<ConsentSource>.TryParse, $"must be one of {WireNames<ConsentSource>.All}"),
            Region = ReadRegion(given),
            Notice = await ReadNoticeAsync(site, given, ct),
            Visitor = given.Read<Visitor>("visitor", TryReadVisitor, "must be a visitor as records name it: v1 and 22 characters of base64url"),
        };
        if (filter.From >= filter.To)
            given.Refuse("to", "must be later than from");
        if (given["granted"] is not null && given["category"] is null)
            given.Refuse("granted", "is valid only with the parameter category, which names the category that was granted or denied");

        var after = ReadCursor(given, filter.Fingerprint(site.Key));
        return given.Errors.Any ? null : new LogSelection(site, filter, await QueryAsync(site, filter, after, ct));
    }

    private static long? ReadCursor(StrictParameters given, string fingerprint)
    {
        if (given[Cursor] is not { } text)
            return null;

        if (!LogCursor.TryParse(text, out var after, out var made))
            given.Refuse(Cursor, "must be a cursor of this site's records, such as v1.1200.0123456789abcdef");
        else if (made != fingerprint && !given.Errors.Any)
            given.Refuse(Cursor, "was made for other filters or another site; repeat the filters of the first page, or start without a cursor");

        return after;
    }

    private async Task<LogQuery> QueryAsync(Site site, LogFilter filter, long? after, CancellationToken ct) => new()
    {
        Site = site.Number,
        After = after,
        From = filter.From,
        To = filter.To,
        Action = filter.Action,
        Source = filter.Source,
        Region = filter.Region,
        Notice = filter.Notice,
        Visitor = filter.Visitor,
        Category = filter.Category is { } category
            ? new CategoryFilter(1UL << site.Numbers.Category(category), filter.Granted, await AskedInAsync(site, category, ct))
            : null,
    };

    private async Task<IReadOnlyList<int>> AskedInAsync(Site site, string category, CancellationToken ct)
    {
        var versions = new List<int>();
        for (var version = 1; version <= site.Latest.Version; version++)
        {
            if (await sites.FindNoticeAsync(site, version, ct) is { } notice && notice.FindCategory(category) is not null)
                versions.Add(version);
        }

        return versions;
    }

    private static string? ReadCategory(Site site, StrictParameters given)
    {
        if (given["category"] is { } category && !site.Numbers.Categories.ContainsKey(category))
        {
            var known = site.Numbers.Categories.OrderBy(c => c.Value).Select(c => c.Key);
            given.Refuse("category", $"must be a category that this site has or had: {string.Join(", ", known)}");
            return null;
        }

        return given["category"];
    }

    private static string? ReadRegion(StrictParameters given)
    {
        if (given["region"] is { } region && !Regions.IsKnown(region))
        {
            given.Refuse("region", "must be an ISO 3166 code in capitals, such as DE or US-CA, or ZZ for unknown");
            return null;
        }

        return given["region"];
    }

    private async Task<int?> ReadNoticeAsync(Site site, StrictParameters given, CancellationToken ct)
    {
        var message = $"must be a published version of this site, 1 to {site.Latest.Version.ToString(CultureInfo.InvariantCulture)}";
        if (given.Read<int>("notice", TryReadNumber, message) is not { } version)
            return null;

        if (await sites.FindNoticeAsync(site, version, ct) is not null)
            return version;

        given.Refuse("notice", message);
        return null;
    }

    private static bool TryReadVisitor(string text, out Visitor visitor)
    {
        var read = Visitor.TryParse(text, out var found);
        visitor = found ?? default;
        return read;
    }

    /// <summary>Records have whole milliseconds, so a finer bound is rounded up.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        if (!Rfc3339.TryParse(text, out time))
            return false;

        var floor = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        time = floor == time || floor.Year == 9999 ? floor : floor.AddMilliseconds(1);
        return true;
    }

    private static bool TryReadNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryReadBool(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }
}
