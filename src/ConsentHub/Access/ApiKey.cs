using System.Text.Json.Serialization;

namespace ConsentHub.Access;

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
internal sealed record ApiKey(long Id, string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <param name="site">The site concerned; null for what concerns all sites, which only a key for all of them may.</param>
    public bool Allows(Role needed, string? site) =>
        RevokedAt is null && Role >= needed && (Sites is null || (site is not null && Sites.Contains(site, StringComparer.Ordinal)));
}

/// <summary>One use of power.</summary>
/// <param name="Key">Id of the key used; null for the command line.</param>
/// <param name="Action">A dotted word such as <c>records.export</c>.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, long? Key, string Action, string? Site, string? Detail);
