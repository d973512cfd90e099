using ConsentHub.Sites.Model;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Http;

/// <summary>Chooses the language of a response by the request's <c>Accept-Language</c> header.</summary>
internal static class AcceptLanguage
{
    /// <summary>Maximum number of characters of the header that are read. Browsers send fewer than a hundred; the rest of a longer header is ignored.</summary>
    private const int LongestHeader = 1024;

    /// <summary>The offered language that the header prefers (RFC 4647 look-up), otherwise the first offered language, the site's default.</summary>
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
