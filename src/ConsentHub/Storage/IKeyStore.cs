using ConsentHub.Access;

namespace ConsentHub.Storage;

/// <summary>API keys and the audit trail.</summary>
internal interface IKeyStore
{
    /// <summary>The key with this hash, revoked or not.</summary>
    ValueTask<ApiKey?> FindAsync(byte[] hash, CancellationToken ct);

    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct);

    /// <summary>Stores a key; one whose hash is already there is left as it is.</summary>
    Task<ApiKey> CreateAsync(byte[] hash, string name, Role role, IReadOnlyList<string>? sites);

    /// <summary>False where there is no such key. Revoking twice is the same as once.</summary>
    Task<bool> RevokeAsync(long id);

    Task AuditAsync(long? key, string action, string? site, string? detail);

    /// <summary>Entries newest first, older than <paramref name="before"/>.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? before, int limit, CancellationToken ct);
}
