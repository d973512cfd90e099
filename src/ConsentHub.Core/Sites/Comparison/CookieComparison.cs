using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>What changed in the cookies and storage keys of one service; the cookie's own name is the change's name.</summary>
internal static class CookieComparison
{
    /// <remarks>
    /// A cookie is known by kind and name. Declared for several domains it counts once, with its longest duration, so that a
    /// moved domain can't hide a longer life.
    /// </remarks>
    public static IEnumerable<NoticeChange> Of(IReadOnlyList<CookieDeclaration> earlier, IReadOnlyList<CookieDeclaration> later)
    {
        var before = LongestOfEach(earlier).ToDictionary(Key);
        foreach (var cookie in LongestOfEach(later))
        {
            if (!before.TryGetValue(Key(cookie), out var old))
                yield return new NoticeChange(ChangeKind.CookieAdded, Name: cookie.Name);
            else if (LifeOf(cookie) > LifeOf(old))
                yield return new NoticeChange(ChangeKind.CookieLonger, Name: cookie.Name, From: old.Duration, To: cookie.Duration);
        }
    }

    private static IEnumerable<CookieDeclaration> LongestOfEach(IEnumerable<CookieDeclaration> cookies) =>
        cookies.GroupBy(Key).Select(same => same.MaxBy(LifeOf)!);

    private static (CookieKind Kind, string Name) Key(CookieDeclaration cookie) => (cookie.Kind, cookie.Name);

    /// <summary>Without a duration a cookie has no end, except storage that ends with the session by its nature.</summary>
    private static TimeSpan LifeOf(CookieDeclaration cookie) => cookie switch
    {
        { Duration: { } duration } => Period.Parse(duration).Span,
        { Kind: CookieKind.SessionStorage } => TimeSpan.Zero,
        _ => TimeSpan.MaxValue,
    };
}
