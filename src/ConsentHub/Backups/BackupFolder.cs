using System.Globalization;
using ConsentHub.Hosting;

namespace ConsentHub.Backups;

/// <summary>The copies that ConsentHub keeps of its own, and their end: none is older than the backup window.</summary>
internal sealed partial class BackupFolder(HubSettings settings, TimeProvider time, ILogger<BackupFolder> log)
{
    private const string Prefix = "consenthub-", Stamp = "yyyyMMdd'T'HHmmss'Z'";

    public string Path => System.IO.Path.GetFullPath(System.IO.Path.Combine(settings.Data, "backups"));

    /// <summary>Whether the last try to delete expired copies failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The name of a copy made now.</summary>
    public string NewFile() => System.IO.Path.Combine(
        Path, $"{Prefix}{time.GetUtcNow().UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}.db{(settings.MasterKey is null ? "" : ".enc")}");

    /// <summary>Deletes the copies that are older than the window, so that what was erased is gone from them too.</summary>
    /// <returns>How many were deleted.</returns>
    public int DeleteExpired()
    {
        HasFailed = true;
        var count = Directory.Exists(Path) ? DeleteOlder() : 0;
        HasFailed = false;
        return count;
    }

    private int DeleteOlder()
    {
        var oldest = time.GetUtcNow().AddDays(-settings.BackupDays);
        var expired = Directory.EnumerateFiles(Path, Prefix + "*").Where(f => MadeAt(f) is { } at && at < oldest).ToList();
        expired.ForEach(File.Delete);
        if (expired.Count > 0)
            Log.Deleted(log, expired.Count, settings.BackupDays);

        return expired.Count;
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
        [LoggerMessage(60, LogLevel.Information, "{Count} backups older than {Days} days were deleted.")]
        public static partial void Deleted(ILogger logger, int count, int days);
    }
}
