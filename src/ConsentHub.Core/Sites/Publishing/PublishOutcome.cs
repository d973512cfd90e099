using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Sites.Publishing;

/// <summary>What publishing a site did, or why it did not.</summary>
internal abstract record PublishOutcome
{
    private PublishOutcome()
    {
    }

    /// <param name="Material">Whether visitors who chose under an earlier version are asked again.</param>
    public sealed record Published(int Version, bool Material, IReadOnlyList<NoticeChange> Changes) : PublishOutcome;

    /// <summary>The version takes effect at a later time. Until then the latest version stays in force.</summary>
    /// <param name="Version">The number that it will have.</param>
    public sealed record Announced(int Version, DateTimeOffset From, bool Material, IReadOnlyList<NoticeChange> Changes) : PublishOutcome;

    /// <summary>The content is in force already, so the announced version was withdrawn.</summary>
    /// <param name="From">When the withdrawn version would have taken effect.</param>
    public sealed record Withdrawn(int Version, DateTimeOffset From) : PublishOutcome;

    /// <summary>Only <c>origins</c> or <c>managedBy</c> changed; the notice stays the same.</summary>
    public sealed record SettingsChanged(int Version) : PublishOutcome;

    /// <param name="From">When the content takes effect, if it is announced already; null if it is in force.</param>
    public sealed record Unchanged(int Version, DateTimeOffset? From = null) : PublishOutcome;

    /// <summary>The content equals an earlier version. It is published only on request (<c>--again</c>).</summary>
    public sealed record EqualToEarlier(int Version, int Latest) : PublishOutcome;

    /// <summary>The caller does not manage the site: the caller is the file and the console manages the site, or the reverse.</summary>
    public sealed record ManagedElsewhere(ManagedBy ManagedBy) : PublishOutcome;

    /// <summary>The numbers for categories or services are used up; they are never reused.</summary>
    public sealed record NumbersExhausted(string Kind, int Limit) : PublishOutcome;

    /// <summary>The file says that its owner has not decided these facts.</summary>
    public sealed record Undecided(IReadOnlyList<string> Paths) : PublishOutcome;

    /// <summary>The file's <c>effectiveFrom</c> is in the past, too far ahead, or in the file of a new site.</summary>
    /// <param name="Rule">The rule that it breaks.</param>
    public sealed record NotEffective(string Rule) : PublishOutcome;

    /// <summary>The site's latest version is not the one that the caller expected.</summary>
    public sealed record VersionMoved(int Latest) : PublishOutcome;
}

/// <param name="Again">Publish content that equals an earlier version.</param>
/// <param name="TakeOver">Let the caller, file or console, manage the site from now on.</param>
/// <param name="IfVersion">Publish only on top of this version.</param>
internal sealed record PublishOptions(bool Again = false, bool TakeOver = false, int? IfVersion = null);
