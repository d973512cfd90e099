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
/// <param name="Sites">Keys of its sites; null for all.</param>
/// <param name="ExpiresAt">When the key expires; null for never.</param>
/// <param name="LastUsedAt">Time of the last accepted request with it, only in lists; null for never.</param>
internal sealed record ApiKey(
    long Id, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt = null)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>The key as audit entries name it.</summary>
    public Actor ToActor() => new(ActorKind.Key, Id);
}

/// <summary>A key to be stored.</summary>
/// <param name="Hash">SHA-256 of its text.</param>
internal sealed record NewApiKey(byte[] Hash, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset? ExpiresAt = null);

/// <summary>The result of applying the setting ConsentHub__AdminKey.</summary>
/// <param name="Key">The key; revoked if somebody had revoked it before.</param>
/// <param name="Retired">Ids of the keys of earlier values of the setting, which are now revoked.</param>
internal sealed record ConfiguredKey(ApiKey Key, IReadOnlyList<long> Retired);
