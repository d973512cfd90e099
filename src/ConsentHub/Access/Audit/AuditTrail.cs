using ConsentHub.Proof;
using ConsentHub.Storage;

namespace ConsentHub.Access.Audit;

/// <summary>Writes audited actions, sealed, before their caller is answered.</summary>
internal sealed class AuditTrail(IAuditStore store, HubKeys keys)
{
    /// <exception cref="StoreUnavailableException">The entry was not written; the caller must not be answered as if it was.</exception>
    public async Task WriteAsync(Actor actor, string action, string? site, string? detail) =>
        await store.AppendAsync(new AuditDraft(actor, action, site, detail), await SealerAsync());

    /// <summary>For stores that write an entry in the transaction of the act itself.</summary>
    public async Task<AuditSealer> SealerAsync() => new(await keys.SignerAsync(CancellationToken.None));
}
