using System.Text.Json.Serialization;
using ConsentHub.Audit;

namespace ConsentHub.ApiKeys;

/// <summary>The permissions of an API key. <c>analyst</c>, <c>editor</c> and <c>admin</c> each include the permissions of the one before; <c>connector</c> has its own, which only <c>admin</c> includes.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
internal enum Role
{
    /// <summary>Reads records, exports and statistics.</summary>
    Analyst,

    /// <summary>Also drafts and publishes sites, and records choices on a visitor's behalf.</summary>
    Editor,

    /// <summary>Also manages keys, reads the audit trail and erases visitors' records.</summary>
    Admin,

    /// <summary>A system of the site: reports events, fetches and acknowledges its own duties, and asks for decisions.</summary>
    Connector,
}

internal static class RoleRules
{
    /// <summary>Whether a role may do what needs the other one.</summary>
    public static bool Includes(this Role role, Role needed) =>
        needed == Role.Connector ? role is Role.Connector or Role.Admin : role != Role.Connector && role >= needed;
}

/// <summary>An API key without its secret.</summary>
/// <param name="Sites">Site keys of the sites that the key may access; absent if it may access all sites.</param>
/// <param name="ExpiresAt">When the key expires; absent if it does not expire.</param>
/// <param name="RevokedAt">When the key was revoked; absent if it is not revoked.</param>
/// <param name="LastUsedAt">When a request with this key was last accepted; absent if there was none. Only lists of keys have this value.</param>
/// <param name="System">The system that uses the key, as <c>heldBy</c> of a site file names it; only for the role <c>connector</c>.</param>
internal sealed record ApiKey(
    long Id, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt = null, string? System = null)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>The key as audit entries name it.</summary>
    public Actor ToActor() => new(ActorKind.Key, Id);
}

/// <summary>A key to be stored.</summary>
/// <param name="Hash">SHA-256 of the key's text.</param>
internal sealed record NewApiKey(byte[] Hash, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset? ExpiresAt = null, string? System = null);

/// <summary>The result of applying the setting ConsentHub__AdminKey.</summary>
/// <param name="Key">The key that the setting names; still revoked if somebody revoked it earlier.</param>
/// <param name="Retired">Ids of the keys that earlier values of the setting named. These keys are now revoked.</param>
internal sealed record ConfiguredKey(ApiKey Key, IReadOnlyList<long> Retired);
