using System.Security.Cryptography;
using ConsentHub.Audit;
using ConsentHub.Settings;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;

namespace ConsentHub.Sites.Files;

/// <summary>The problems that prevent one site file from being applied.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Problems">Each with the path of the invalid value and the rule for it.</param>
internal sealed record SiteFileProblem(string File, IReadOnlyList<string> Problems);

/// <summary>The folder of site files: applies each at start and again whenever its content changes.</summary>
/// <remarks>
/// An invalid file changes nothing: the published version stays active, and the problem stays listed until the file is corrected. A valid one that
/// can't be applied now, because it can't be read or the store is unavailable, is retried at every pass, and stays listed until it is applied.
/// </remarks>
internal sealed partial class SiteFolder(HubSettings settings, SitePublisher publisher, SiteDirectory sites, AppliedSiteFiles applied, ILogger<SiteFolder> log) : IDisposable
{
    private const string Waits = "is not applied yet";

    /// <summary>Number of files that every pass applies. Further files are applied only within a time limit.</summary>
    private const int AlwaysApplied = 100;

    private static readonly TimeSpan TimeOfPass = TimeSpan.FromSeconds(2);

    /// <summary>A file is read again by later passes until its last change is older than this, because two changes within the resolution of the disk's clock may get the same time.</summary>
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, JudgedFile> judged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiteFileProblem> problems = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile IReadOnlyList<SiteFileProblem> listed = [];
    private volatile IReadOnlyList<string> unfinished = [];
    private TimeSpan reload;
    private int pass;

    public string Path { get; } = System.IO.Path.GetFullPath(settings.Sites);

    /// <summary>The files that are not applied, for <c>/health/ready</c>.</summary>
    public IReadOnlyList<SiteFileProblem> Problems => listed;

    /// <summary>The files to check again soon: not applied yet, or changed so recently that another change may have the same stamp.</summary>
    public IReadOnlyList<string> Unfinished => unfinished;

    /// <summary>How long the last pass over all files took to find the changes, without applying them.</summary>
    public TimeSpan LastPass { get; private set; }

    /// <summary>Applies what has changed since the last pass.</summary>
    /// <returns>True if the pass checked all files. A pass with many changes ends early, so that the hub serves the sites applied so far; the next pass continues.</returns>
    public Task<bool> ApplyChangesAsync(CancellationToken ct) => ApplyChangesAsync(null, ct);

    /// <summary>Checks only the named files, in that order; all files if none are named.</summary>
    /// <inheritdoc cref="ApplyChangesAsync(CancellationToken)"/>
    public async Task<bool> ApplyChangesAsync(IReadOnlyCollection<string>? named, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await CheckAsync(named, ct);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<bool> CheckAsync(IReadOnlyCollection<string>? named, CancellationToken ct)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var changed = named is null ? FindAllChanged() : FindChanged(named);
        if (named is null)
            LastPass = TimeProvider.System.GetElapsedTime(begun);

        unfinished = [.. changed.Select(c => c.File)];
        begun = TimeProvider.System.GetTimestamp();
        // A reload costs more with more sites. A pass may last ten times as long as the last reload, so that reloads take at most a tenth of the time.
        var atMost = TimeOfPass > reload * 10 ? TimeOfPass : reload * 10;
        var published = new List<PublishedFile>();
        var done = 0;
        foreach (var (file, stamp) in changed)
        {
            if (done >= AlwaysApplied && TimeProvider.System.GetElapsedTime(begun) > atMost)
                break;

            done++;
            if (await TryApplyAsync(file, stamp, ct) is { } now)
                published.Add(now);
        }

        unfinished = [.. changed.Where((c, at) => at >= done || !judged[c.File].IsSettled).Select(c => c.File)];
        begun = TimeProvider.System.GetTimestamp();
        await sites.ReloadAsync(ct);
        reload = TimeProvider.System.GetElapsedTime(begun);
        // The list of problems is updated only after the reload, because only then do visitors get what was applied.
        List();
        if (published.Count > 0)
            applied.Remember(published, sites);

        return done == changed.Count;
    }

    private List<(string File, FileStamp Stamp)> FindAllChanged()
    {
        pass++;
        var changed = FindChanged(Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "*.json") : []);
        foreach (var (deleted, _) in judged.Where(f => f.Value.Pass != pass).ToList())
        {
            // A deleted file does not unpublish its site: visitors' choices refer to it.
            judged.Remove(deleted);
            problems.Remove(deleted);
            Log.FileDeleted(log, deleted);
        }

        changed.Sort((a, b) => string.CompareOrdinal(a.File, b.File));
        List();
        return changed;
    }

    private List<(string File, FileStamp Stamp)> FindChanged(IEnumerable<string> files)
    {
        var changed = new List<(string File, FileStamp Stamp)>();
        foreach (var file in files)
        {
            if (FileStamp.Of(file) is not { } stamp)
                continue;

            var known = judged.GetValueOrDefault(file);
            if (known is null)
                judged[file] = known = new JudgedFile();

            known.Pass = pass;
            if (known.Stamp != stamp)
                problems.TryAdd(file, new SiteFileProblem(file, [Waits]));
            if (known.Stamp != stamp || !known.IsSettled)
                changed.Add((file, stamp));
        }

        List();
        return changed;
    }

    private void List()
    {
        if (problems.Count > 0 || listed.Count > 0)
            listed = [.. problems.Values.OrderBy(p => p.File, StringComparer.Ordinal)];
    }

    /// <returns>What is published now; null if nothing is to be recorded about the file.</returns>
    private async Task<PublishedFile?> TryApplyAsync(string file, FileStamp stamp, CancellationToken ct)
    {
        var state = judged[file];
        state.IsSettled = false;
        var (bytes, unreadable) = await SiteFileOnDisk.ReadBytesAsync(file, ct);
        if (bytes is null)
            return Postpone(file, "can't be read", unreadable);

        var digest = SHA256.HashData(bytes);
        PublishedFile? published = null;
        // A changed stamp means that the file was written again. The file is then applied again, even if its content is the same.
        if (state.Stamp != stamp || !digest.AsSpan().SequenceEqual(state.Digest))
        {
            try
            {
                published = await ApplyAsync(file, bytes, digest, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The cause may be temporary. Nothing is recorded about the file, so the next pass tries again.
                return Postpone(file, "can't be applied now", e.Message);
            }

            state.Digest = digest;
            state.Refusal = problems.GetValueOrDefault(file);
        }
        else if (state.Refusal is { } refusal)
        {
            problems[file] = refusal;
        }
        else
        {
            problems.Remove(file);
        }

        state.Stamp = stamp;
        // A file that changed a moment ago is read once more by a later pass.
        state.IsSettled = TimeProvider.System.GetUtcNow().UtcTicks - stamp.Changed > Unsettled.Ticks;
        return published;
    }

    /// <returns>What is published now; null if the file was refused, or is known to be published already.</returns>
    private async Task<PublishedFile?> ApplyAsync(string file, byte[] bytes, byte[] digest, CancellationToken ct)
    {
        if (sites.FindLoaded(SiteFileOnDisk.KeyOf(file)) is { } loaded && applied.Contains(loaded, digest))
        {
            problems.Remove(file);
            return null;
        }

        var (site, errors) = SiteFileOnDisk.Read(file, bytes);
        if (site is null)
            return Refuse(file, [.. errors.Select(e => e.ToString())]);

        if (site.ManagedBy == ManagedBy.Console)
            return Refuse(file, ["managedBy: is \"console\", so the administrators' API manages this site and the file is not applied. Delete the file, or set managedBy to \"file\"."]);

        switch (await publisher.PublishAsync(site, ManagedBy.File, new PublishOptions(), Actor.Hub, ct))
        {
            case PublishOutcome.Published published:
                Log.Published(log, site.Key, published.Version, published.Material, published.Changes.Count);
                return Accept(published.Version);
            case PublishOutcome.Announced announced:
                Log.Announced(log, site.Key, announced.Version, announced.From, announced.Material, announced.Changes.Count);
                return Accept(announced.Version - 1);
            case PublishOutcome.Withdrawn withdrawn:
                Log.Withdrawn(log, site.Key, withdrawn.From);
                return Accept(withdrawn.Version);
            case PublishOutcome.NotEffective late:
                return Refuse(file, [$"effectiveFrom: {late.Rule}"]);
            case PublishOutcome.SettingsChanged changed:
                Log.SettingsChanged(log, site.Key);
                return Accept(changed.Version);
            case PublishOutcome.Unchanged unchanged:
                return Accept(unchanged.Version);
            case PublishOutcome.EqualToEarlier equal:
                return Refuse(file, [$"The content equals that of version {equal.Version}; version {equal.Latest} stays published. To publish the earlier content again: ConsentHub site apply --again {file}"]);
            case PublishOutcome.ManagedElsewhere:
                return Refuse(file, [$"The site {site.Key} is managed by the console. To manage it by this file: ConsentHub site apply --take-over {file}"]);
            case PublishOutcome.Undecided undecided when sites.FindLoaded(site.Key) is null:
                problems.Remove(file);
                Log.Undecided(log, file, string.Join(", ", undecided.Paths));
                return null;
            case PublishOutcome.Undecided undecided:
                return Refuse(file, [$"The owner has not decided {string.Join(", ", undecided.Paths)}. Add each fact to the file and remove its path from undecided."]);
            case PublishOutcome.NumbersExhausted exhausted:
                return Refuse(file, [$"A site can publish at most {exhausted.Limit} different {exhausted.Kind} over its lifetime, including removed ones; this file would exceed that."]);
            case var other:
                throw new InvalidOperationException($"Publishing a file never returns {other}.");
        }

        PublishedFile Accept(int version)
        {
            problems.Remove(file);
            return new PublishedFile(digest, site.Key, version, site.Origins);
        }
    }

    private PublishedFile? Refuse(string file, IReadOnlyList<string> errors)
    {
        problems[file] = new SiteFileProblem(file, errors);
        Log.Refused(log, file, string.Join(" | ", errors));
        return null;
    }

    /// <summary>Lists a file that will be tried again, and logs the reason once. The list is public and omits the reason, which may name paths.</summary>
    private PublishedFile? Postpone(string file, string what, string reason)
    {
        string[] listing = [$"{what}; the log has the reason. The hub tries again every second"];
        if (!problems.TryGetValue(file, out var known) || !known.Problems.SequenceEqual(listing))
            Log.Refused(log, file, $"{what}; the hub tries again every second: {reason}");

        problems[file] = new SiteFileProblem(file, listing);
        return null;
    }

    /// <summary>What the last pass found out about a file.</summary>
    private sealed class JudgedFile
    {
        /// <summary>Number of the last pass that found it.</summary>
        public int Pass;

        /// <summary>Stamp of the content that was checked.</summary>
        public FileStamp? Stamp;

        /// <summary>True if the file need not be read while its stamp is the same.</summary>
        public bool IsSettled;

        /// <summary>SHA-256 of the content that was checked.</summary>
        public byte[]? Digest;

        /// <summary>Why that content was refused; null if it was applied.</summary>
        public SiteFileProblem? Refusal;
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Site {Site}: published version {Version} (material: {Material}, {Changes} changes).")]
        public static partial void Published(ILogger logger, string site, int version, bool material, int changes);

        [LoggerMessage(11, LogLevel.Information, "Site {Site}: new settings; the notice is unchanged.")]
        public static partial void SettingsChanged(ILogger logger, string site);

        [LoggerMessage(18, LogLevel.Information, "Site {Site}: announced version {Version} for {From} (material: {Material}, {Changes} changes).")]
        public static partial void Announced(ILogger logger, string site, int version, DateTimeOffset from, bool material, int changes);

        [LoggerMessage(19, LogLevel.Information, "Site {Site}: the version announced for {From} is withdrawn.")]
        public static partial void Withdrawn(ILogger logger, string site, DateTimeOffset from);

        [LoggerMessage(12, LogLevel.Error, "Site file {File} was not applied, and the published version stays active: {Errors}")]
        public static partial void Refused(ILogger logger, string file, string errors);

        [LoggerMessage(17, LogLevel.Information, "Site file {File} is not published, because its member \"undecided\" lists facts that the site's owner must decide first: {Paths}")]
        public static partial void Undecided(ILogger logger, string file, string paths);

        [LoggerMessage(13, LogLevel.Warning, "Site file {File} was deleted; its site stays published.")]
        public static partial void FileDeleted(ILogger logger, string file);
    }
}
