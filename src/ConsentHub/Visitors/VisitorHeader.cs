using ConsentHub.Consents;
using ConsentHub.Http;

namespace ConsentHub.Visitors;

/// <summary>The header with the bearer secret in a visitor's own requests.</summary>
internal static class VisitorHeader
{
    private const string Name = "Visitor-Id";

    /// <summary>Reads the visitor of a request, or gives the problem response. Sets <c>no-store</c>, because every response is for this visitor alone.</summary>
    public static bool TryRead(HttpContext context, out Visitor visitor, out IResult problem)
    {
        NoStore(context);
        var header = context.Request.Headers[Name];
        if (header.Count == 1 && VisitorId.TryParse(header[0], out var id))
        {
            visitor = id.In(context.Site().Key);
            problem = Results.Empty;
            return true;
        }

        visitor = default;
        problem = Problems.Header(Name, "must be sent once: 16 random bytes as exactly 22 characters of base64url");
        return false;
    }

    public static void NoStore(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
