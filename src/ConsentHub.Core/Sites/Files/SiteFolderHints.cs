namespace ConsentHub.Sites.Files;

/// <summary>Reports site files that have changed according to the operating system, so that the hub finds one changed file among thousands without checking all of them.</summary>
/// <remarks>
/// These are hints: notifications do not cross container mounts and network drives, do not cover the targets of links, and can be lost. The
/// caller must also check all files regularly. Each name is kept once; after too many names, the hint is that any file may have changed.
/// </remarks>
internal sealed class SiteFolderHints(string folder) : IDisposable
{
    private const int MostNames = 1000;

    /// <summary>How long to wait after the first change: a file is written in several steps, and one check at the end is enough.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly Lock names = new();
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private TaskCompletionSource hinted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isAnything;
    private FileSystemWatcher? watcher;
    private (ulong Disk, ulong Number)? watched;

    /// <summary>Starts to listen, or restarts if the path now leads to another folder. If the operating system refuses, there are no hints.</summary>
    public void Listen()
    {
        (ulong, ulong)? now = FileStamp.Of(folder) is { } stamp ? (stamp.Disk, stamp.Number) : null;
        if (now == watched && (watcher is not null || now is null))
            return;

        watched = now;
        watcher?.Dispose();
        watcher = now is null ? null : TryCreate();
    }

    /// <summary>Waits for a hint, at most for the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken ct)
    {
        Task hint;
        lock (names)
            hint = hinted.Task;

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(hint, Task.Delay(longest, time, enough.Token));
        await enough.CancelAsync();
        ct.ThrowIfCancellationRequested();
        if (hint.IsCompleted)
            await Task.Delay(Quiet, ct);
    }

    /// <summary>The paths of files to check; empty without a hint; null if any file may have changed.</summary>
    public IReadOnlyList<string>? Take()
    {
        lock (names)
        {
            IReadOnlyList<string>? taken = isAnything ? null : [.. named];
            named.Clear();
            isAnything = false;
            if (hinted.Task.IsCompleted)
                hinted = new(TaskCreationOptions.RunContinuationsAsynchronously);

            return taken;
        }
    }

    public void Dispose() => watcher?.Dispose();

    private FileSystemWatcher? TryCreate()
    {
        FileSystemWatcher? created = null;
        try
        {
            created = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes };
            created.Changed += (_, change) => Hint(change.Name);
            created.Created += (_, change) => Hint(change.Name, LeadsToFiles(change.FullPath));
            created.Renamed += (_, change) => Hint(change.Name, LeadsToFiles(change.FullPath));
            // The operating system's event queue overflowed.
            created.Error += (_, _) => Hint(null, mayBeAny: true);
            created.EnableRaisingEvents = true;
            return created;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No watch is available, or the folder is missing: the regular passes continue.
            created?.Dispose();
            return null;
        }
    }

    /// <summary>True for a folder or a link, because links of site files may lead through it. False for an ordinary file, such as the temporary file that an editor renames.</summary>
    private static bool LeadsToFiles(string path) =>
        Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <param name="mayBeAny">True if any other file may have changed too.</param>
    private void Hint(string? name, bool mayBeAny = false)
    {
        lock (names)
        {
            var isSite = name is not null && name.EndsWith(".json", StringComparison.Ordinal);
            if (!isSite && !mayBeAny)
                return;

            if (isSite && named.Count < MostNames)
                named.Add(Path.Combine(folder, name!));
            else
                isAnything = true;

            hinted.TrySetResult();
        }
    }
}
