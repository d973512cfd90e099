using ConsentHub.Sites.Model;

namespace ConsentHub.Sites;

/// <summary>The duty of a site's own system to tell the users of a new version (<see cref="AnnounceRule"/>). The store keeps it with the other duties.</summary>
/// <param name="Notice">The version in force.</param>
/// <param name="Occasion">The number of the new version.</param>
internal sealed record NoticeDuty(Guid Id, string HeldBy, DateTimeOffset Begins, DateTimeOffset Due, int Notice, int Occasion)
{
    public const string Withdraw = "DELETE FROM duty WHERE site = @site AND class = 'notice_change' AND occasion = @occasion";

    /// <summary>The least time that a system gets.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromDays(1);

    /// <summary>The rule of the version in force counts: this version made the promise. If it has none, the rule of the new file counts.</summary>
    /// <param name="version">The number of the new version.</param>
    /// <param name="from">When the new version takes effect; null if it is published at once.</param>
    public static NoticeDuty? Of(SiteFile file, StoredSite stored, int version, DateTimeOffset? from, DateTimeOffset now) =>
        (NoticeContent.Parse(stored.Latest.Content).Announce ?? file.Announce) is not { } rule ? null
            : new(Guid.CreateVersion7(now), rule.HeldBy, now, DueOf(rule, from, now), from is null ? version : stored.Latest.Version, version);

    /// <summary>As promised before the version takes effect. If that is too soon: a day from now, and not after the version takes effect.</summary>
    private static DateTimeOffset DueOf(AnnounceRule rule, DateTimeOffset? from, DateTimeOffset now)
    {
        var soon = now + AtOnce;
        if (from is not { } at || at < soon)
            return from ?? soon;

        var promised = at - (rule.Notice is { } notice ? Period.Parse(notice).Span : TimeSpan.Zero);
        return promised > soon ? promised : soon;
    }
}
