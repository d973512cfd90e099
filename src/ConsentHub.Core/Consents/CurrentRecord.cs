using System.Numerics;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>Picks the visitor's current record, and decides whether it is still valid.</summary>
internal static class CurrentRecord
{
    /// <summary>
    /// The record with the latest decision. Among equal times, the more cautious record: fewer granted categories, then fewer granted services.
    /// If these are equal too, the record with the greater id, so that every server picks the same one.
    /// </summary>
    public static ConsentRecord? Of(IEnumerable<ConsentRecord> records) =>
        records.Aggregate((ConsentRecord?)null, (best, next) => best is null || Supersedes(next, best) ? next : best);

    private static bool Supersedes(ConsentRecord candidate, ConsentRecord best)
    {
        var byTime = candidate.DecidedAt.CompareTo(best.DecidedAt);
        if (byTime != 0)
            return byTime > 0;

        var byCategories = BitOperations.PopCount(candidate.Content.Granted).CompareTo(BitOperations.PopCount(best.Content.Granted));
        if (byCategories != 0)
            return byCategories < 0;

        var byServices = candidate.Content.Services.GrantedCount.CompareTo(best.Content.Services.GrantedCount);
        return byServices != 0 ? byServices < 0 : candidate.Content.Id.CompareTo(best.Content.Id) > 0;
    }

    public static ConsentStatus StatusOf(ConsentRecord record, PublishedNotice shown, PublishedNotice latest, DateTimeOffset now) =>
        record.DecidedAt + ChoiceLifetime.Of(record.Content, shown) <= now ? ConsentStatus.Expired
        : shown.Version < latest.ValidSince ? ConsentStatus.Outdated
        : ConsentStatus.Current;
}

/// <summary>Whether a stored choice is still valid.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(WireEnum<ConsentStatus>))]
internal enum ConsentStatus
{
    Current,

    /// <summary>The choice is older than the lifetime of such choices in its region.</summary>
    Expired,

    /// <summary>The site has changed materially since the choice.</summary>
    Outdated,
}
