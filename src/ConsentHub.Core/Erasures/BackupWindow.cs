using System.Globalization;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Erasures;

/// <summary>How long backups are kept: as long as the setting says, or less if a site promises less (its retention class <c>backups</c>).</summary>
/// <remarks>The only source of this period. Backups expire after it, and erasure statements name the resulting date.</remarks>
internal sealed class BackupWindow(HubSettings settings, SiteDirectory sites)
{
    private const int DefaultDays = 30;

    private TimeSpan Setting => TimeSpan.FromDays(settings.BackupDays ?? DefaultDays);

    /// <summary>An ISO 8601 period.</summary>
    public Period Now => Strictest is { } promise && promise.Period.Span < Setting
        ? promise.Period
        : Period.Parse(string.Create(CultureInfo.InvariantCulture, $"P{settings.BackupDays ?? DefaultDays}D"));

    /// <summary>Why the setting contradicts a promise; null if it does not, or is not set.</summary>
    public string? Conflict => settings.BackupDays is { } days && Strictest is { } promise && promise.Period.Span < Setting
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"The setting ConsentHub__BackupDays is {days} days, and site {promise.Site} promises that nothing erased is left in backups after {promise.Period} (retention class \"{RetentionClass.Backups}\"). Set it to {(int)promise.Period.Span.TotalDays} or less, or remove the setting: the strictest promise then applies.")
        : null;

    private (string Site, Period Period)? Strictest
    {
        get
        {
            (string Site, Period Period)? strictest = null;
            foreach (var site in sites.Loaded)
            {
                if (site.BackupsKept is { } period && (strictest is null || period.Span < strictest.Value.Period.Span))
                    strictest = (site.Key, period);
            }

            return strictest;
        }
    }
}
