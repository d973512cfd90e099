using System.Net;

namespace ConsentHub.Sites.Validation;

/// <summary>The valid values of <c>origins</c>: exactly what a browser sends in the header <c>Origin</c>.</summary>
internal static class OriginRule
{
    private const string AnyPort = ":*";

    /// <summary>Schemes of pages that are part of an app or a browser extension. The host names the app, and there is no port.</summary>
    private static readonly string[] AppSchemes = ["capacitor", "ionic", "app", "tauri", "chrome-extension", "moz-extension"];

    public static void Check(IReadOnlyList<string> origins, SiteFileErrors errors)
    {
        errors.AddUnless(origins.Count > 0, "origins", "must name at least one origin");
        errors.AddRepeated(origins, i => $"origins[{i}]");
        foreach (var (i, origin) in origins.Index())
        {
            if (ErrorOf(origin) is { } error)
                errors.Add($"origins[{i}]", error);
        }
    }

    /// <summary>The host of a valid origin, or null if it is this machine.</summary>
    public static string? PublicHost(string origin) => TryRead(origin, out var url) && !IsLoopback(url) ? url.Host : null;

    /// <summary>Whether pages of this origin come from a web server, so that a path of the site can be opened there.</summary>
    public static bool IsWeb(string origin) => origin.StartsWith("http", StringComparison.Ordinal);

    private static string? ErrorOf(string origin)
    {
        if (Array.Find(AppSchemes, scheme => origin.StartsWith(scheme + "://", StringComparison.Ordinal)) is { } app)
            return Patterns.IsAppHost(origin[(app.Length + "://".Length)..]) ? null
                : $"must be an app's origin as its pages send it: {app}:// and the host or id in lower case, no port, no path, no slash at the end";

        if (!TryRead(origin, out var url))
            return "must be an origin as a browser sends it, such as https://www.example.com: scheme, host and port, no path, no slash at the end; pages of an app have the scheme "
                + string.Join(", ", AppSchemes.Select(scheme => scheme + "://"));

        if (IsLoopback(url))
            return null;

        if (origin.EndsWith(AnyPort, StringComparison.Ordinal))
            return "may allow any port only for a loopback host such as http://localhost:*";

        return url.Scheme == Uri.UriSchemeHttps ? null : "must be https; http is for loopback hosts only";
    }

    /// <remarks>
    /// Refuses an origin that <see cref="Uri"/> would write differently (capitals, a default port, 127.1, a path), because browsers never send one.
    /// </remarks>
    private static bool TryRead(string origin, out Uri url)
    {
        var written = origin.EndsWith(AnyPort, StringComparison.Ordinal) ? origin[..^AnyPort.Length] : origin;
        return Uri.TryCreate(written, UriKind.Absolute, out url!)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.UserInfo.Length == 0
            && written.All(char.IsAscii)
            && written == url.GetLeftPart(UriPartial.Authority);
    }

    private static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || url.Host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
