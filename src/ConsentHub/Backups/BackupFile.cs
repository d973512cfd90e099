using ConsentHub.Files;

namespace ConsentHub.Backups;

/// <summary>Writes and reads one backup. A new backup is encrypted if a key is given, and gets its final name once it is complete.</summary>
internal static class BackupFile
{
    /// <summary>Suffix of the temporary copy that SQLite writes beside the backup.</summary>
    public const string Scratch = ".copy";

    /// <summary>Backs up a database that other connections may be writing to.</summary>
    /// <param name="readCopy">Makes a consistent copy in a file with the given name, and calls the given action with the content of this copy.</param>
    public static Task WriteAsync(Action<string, Action<Stream>> readCopy, byte[]? key, string path, CancellationToken ct) =>
        WriteAsync(path, target => readCopy(path + Scratch, copy => Copy(key, copy, target)), ct);

    /// <summary>Backs up a database file that no process has open.</summary>
    public static Task WriteAsync(string database, byte[]? key, string path, CancellationToken ct) => WriteAsync(path, target =>
    {
        using var source = File.OpenRead(database);
        Copy(key, source, target);
    }, ct);

    /// <summary>Writes the database that a backup contains to a private file. Decrypts an encrypted backup.</summary>
    /// <exception cref="InvalidDataException">The key is missing or wrong, or the file was changed or truncated.</exception>
    public static void Unpack(string path, byte[]? key, string target)
    {
        using var source = File.OpenRead(path);
        using var file = PrivateFile.Replace(target);
        var magic = new byte[BackupCipher.Magic.Length];
        var encrypted = source.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.AsSpan().SequenceEqual(BackupCipher.Magic);
        source.Seek(0, SeekOrigin.Begin);
        if (encrypted)
            BackupCipher.Decrypt(key ?? throw new InvalidDataException("it is encrypted. Set ConsentHub__MasterKey to the key that it was made with"), source, file);
        else
            source.CopyTo(file);

        DiskSync.Flush(file.SafeFileHandle);
    }

    private static async Task WriteAsync(string path, Action<Stream> fill, CancellationToken ct)
    {
        await using var file = OutputFile.Create(path);
        await Task.Run(() => fill(file.Stream), ct);
        await file.CompleteAsync(overwrite: false);
    }

    private static void Copy(byte[]? key, Stream database, Stream target)
    {
        if (key is null)
            database.CopyTo(target, 1 << 20);
        else
            BackupCipher.Encrypt(key, database, target);
    }
}
