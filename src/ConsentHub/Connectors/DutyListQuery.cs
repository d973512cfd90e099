using System.Globalization;
using ConsentHub.Duties;
using ConsentHub.Http;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Connectors;

/// <summary>The query parameters of the list of duties.</summary>
internal static class DutyListQuery
{
    private const int DefaultLimit = 100, LongestPage = 1000;

    private static readonly TimeSpan DefaultAhead = TimeSpan.FromDays(7);

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("dueBefore", "Only duties that are due before this time: a date (midnight UTC) or an RFC 3339 time. Default: seven days from now."),
        new("limit", "Maximum number of duties on the page, 1 to 1000. Default: 100."),
        new("after", "The value of next from the previous page. Send the same dueBefore and system as for that page."),
        new("system", "Only duties of this system; for administrators. A connector gets those of its own."),
    ];

    /// <param name="own">The system of the key; null for an administrator's key.</param>
    public static (DutyQuery? Query, int Limit, FieldErrors Errors) Read(IQueryCollection query, int site, string? own, DateTimeOffset now)
    {
        var given = StrictParameters.Of(query, [.. Parameters.Select(p => p.Name)]);
        var dueBefore = given.Read<DateTimeOffset>("dueBefore", Rfc3339.TryParse, "must be a date such as 2027-03-01, or a time in RFC 3339 such as 2027-03-01T08:00:00Z") ?? now + DefaultAhead;
        var limit = given.Read<int>("limit", TryReadLimit, $"must be a whole number, 1 to {LongestPage}") ?? DefaultLimit;
        var after = given.Read<(DateTimeOffset, Guid)>("after", TryReadCursor, "must be the value of next from the previous page");
        var system = given["system"];
        if (system is not null && own is not null && system != own)
            given.Refuse("system", $"must be {own}, the system of the key; leave it out");
        else if (system is not null && !Patterns.IsId(system))
            given.Refuse("system", Patterns.IdRule);

        return (given.Errors.Any ? null : new DutyQuery(site, own ?? system, dueBefore, after, limit), limit, given.Errors);
    }

    public static string CursorAfter(Duty last) => string.Create(CultureInfo.InvariantCulture, $"v1.{last.Due.ToUnixTimeMilliseconds()}.{last.Id:N}");

    private static bool TryReadCursor(string text, out (DateTimeOffset Due, Guid Id) cursor)
    {
        cursor = default;
        if (text.Split('.') is not ["v1", var due, var id] || !long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || !Guid.TryParseExact(id, "N", out var duty))
            return false;

        cursor = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), duty);
        return true;
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage;
}
