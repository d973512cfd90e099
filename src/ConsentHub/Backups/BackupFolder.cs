using System.Globalization;
using ConsentHub.Files;
using ConsentHub.Settings;

namespace ConsentHub.Backups;

/// <summary>Makes ConsentHub's own backups, and deletes those that are older than the backup window.</summary>
internal sealed partial class BackupFolder(HubSettings settings, TimeProvider time, ILogger<BackupFolder> log)
{
    private const string Prefix = "consenthub-", Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Name of the unpacked backup in the data folder while <c>restore</c> checks it.</summary>
    public const string Restoring = "consenthub.db.restoring";

    public string Path => System.IO.Path.GetFullPath(System.IO.Path.Combine(settings.Data, "backups"));

    /// <summary>Whether the last attempt to delete expired backups failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The path for a new backup. Creates the backup folder if it is missing.</summary>
    public string NewFile()
    {
        PrivateFile.MakeFolder(Path);
        return System.IO.Path.Combine(
            Path, $"{Prefix}{time.GetUtcNow().UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}.db{(settings.MasterKey is null ? "" : ".enc")}");
    }

    /// <summary>Backs up a database file that the caller then removes. No process may have the file open.</summary>
    /// <returns>The path of the backup.</returns>
    public async Task<string> KeepAsync(string database, CancellationToken ct)
    {
        var kept = NewFile();
        await BackupFile.WriteAsync(database, settings.MasterKey, kept, ct);
        return kept;
    }

    /// <summary>Deletes expired backups, which may still contain erased data, and unfinished files of killed processes.</summary>
    /// <param name="window">How long a backup may be kept.</param>
    public void DeleteExpired(TimeSpan window)
    {
        HasFailed = true;
        if (Directory.Exists(Path))
            DeleteOlder(window);

        DeleteAbandoned();
        HasFailed = false;
    }

    private void DeleteOlder(TimeSpan window)
    {
        var oldest = time.GetUtcNow() - window;
        var expired = Directory.EnumerateFiles(Path, Prefix + "*").Where(f => MadeAt(f) is { } at && at <= oldest).ToList();
        expired.ForEach(File.Delete);
        if (expired.Count > 0)
            Log.Deleted(log, expired.Count, window);
    }

    private void DeleteAbandoned()
    {
        foreach (var file in Unfinished())
        {
            try
            {
                PrivateFile.DeleteAbandoned(file);
            }
            catch (IOException)
            {
                // Another process is still writing this file.
            }
        }
    }

    private IEnumerable<string> Unfinished()
    {
        var ours = Directory.Exists(Path) ? Directory.EnumerateFiles(Path, Prefix + "*") : [];
        var restored = Directory.Exists(settings.Data) ? Directory.EnumerateFiles(settings.Data, Restoring + "*") : [];
        return [.. ours.Where(f => f.EndsWith(OutputFile.Unfinished, StringComparison.Ordinal) || f.EndsWith(BackupFile.Scratch, StringComparison.Ordinal)), .. restored];
    }

    /// <summary>When a backup was made, according to its name, because a copied file gets a new file time. Null if the name is not that of a backup.</summary>
    private static DateTimeOffset? MadeAt(string file)
    {
        var name = System.IO.Path.GetFileName(file)[Prefix.Length..];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && DateTimeOffset.TryParseExact(name[..dot], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Information, "{Count} backups older than the backup window of {Window} were deleted.")]
        public static partial void Deleted(ILogger logger, int count, TimeSpan window);
    }
}
