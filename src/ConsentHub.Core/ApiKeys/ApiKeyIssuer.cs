using ConsentHub.Audit;

namespace ConsentHub.ApiKeys;

/// <summary>Creates and revokes API keys, for the API and the command line. Both are audited actions.</summary>
internal sealed class ApiKeyIssuer(IApiKeyStore store, AuditTrail trail)
{
    /// <returns>The key, and its text, which nobody can look up again.</returns>
    public async Task<(string Text, ApiKey Key)> CreateAsync(KeyDraft draft, Actor by)
    {
        var text = ApiKeyText.Create();
        return (text, await store.CreateAsync(new NewApiKey(ApiKeyText.Hash(text), draft.Name, draft.Role, draft.Sites, draft.ExpiresAt, draft.System), by, await trail.SealerAsync()));
    }

    /// <summary>Revokes a key; returns false if no key has this id.</summary>
    public async Task<bool> RevokeAsync(long id, Actor by) => await store.RevokeAsync(id, by, await trail.SealerAsync());
}

/// <summary>A key that somebody asks for, checked by <see cref="KeyRules"/>.</summary>
internal sealed record KeyDraft(string Name, Role Role, IReadOnlyList<string>? Sites, DateTimeOffset? ExpiresAt, string? System = null);
