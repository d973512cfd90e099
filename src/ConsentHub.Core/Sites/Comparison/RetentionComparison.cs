using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Comparison;

/// <summary>Compares how long the site promises to keep each class of data.</summary>
internal static class RetentionComparison
{
    /// <remarks>
    /// A class is matched by its id, otherwise by its name, so that a new id alone is no change. A missing class, even if another replaced it,
    /// is a withdrawn promise: the notice no longer says when that data is deleted.
    /// </remarks>
    public static IEnumerable<NoticeChange> Of(SiteFile earlier, SiteFile later)
    {
        var lang = later.Languages[0];
        var dropped = earlier.Retention.ToList();
        foreach (var data in later.Retention)
        {
            var old = dropped.Find(d => d.Id == data.Id) ?? dropped.Find(d => IsNamedAlike(d, data) && !later.Retention.Any(l => l.Id == d.Id));
            if (old is null)
            {
                yield return new NoticeChange(ChangeKind.RetentionAdded, data.Id, data.Name[lang], To: Length(data));
                continue;
            }

            dropped.Remove(old);
            if (IsLonger(old, data))
                yield return new NoticeChange(ChangeKind.RetentionLonger, data.Id, data.Name[lang], From: Length(old), To: Length(data));
        }

        foreach (var old in dropped)
            yield return new NoticeChange(ChangeKind.RetentionDropped, old.Id, ComparisonTexts.NameIn(old.Name, lang), From: Length(old));
    }

    private static bool IsNamedAlike(RetentionClass earlier, RetentionClass later) => earlier.Name.Any(name => later.Name.GetValueOrDefault(name.Key) == name.Value);

    private static string? Length(RetentionClass data) => data.Period ?? data.While;

    /// <summary>
    /// Whether the site may keep the data longer than before. Neither the end of a state nor the moment of an event is known.
    /// So a change between a state and a period, between two states, or to another event counts as longer.
    /// A later period without an event begins when the data is collected, so only its length is compared.
    /// If it begins with the withdrawal of one category, the withdrawal of another no longer ends anything.
    /// </summary>
    private static bool IsLonger(RetentionClass earlier, RetentionClass later) => (earlier.Period, later.Period) switch
    {
        ({ } before, { } after) => Period.Parse(after).Span > Period.Parse(before).Span
            || (later.After is not null && later.After != earlier.After) || (later.Category is not null && later.Category != earlier.Category),
        _ => later.Period is not null || later.While != earlier.While,
    };
}
