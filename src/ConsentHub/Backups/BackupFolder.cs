using System.Globalization;
using ConsentHub.Files;
using ConsentHub.Settings;

namespace ConsentHub.Backups;

/// <summary>The copies that ConsentHub keeps of its own, and their end: none is older than the backup window.</summary>
internal sealed partial class BackupFolder(HubSettings settings, TimeProvider time, ILogger<BackupFolder> log)
{
    private const string Prefix = "consenthub-", Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Where a backup lies while <c>restore</c> checks it, in the data folder.</summary>
    public const string Restoring = "consenthub.db.restoring";

    public string Path => System.IO.Path.GetFullPath(System.IO.Path.Combine(settings.Data, "backups"));

    /// <summary>Whether the last try to delete expired copies failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The name of a copy made now; its folder is made where it is missing.</summary>
    public string NewFile()
    {
        PrivateFile.MakeFolder(Path);
        return System.IO.Path.Combine(
            Path, $"{Prefix}{time.GetUtcNow().UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}.db{(settings.MasterKey is null ? "" : ".enc")}");
    }

    /// <summary>Makes a backup of a database file that nobody has open and that is about to go.</summary>
    /// <returns>The backup.</returns>
    public async Task<string> KeepAsync(string database, CancellationToken ct)
    {
        var kept = NewFile();
        await BackupFile.WriteAsync(database, settings.MasterKey, kept, ct);
        return kept;
    }

    /// <summary>Deletes the copies whose window is over, so that what was erased is gone from them too, and what killed processes left.</summary>
    /// <param name="window">How long a copy may be kept.</param>
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
                // It is being written just now.
            }
        }
    }

    private IEnumerable<string> Unfinished()
    {
        var ours = Directory.Exists(Path) ? Directory.EnumerateFiles(Path, Prefix + "*") : [];
        var restored = Directory.Exists(settings.Data) ? Directory.EnumerateFiles(settings.Data, Restoring + "*") : [];
        return [.. ours.Where(f => f.EndsWith(OutputFile.Unfinished, StringComparison.Ordinal) || f.EndsWith(BackupFile.Scratch, StringComparison.Ordinal)), .. restored];
    }

    /// <summary>By its name: a copied file has another time than the backup in it. A name that is not ours says nothing.</summary>
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
