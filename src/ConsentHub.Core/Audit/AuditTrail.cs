using ConsentHub.Keys;
using ConsentHub.Stores;

namespace ConsentHub.Audit;

/// <summary>Seals and writes the entry of an audited action before the caller gets a response.</summary>
internal sealed class AuditTrail(IAuditStore store, HubKeys keys)
{
    /// <exception cref="StoreUnavailableException">The entry was not written; the caller must get an error.</exception>
    public async Task WriteAsync(Actor actor, string action, string? site, string? detail) =>
        await store.AppendAsync(new AuditDraft(actor, action, site, detail), await SealerAsync());

    /// <summary>Checks that a key of the hub signed the end of the trail. Each new key signs an entry at once, so this check detects that a key was removed from the end of the key chain.</summary>
    /// <exception cref="StartupException">No key of the hub signed it.</exception>
    public async Task CheckHeadAsync(CancellationToken ct)
    {
        if (await store.HeadAsync(ct) is { Id: > 0 } head && !await keys.IsSignedAsync(AuditSeal.SignedOf(head), head.Signature, ct))
            throw OpenKeys.Changed("none of these keys signed the end of the audit trail, so the newest key was removed, or the trail was changed");
    }

    /// <summary>The sealer for a store that writes an entry in the same transaction as the audited action.</summary>
    public async Task<AuditSealer> SealerAsync() => new(await keys.SignerAsync(CancellationToken.None));
}
