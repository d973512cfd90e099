using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Compares the cookies and storage keys of one service. Each change carries the name of its cookie.</summary>
internal static class CookieComparison
{
    /// <remarks>
    /// Kind and name identify a cookie. A cookie declared for several domains counts once, with its longest duration, so that a
    /// changed domain can't hide a longer duration.
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

    /// <summary>A cookie without a duration never expires, except storage that always ends with the session.</summary>
    private static TimeSpan LifeOf(CookieDeclaration cookie) => cookie switch
    {
        { Duration: { } duration } => Period.Parse(duration).Span,
        { Kind: CookieKind.SessionStorage } => TimeSpan.Zero,
        _ => TimeSpan.MaxValue,
    };
}
