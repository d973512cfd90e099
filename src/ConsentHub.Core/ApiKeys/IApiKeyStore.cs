using ConsentHub.Audit;

namespace ConsentHub.ApiKeys;

/// <summary>API keys. Every change writes an audit entry in the same transaction.</summary>
internal interface IApiKeyStore
{
    /// <summary>The key with this hash, even if it is revoked or expired; null if there is none.</summary>
    ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct);

    /// <summary>All keys, each with the time of its last use, from the audit trail.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct);

    /// <summary>Stores a key; a key whose hash is already stored stays unchanged.</summary>
    Task<ApiKey> CreateAsync(NewApiKey key, Actor by, AuditSealer sealer);

    /// <summary>Stores a key if the store has no key; otherwise returns null. If several processes start at once, only one of them stores its key.</summary>
    Task<ApiKey?> CreateFirstAsync(NewApiKey key, AuditSealer sealer);

    /// <summary>
    /// Stores the configured admin key and revokes the keys that earlier values of the setting made. If the configured key was revoked
    /// before, it stays revoked, and no other key is revoked.
    /// </summary>
    Task<ConfiguredKey> ConfigureAsync(NewApiKey key, AuditSealer sealer);

    /// <summary>Revokes a key; returns false if there is no such key. Revoking a key twice has no further effect.</summary>
    Task<bool> RevokeAsync(long id, Actor by, AuditSealer sealer);
}
