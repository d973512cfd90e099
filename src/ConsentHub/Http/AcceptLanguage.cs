using ConsentHub.Sites.Model;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>The languages that a request's header prefers.</summary>
internal static class AcceptLanguage
{
    /// <summary>Browsers send fewer than a hundred characters; the rest of a longer header is ignored.</summary>
    private const int LongestHeader = 1024;

    /// <summary>The best language of <c>Accept-Language</c>, else the site's default (RFC 4647 look-up).</summary>
    public static string Choose(IReadOnlyList<string> offered, string? acceptLanguage)
    {
        if (offered.Count == 1)
            return offered[0];

        if (acceptLanguage is { Length: > LongestHeader })
            acceptLanguage = acceptLanguage.LastIndexOf(',', LongestHeader) is > 0 and var end ? acceptLanguage[..end] : "";

        if (!StringWithQualityHeaderValue.TryParseList([acceptLanguage ?? ""], out var wanted))
            return offered[0];

        foreach (var range in wanted.Where(w => w.Quality is null or > 0).OrderByDescending(w => w.Quality ?? 1))
        {
            if (LanguageChoice.Find(offered, range.Value.ToString()) is { } found)
                return found;
        }

        return offered[0];
    }
}
