using System.Text.Json.Serialization;
using ConsentHub.Audit;

namespace ConsentHub.ApiKeys;

/// <summary>What a key may do; each role includes the ones before it.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
internal enum Role
{
    /// <summary>Reads records, exports and statistics.</summary>
    Analyst,

    /// <summary>Also drafts and publishes sites, and records choices on a visitor's behalf.</summary>
    Editor,

    /// <summary>Also manages keys, reads the audit trail and erases.</summary>
    Admin,
}

/// <summary>An API key without its secret.</summary>
/// <param name="Sites">Keys of the sites it is good for; null for all.</param>
/// <param name="ExpiresAt">From then on it is refused; null for never.</param>
/// <param name="LastUsedAt">When a request with it was last let in, in lists alone; null for never.</param>
internal sealed record ApiKey(
    long Id, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt = null)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>The key as audit entries name it.</summary>
    public Actor ToActor() => new(ActorKind.Key, Id);
}

/// <summary>A key on its way into the store.</summary>
/// <param name="Hash">SHA-256 of its text.</param>
internal sealed record NewApiKey(byte[] Hash, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset? ExpiresAt = null);

/// <summary>What became of the configured admin key.</summary>
/// <param name="Key">Its row; revoked where somebody revoked it before.</param>
/// <param name="Retired">Ids of keys that earlier values of the setting had made, revoked now.</param>
internal sealed record ConfiguredKey(ApiKey Key, IReadOnlyList<long> Retired);
