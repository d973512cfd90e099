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

    /// <summary>Sorts a visitor's records: each takes the place of those before it.</summary>
    public static readonly Comparer<ConsentRecord> Order = Comparer<ConsentRecord>.Create((one, other) =>
    {
        var byTime = one.DecidedAt.CompareTo(other.DecidedAt);
        if (byTime != 0)
            return byTime;

        var byCategories = BitOperations.PopCount(other.Content.Granted).CompareTo(BitOperations.PopCount(one.Content.Granted));
        if (byCategories != 0)
            return byCategories;

        var byServices = other.Content.Services.GrantedCount.CompareTo(one.Content.Services.GrantedCount);
        return byServices != 0 ? byServices : one.Content.Id.CompareTo(other.Content.Id);
    });

    private static bool Supersedes(ConsentRecord candidate, ConsentRecord best) => Order.Compare(candidate, best) > 0;

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
