using ConsentHub.Audit;

namespace ConsentHub.ApiKeys;

/// <summary>API keys. Every change of them is in the audit trail, in the same transaction.</summary>
internal interface IApiKeyStore
{
    /// <summary>The key with this hash, revoked and expired ones too.</summary>
    ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct);

    /// <summary>All keys, each with the time of its last use, which the audit trail knows.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct);

    /// <summary>Stores a key; one whose hash is already stored is left as it is.</summary>
    Task<ApiKey> CreateAsync(NewApiKey key, Actor by, AuditSealer sealer);

    /// <summary>Stores a key where there is none at all; null where there is one, also when several processes start at once.</summary>
    Task<ApiKey?> CreateFirstAsync(NewApiKey key, AuditSealer sealer);

    /// <summary>
    /// Stores the configured admin key and revokes those that earlier values of the setting made. A configured key that was revoked
    /// stays so, and then nothing is revoked in its favour.
    /// </summary>
    Task<ConfiguredKey> ConfigureAsync(NewApiKey key, AuditSealer sealer);

    /// <summary>False where there is no such key. Revoking twice is the same as once.</summary>
    Task<bool> RevokeAsync(long id, Actor by, AuditSealer sealer);
}
