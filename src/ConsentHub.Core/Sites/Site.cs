using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites;

/// <summary>A site as requests see it: an immutable snapshot that each publication replaces.</summary>
/// <param name="Number">Number of the site in the store.</param>
/// <param name="Origins">Allowed origins; a loopback origin may allow any port.</param>
internal sealed record Site(int Number, string Key, ManagedBy ManagedBy, IReadOnlyList<string> Origins, ItemNumbers Numbers, PublishedNotice Latest)
{
    /// <summary>The version that is to follow <see cref="Latest"/>; null if none is announced.</summary>
    public AnnouncedNotice? Announced { get; init; }

    /// <summary>True if a page of this origin may use the site; never for the origin <c>null</c>.</summary>
    public bool Allows(string origin) => Origins.Any(allowed => Matches(allowed, origin));

    private static bool Matches(string allowed, string origin)
    {
        if (!allowed.EndsWith(":*", StringComparison.Ordinal))
            return string.Equals(allowed, origin, StringComparison.Ordinal);

        var host = allowed.AsSpan(0, allowed.Length - 2);
        if (!origin.AsSpan().StartsWith(host, StringComparison.Ordinal))
            return false;

        var port = origin.AsSpan(host.Length);
        return port.IsEmpty || (port[0] == ':' && port.Length is > 1 and <= 6 && !port[1..].ContainsAnyExceptInRange('0', '9'));
    }
}
