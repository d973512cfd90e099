using ConsentHub.Consents;
using Microsoft.AspNetCore.Mvc;

namespace ConsentHub.Http;

/// <summary>Every error response of the hub: RFC 9457 problem details with a stable <c>code</c> and, where a field is wrong, <c>errors</c>.</summary>
/// <remarks><c>docs/problems.md</c> lists the codes. A released code keeps its meaning.</remarks>
internal static class Problems
{
    /// <summary>The IANA problem type for an exceeded quota (RateLimit headers draft).</summary>
    private const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    public static IResult UnknownSite(string key) => Of(404, "unknown_site", $"No site with the key '{FieldErrors.Shorten(key)}' is published here.");

    public static IResult Fields(FieldErrors errors) => Of(422, "invalid_fields", "Some fields do not match the schema.", errors);

    public static IResult Field(string field, string message) => Fields(FieldErrors.Of(field, message));

    public static IResult Query(FieldErrors errors) => Of(400, "invalid_query", "Some query parameters do not match the schema.", errors);

    public static IResult Header(string name, string message) => Of(400, "invalid_header", $"The header {name} does not match the schema.", FieldErrors.Of(name, message));

    public static IResult ForeignOrigin() =>
        Of(403, "origin_not_allowed", "Pages of this origin may not write to this site. If the origin belongs to the site, add it to the site file.");

    /// <summary>The same response for unknown records, erased records and records of other visitors, so that a caller can't distinguish these cases.</summary>
    public static IResult NoConsent() => Of(404, "no_consent", "No such choice of this visitor is stored.");

    public static IResult StoreBusy(HttpContext context, string detail)
    {
        context.Response.Headers.RetryAfter = "1";
        return Of(503, "busy", detail);
    }

    public static IResult StoreUnavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        // The text names what the caller asked for: a look-up, an erasure or a choice.
        var detail = context.Request.Method switch
        {
            "GET" or "HEAD" => "The store can't be read right now. Send the request again.",
            "DELETE" => "The store did not confirm the request. Send the request again: the hub does nothing twice.",
            "POST" when context.Request.Path.Value!.Contains("/requests", StringComparison.Ordinal) => "The store did not confirm the request. Send it again.",
            "POST" when IsOfConnector(context.Request.Path.Value!) => "The store did not confirm the request. Send the same request again: the hub does nothing twice.",
            _ => "The choice could not be stored right now. Send it again with the same id.",
        };
        return Of(503, "store_unavailable", detail);
    }

    private static bool IsOfConnector(string path) => path.EndsWith("/events", StringComparison.Ordinal) || path.EndsWith("/ack", StringComparison.Ordinal);

    public static IResult ErasureUnavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Of(503, "erasure_unavailable", "Nothing was erased: this server can't write its erasure journal right now. Send the request again later.");
    }

    public static IResult TooManyRequests(HttpContext context, TimeSpan retryAfter)
    {
        context.Response.Headers.RetryAfter = Seconds(retryAfter);
        return TypedResults.Problem(RateLimited("Too many writes from this address. Try again after the time in Retry-After."));
    }

    public static IResult DailyLimit(HttpContext context, DateTimeOffset until, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Seconds(wait);
        var detail = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"A site stores at most {DayCount.Limit} choices of one visitor a day. This choice was not stored: send it again with the same id at {Rfc3339.Of(until)} or later. The limit does not apply to a withdrawal.");
        return TypedResults.Problem(Details(429, "daily_limit", detail, null, QuotaExceeded));
    }

    public static IResult CodeExhausted() => TypedResults.Problem(
        Details(429, "code_exhausted", "Too many wrong codes were entered. Only another code opens the request: have one sent.", null, QuotaExceeded));

    public static ProblemDetails RateLimited(string detail) => Details(429, "rate_limited", detail, null, QuotaExceeded);

    /// <summary>A wait in the format of <c>Retry-After</c>: whole seconds, at least one.</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static IResult Of(int status, string code, string detail, FieldErrors? errors = null) =>
        TypedResults.Problem(Details(status, code, detail, errors));

    public static ProblemDetails Details(int status, string code, string detail, FieldErrors? errors = null, string? type = null)
    {
        var problem = new ProblemDetails
        {
            Type = type ?? "urn:consenthub:problem:" + code,
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
        };
        problem.Extensions["code"] = code;
        if (errors is { Any: true })
            problem.Extensions["errors"] = errors.ToDictionary();

        return problem;
    }
}
