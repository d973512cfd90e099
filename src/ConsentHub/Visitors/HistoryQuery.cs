using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Http;

namespace ConsentHub.Visitors;

/// <summary>The requested page of a visitor's history.</summary>
internal readonly record struct HistoryQuery(HistoryPlace? From, int Limit)
{
    private const int DefaultLimit = 100, LongestPage = 1000;

    public static readonly QueryParameter CursorParameter = new("cursor", "The value of next from the previous page of the same visitor's history.");

    public static readonly QueryParameter LimitParameter = new("limit", "Maximum number of records on the page, 1 to 1000. Default: 100.");

    public static bool TryRead(IQueryCollection query, string site, Visitor visitor, out HistoryQuery read, out IResult problem)
    {
        var given = StrictParameters.Of(query, [CursorParameter.Name, LimitParameter.Name]);
        var from = given.Read<HistoryPlace>(
            CursorParameter.Name, (string text, out HistoryPlace place) => HistoryPlace.TryParse(text, site, visitor, out place),
            "must be the value of next from a page of this visitor's history at this site; leave it out to begin with the newest choice");
        var limit = given.Read<int>(LimitParameter.Name, TryReadLimit, $"must be a whole number, 1 to {LongestPage}") ?? DefaultLimit;
        (read, problem) = (new(from, limit), given.Errors.Any ? Problems.Query(given.Errors) : Results.Empty);
        return !given.Errors.Any;
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= LongestPage;
}
