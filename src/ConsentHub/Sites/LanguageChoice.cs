using Microsoft.Net.Http.Headers;

namespace ConsentHub.Sites;

/// <summary>Which of a site's languages a caller gets.</summary>
internal static class LanguageChoice
{
    /// <summary>The best language of <c>Accept-Language</c>, else the site's default (RFC 4647 look-up).</summary>
    public static string FromHeader(IReadOnlyList<string> offered, string? acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList([acceptLanguage ?? ""], out var wanted))
            return offered[0];

        foreach (var range in wanted.Where(w => w.Quality is null or > 0).OrderByDescending(w => w.Quality ?? 1))
        {
            if (Find(offered, range.Value.ToString()) is { } found)
                return found;
        }

        return offered[0];
    }

    /// <summary>The language itself, or the one it is a variety of: <c>de-AT</c> gets <c>de</c>.</summary>
    public static string? Find(IReadOnlyList<string> offered, string wanted)
    {
        for (var range = wanted; range.Length > 0; range = range.LastIndexOf('-') is > 0 and var cut ? range[..cut] : "")
        {
            if (offered.FirstOrDefault(o => string.Equals(o, range, StringComparison.OrdinalIgnoreCase)) is { } exact)
                return exact;
        }

        return null;
    }
}
