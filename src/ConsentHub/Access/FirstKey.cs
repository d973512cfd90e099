using ConsentHub.Hosting;
using ConsentHub.Storage;

namespace ConsentHub.Access;

/// <summary>Sees to it that somebody can administer a new installation.</summary>
internal sealed class FirstKey(IKeyStore keys, HubSettings settings)
{
    /// <summary>Stores the configured admin key; without one, makes a key on a hub that has none.</summary>
    /// <returns>The text of a key just made, to be shown once; null where there is nothing to show.</returns>
    public async Task<string?> EnsureAsync(CancellationToken ct)
    {
        if (settings.AdminKey is { } configured)
        {
            await keys.CreateAsync(ApiKeyText.Hash(configured), "ConsentHub__AdminKey", Role.Admin, null);
            return null;
        }

        if ((await keys.ListAsync(ct)).Count > 0)
            return null;

        var text = ApiKeyText.Create();
        await keys.CreateAsync(ApiKeyText.Hash(text), "first admin key", Role.Admin, null);
        await keys.AuditAsync(null, "key.create", null, "first admin key");
        return text;
    }
}
