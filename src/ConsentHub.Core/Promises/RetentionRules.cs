using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Promises;

/// <summary>When a site's consent records must be removed, as its notices promise (retention class <c>consent_records</c>).</summary>
internal sealed class RetentionRules
{
    private readonly SortedDictionary<int, Term> terms = [];

    /// <param name="site">Number of the site in the store.</param>
    /// <param name="notices">Every version of the site's notice.</param>
    public RetentionRules(int site, string key, IEnumerable<PublishedNotice> notices)
    {
        (Site, Key) = (site, key);
        // A later notice may shorten a period, and never lengthens it. So each version has the shortest of its own and all later ones.
        TimeSpan? shortest = null;
        var later = new List<PublishedNotice>();
        foreach (var notice in notices.OrderByDescending(n => n.Version))
        {
            var own = PeriodIn(notice.Content);
            shortest = Shorter(shortest, own);
            DateTimeOffset? outdated = later.Where(l => l.ValidSince > notice.Version).Select(l => (DateTimeOffset?)l.PublishedAt).Min();
            terms.Add(notice.Version, new Term(notice, own, shortest, outdated));
            later.Add(notice);
        }

        Version = terms.Count == 0 ? 0 : terms.Keys.Max();
        Shortest = terms.Count == 0 ? null : terms.Values.Min(t => t.Period);
    }

    public int Site { get; }

    public string Key { get; }

    /// <summary>The latest version.</summary>
    public int Version { get; }

    /// <summary>The shortest period of any record; null if no version promises one.</summary>
    public TimeSpan? Shortest { get; }

    /// <summary>The period of a site file's class; null without it.</summary>
    public static TimeSpan? PeriodIn(SiteFile content) =>
        content.Retention.FirstOrDefault(r => r.Id == RetentionClass.ConsentRecords) is { Period: { } period } ? Period.Parse(period).Span : null;

    /// <summary>How long a record that was made under this version is kept once its choice no longer stands; null if no version from this one on promises it.</summary>
    /// <remarks>Null also for a version that these rules do not know yet.</remarks>
    public TimeSpan? PeriodOf(int notice) => notice > Version ? null : TermOf(notice).Period;

    /// <summary>When a record must be removed; null if no notice promises it.</summary>
    /// <param name="replacedAt">When a later choice of the visitor took its place; null if none did.</param>
    public DateTimeOffset? DueOf(ConsentRecord record, DateTimeOffset? replacedAt) =>
        PeriodOf(record.Content.Notice) is { } period ? EndOf(record, replacedAt) + period : null;

    /// <summary>When a choice no longer stands: another took its place, it expired, or the site changed materially. Never before the record was stored.</summary>
    public DateTimeOffset EndOf(ConsentRecord record, DateTimeOffset? replacedAt)
    {
        var term = TermOf(record.Content.Notice);
        var end = record.DecidedAt + ChoiceLifetime.Of(record.Content, term.Notice);
        if (replacedAt < end)
            end = replacedAt.Value;
        if (term.OutdatedAt < end)
            end = term.OutdatedAt.Value;

        return end > record.RecordedAt ? end : record.RecordedAt;
    }

    /// <summary>Whether versions after the given one make any record due earlier than it was under that version.</summary>
    public bool BringForward(int version)
    {
        if (!terms.TryGetValue(version, out var known))
            return true;

        var later = terms.Values.Where(t => t.Notice.Version > version).ToList();
        // Among the versions up to the given one, that version itself has the longest period.
        return later.Exists(l => l.Notice.ValidSince > known.Notice.ValidSince) || later.Exists(l => l.Own is { } own && (known.Own is null || own < known.Own));
    }

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => other is null || one < other ? one : other;

    private Term TermOf(int notice) =>
        terms.TryGetValue(notice, out var term) ? term : throw new InvalidOperationException($"Notice {notice} of site {Key} is not in the database.");

    /// <param name="Own">The period that this version states.</param>
    /// <param name="Period">The shortest period of this version and all later ones.</param>
    /// <param name="OutdatedAt">When a material change was published, after which choices made under this version are no longer valid.</param>
    private sealed record Term(PublishedNotice Notice, TimeSpan? Own, TimeSpan? Period, DateTimeOffset? OutdatedAt);
}
