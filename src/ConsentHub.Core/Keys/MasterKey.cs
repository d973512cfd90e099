using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Files;
using ConsentHub.Settings;
using ConsentHub.Stores;

namespace ConsentHub.Keys;

/// <summary>The secret that wraps the hub's keys in the store, so that nobody can sign with a copy of the database alone.</summary>
/// <remarks>
/// The hub reads the secret from the setting <c>ConsentHub__MasterKey</c>. Without this setting, a hub on SQLite uses the file <c>master.key</c> in the
/// data folder, and creates that file at the first start.
/// If setting and file exist, the setting applies, and keys that the file's secret wrapped are wrapped again.
/// </remarks>
internal sealed class MasterKey(HubSettings settings, IStoreProvider provider)
{
    public const string FileName = "master.key";
    private const byte Version = 1;
    private const int NonceSize = 12, TagSize = 16;

    private string Path => System.IO.Path.Combine(settings.Data, FileName);

    /// <summary>Requires the setting if several instances share a database, because a file in a data folder belongs to one instance.</summary>
    /// <exception cref="StartupException">The setting is missing.</exception>
    public void RequireForSharedDatabase()
    {
        if (provider.IsShared && settings.MasterKey is null)
            throw new StartupException(
                "PostgreSQL needs the setting ConsentHub__MasterKey, the same for every instance: it wraps the keys in the database. Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='.");
    }

    /// <summary>Whether a master key exists here. Creates nothing.</summary>
    public bool IsPresent => settings.MasterKey is not null || File.Exists(Path);

    /// <summary>Encrypts a key: version, nonce, AES-256-GCM.</summary>
    /// <param name="binding">The value that the key is bound to (<see cref="KeyChain.HashOf"/>): with any other value it can't be decrypted.</param>
    public byte[] Wrap(byte[] binding, ReadOnlySpan<byte> secret)
    {
        var wrapped = new byte[1 + NonceSize + secret.Length + TagSize];
        wrapped[0] = Version;
        RandomNumberGenerator.Fill(wrapped.AsSpan(1, NonceSize));
        using var aes = Cipher(settings.MasterKey ?? ReadFile() ?? MakeFile());
        aes.Encrypt(wrapped.AsSpan(1, NonceSize), secret, wrapped.AsSpan(1 + NonceSize, secret.Length), wrapped.AsSpan(1 + NonceSize + secret.Length), binding);
        return wrapped;
    }

    /// <summary>Decrypts a key; null if neither the setting nor the file wrapped it with this binding.</summary>
    /// <param name="stale">True if the key should be wrapped again, because the setting was added after the file wrapped it.</param>
    public byte[]? TryUnwrap(byte[] binding, byte[] wrapped, out bool stale)
    {
        stale = false;
        if (settings.MasterKey is { } set && TryUnwrap(set, binding, wrapped) is { } secret)
            return secret;

        stale = settings.MasterKey is not null;
        return ReadFile() is { } file ? TryUnwrap(file, binding, wrapped) : null;
    }

    /// <summary>The error message when no key of the hub can be decrypted.</summary>
    public StartupException OpensNothing() => new(
        $"The hub's keys can't be decrypted: {(settings.MasterKey is null ? "ConsentHub__MasterKey is not set" : "ConsentHub__MasterKey does not match")}"
        + $" and {Path} {(File.Exists(Path) ? "does not match either" : "does not exist")}. Restore the master key that belongs to this database."
        + " If this is the right master key, the keys in the database were replaced: restore a backup.");

    private static byte[]? TryUnwrap(byte[] master, byte[] binding, byte[] wrapped)
    {
        if (wrapped.Length < 1 + NonceSize + TagSize || wrapped[0] != Version)
            return null;

        var secret = new byte[wrapped.Length - 1 - NonceSize - TagSize];
        try
        {
            using var aes = Cipher(master);
            aes.Decrypt(wrapped.AsSpan(1, NonceSize), wrapped.AsSpan(1 + NonceSize, secret.Length), wrapped.AsSpan(wrapped.Length - TagSize), secret, binding);
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>A key derived for wrapping only, because the same secret also encrypts backups.</summary>
    private static AesGcm Cipher(byte[] master) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "consenthub/master/wrap/v1"u8.ToArray()), TagSize);

    private byte[]? ReadFile()
    {
        if (!File.Exists(Path))
            return null;

        string text;
        try
        {
            text = File.ReadAllText(Path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{Path} can't be read: {e.Message} Allow the user that runs ConsentHub to read it.", e);
        }

        return Base64Url.IsValid(text, out var length) && length >= HubSettings.MasterKeySize
            ? Base64Url.DecodeFromChars(text)
            : throw new StartupException($"{Path} is not a master key: it must hold at least {HubSettings.MasterKeySize} bytes as base64url. Restore the file that belongs to this database.");
    }

    private byte[] MakeFile()
    {
        var key = RandomNumberGenerator.GetBytes(HubSettings.MasterKeySize);
        var unfinished = $"{Path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        using (var file = PrivateFile.Open(unfinished, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(key) + "\n"));
            file.Flush();
            DiskSync.Flush(file.SafeFileHandle);
        }

        try
        {
            File.Move(unfinished, Path, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(Path))
        {
            // Another process created the file first, so its key is used.
            File.Delete(unfinished);
            return ReadFile()!;
        }
    }
}
