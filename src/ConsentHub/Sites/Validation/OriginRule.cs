using System.Net;

namespace ConsentHub.Sites.Validation;

/// <summary>What may stand in <c>origins</c>: exactly what a browser sends in the header <c>Origin</c>.</summary>
internal static class OriginRule
{
    private const string AnyPort = ":*";

    public static void Check(IReadOnlyList<string> origins, SiteFileFaults faults)
    {
        faults.AddUnless(origins.Count > 0, "origins", "must name at least one origin");
        faults.AddRepeated(origins, i => $"origins[{i}]");
        foreach (var (i, origin) in origins.Index())
        {
            if (FaultOf(origin) is { } fault)
                faults.Add($"origins[{i}]", fault);
        }
    }

    /// <summary>The host of a valid origin, or null where it is this machine.</summary>
    public static string? PublicHost(string origin) => TryRead(origin, out var url) && !IsLoopback(url) ? url.Host : null;

    private static string? FaultOf(string origin)
    {
        if (!TryRead(origin, out var url))
            return "must be an origin as a browser sends it, such as https://www.example.com: scheme, host and port, no path, no slash at the end";

        if (IsLoopback(url))
            return null;

        if (origin.EndsWith(AnyPort, StringComparison.Ordinal))
            return "may leave its port open only for a loopback host such as http://localhost:*";

        return url.Scheme == Uri.UriSchemeHttps ? null : "must be https; http is for loopback hosts only";
    }

    /// <remarks>
    /// What <see cref="Uri"/> would write differently (capitals, a default port, 127.1, a path) is no origin a browser sends.
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
