namespace ConsentHub.Sites.Comparison;

/// <summary>Which classes of data the site now promises to keep for longer.</summary>
internal static class RetentionComparison
{
    public static IEnumerable<NoticeChange> Of(SiteFile earlier, SiteFile later)
    {
        var before = earlier.Retention.ToDictionary(r => r.Id, StringComparer.Ordinal);
        return from data in later.Retention
               let old = before.GetValueOrDefault(data.Id)
               where old is not null && IsLonger(old, data)
               select new NoticeChange(
                   ChangeKind.RetentionLonger, data.Id, data.Name[later.Languages[0]], From: old.Period ?? old.While, To: data.Period ?? data.While);
    }

    /// <summary>A state has no known end: longer than any period, and where it becomes another state, doubt counts as longer.</summary>
    private static bool IsLonger(RetentionClass earlier, RetentionClass later) => (earlier.Period, later.Period) switch
    {
        ({ } before, { } after) => Period.Parse(after).Span > Period.Parse(before).Span,
        (_, null) => later.While != earlier.While,
        _ => false,
    };
}
