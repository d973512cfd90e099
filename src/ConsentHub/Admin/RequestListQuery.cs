using System.Globalization;
using ConsentHub.Http;
using ConsentHub.Requests;

namespace ConsentHub.Admin;

/// <summary>The query parameters of the list of privacy requests.</summary>
internal static class RequestListQuery
{
    private const int DefaultLimit = 100, LongestPage = 1000;

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("state", "Only requests in this state: open, answered or refused. Default: all."),
        new("limit", "Maximum number of requests on the page, 1 to 1000. Default: 100."),
        new("after", "The value of next from the previous page. Send the same state as for that page."),
    ];

    public static (RequestQuery? Query, int Limit, FieldErrors Errors) Read(IQueryCollection query, int site)
    {
        var given = StrictParameters.Of(query, [.. Parameters.Select(p => p.Name)]);
        var state = given.Read<RequestState>("state", TryReadState, "must be open, answered or refused");
        var limit = given.Read<int>("limit", TryReadLimit, $"must be a whole number, 1 to {LongestPage}") ?? DefaultLimit;
        var after = given.Read<(DateTimeOffset, Guid)>("after", TryReadCursor, "must be the value of next from the previous page");
        return (given.Errors.Any ? null : new RequestQuery(site, state, after, limit), limit, given.Errors);
    }

    public static string CursorAfter(PrivacyRequest last) => string.Create(CultureInfo.InvariantCulture, $"v1.{last.Due!.Value.ToUnixTimeMilliseconds()}.{last.Id:N}");

    /// <summary>Unverified requests are shown to nobody.</summary>
    public static bool TryReadState(string text, out RequestState state) => WireNames<RequestState>.TryParse(text, out state) && state != RequestState.Unverified;

    private static bool TryReadCursor(string text, out (DateTimeOffset Due, Guid Id) cursor)
    {
        cursor = default;
        if (text.Split('.') is not ["v1", var due, var id] || !long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || !Guid.TryParseExact(id, "N", out var request))
            return false;

        cursor = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), request);
        return true;
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage;
}
