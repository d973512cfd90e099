using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Settings;

namespace ConsentHub.Access;

/// <summary>Creates the first admin key of a new installation.</summary>
internal sealed partial class FirstKey(IApiKeyStore keys, AuditTrail trail, HubSettings settings, ILogger<FirstKey> log)
{
    public const string FileName = "first-admin-key";
    private const string Name = "first admin key", ConfiguredName = "ConsentHub__AdminKey";

    /// <summary>If <c>ConsentHub__AdminKey</c> is set, stores that key and revokes the keys of earlier values. Otherwise creates a key if the hub has none.</summary>
    /// <param name="hasTerminal">Whether the output is a terminal. Other output may be logged, so the key is then written to a file instead.</param>
    /// <returns>The new key; null if a key is configured, or if the hub already has a key.</returns>
    public async Task<MadeKey?> EnsureAsync(bool hasTerminal, CancellationToken ct)
    {
        if (settings.AdminKey is { } configured)
        {
            await ConfigureAsync(configured);
            return null;
        }

        if ((await keys.ListAsync(ct)).Count > 0)
            return null;

        var text = ApiKeyText.Create();
        // The file is written before the key is stored: a stored key whose text is lost would lock everybody out.
        using var file = hasTerminal ? null : OwnerFile.Write(Path.Combine(Path.GetFullPath(settings.Data), FileName), text + "\n");
        if (await keys.CreateFirstAsync(new NewApiKey(ApiKeyText.Hash(text), Name, Role.Admin, null), await trail.SealerAsync()) is null)
            return null;

        file?.Keep();
        return new MadeKey(file is null ? text : null, file?.Path);
    }

    private async Task ConfigureAsync(string text)
    {
        var (key, retired) = await keys.ConfigureAsync(new NewApiKey(ApiKeyText.Hash(text), ConfiguredName, Role.Admin, null), await trail.SealerAsync());
        if (key.RevokedAt is { } at)
            Log.Revoked(log, key.Id, at);

        foreach (var id in retired)
            Log.Retired(log, id, key.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(82, LogLevel.Error, "The value of ConsentHub__AdminKey is key {Id}, which was revoked at {At:O} and grants no access. Set another key.")]
        public static partial void Revoked(ILogger logger, long id, DateTimeOffset at);

        [LoggerMessage(83, LogLevel.Warning, "Key {Id}, an earlier value of ConsentHub__AdminKey, was revoked, because the setting now has key {Configured}.")]
        public static partial void Retired(ILogger logger, long id, long configured);
    }
}

/// <summary>The first admin key, as the operator receives it.</summary>
/// <param name="Text">The key, to be shown once; null if a file contains the key.</param>
/// <param name="File">Path of the file that contains the key; null if <paramref name="Text"/> has the key.</param>
internal sealed record MadeKey(string? Text, string? File);
