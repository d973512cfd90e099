using System.Collections.Concurrent;
using System.Security.Cryptography;
using ConsentHub.Access.Audit;
using ConsentHub.Hosting;

namespace ConsentHub.Sites;

/// <summary>What stands in the way of one site file.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Problems">Each with the path of the faulty value and what would be right.</param>
internal sealed record SiteFileProblem(string File, IReadOnlyList<string> Problems);

/// <summary>The folder of site files: applies each at start and again whenever its content changes.</summary>
/// <remarks>A bad file changes nothing: the version that ran goes on running, and the problem stays listed until the file is mended.</remarks>
internal sealed partial class SiteFolder(HubSettings settings, SitePublisher publisher, SiteDirectory sites, AppliedSiteFiles applied, AuditTrail trail, ILogger<SiteFolder> log)
{
    private readonly Dictionary<string, FileStamp> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SiteFileProblem> problems = new(StringComparer.Ordinal);

    public string Path { get; } = System.IO.Path.GetFullPath(settings.Sites);

    /// <summary>The files that could not be applied, for <c>/health/ready</c>.</summary>
    public IReadOnlyCollection<SiteFileProblem> Problems => [.. problems.Values.OrderBy(p => p.File, StringComparer.Ordinal)];

    /// <summary>Applies what has changed since the last look.</summary>
    public async Task ApplyChangesAsync(CancellationToken ct)
    {
        var files = Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "*.json").Order(StringComparer.Ordinal).ToList() : [];
        foreach (var gone in seen.Keys.Except(files).ToList())
        {
            // A published site outlives its file: visitors' choices refer to it.
            seen.Remove(gone);
            problems.TryRemove(gone, out _);
            Log.FileGone(log, gone);
        }

        var published = new List<PublishedFile>();
        foreach (var file in files)
        {
            if (FileStamp.Of(file) is not { } stamp || (seen.TryGetValue(file, out var known) && known == stamp))
                continue;

            seen[file] = stamp;
            if (await ApplyAsync(file, ct) is { } done)
                published.Add(done);
        }

        await sites.ReloadAsync(ct);
        if (published.Count > 0)
            applied.Remember(published, sites);
    }

    /// <returns>What is published now; null where the file was refused, or is known to say what is published.</returns>
    private async Task<PublishedFile?> ApplyAsync(string file, CancellationToken ct)
    {
        var (bytes, unreadable) = await SiteFileOnDisk.ReadBytesAsync(file, ct);
        if (bytes is null)
            return Refuse(file, [unreadable]);

        var digest = SHA256.HashData(bytes);
        if (sites.FindLoaded(SiteFileOnDisk.KeyOf(file)) is { } loaded && applied.Contains(loaded, digest))
        {
            problems.TryRemove(file, out _);
            return null;
        }

        var (site, faults) = SiteFileOnDisk.Read(file, bytes);
        if (site is null)
            return Refuse(file, faults);

        if (site.ManagedBy == ManagedBy.Console)
            return Refuse(file, ["managedBy: says console, so the administrators' API manages this site and the file is not applied. Delete the file, or say \"file\"."]);

        var outcome = await publisher.PublishAsync(site, ManagedBy.File, new PublishOptions(), ct);
        if (outcome is PublishOutcome.Published or PublishOutcome.SettingsChanged)
            await trail.WriteAsync(Actor.Hub, AuditActions.SitePublish, site.Key, PublishWords.Of(outcome));

        switch (outcome)
        {
            case PublishOutcome.Published published:
                Log.Published(log, site.Key, published.Version, published.Material, published.Changes.Count);
                return Accept(published.Version);
            case PublishOutcome.SettingsChanged changed:
                Log.SettingsChanged(log, site.Key);
                return Accept(changed.Version);
            case PublishOutcome.Unchanged unchanged:
                return Accept(unchanged.Version);
            case PublishOutcome.EqualToEarlier equal:
                return Refuse(file, [$"The content is that of version {equal.Version}; version {equal.Latest} stays. To publish it anew: ConsentHub site apply --again {file}"]);
            case PublishOutcome.ManagedElsewhere:
                return Refuse(file, [$"The site {site.Key} is managed by the console. To manage it by this file: ConsentHub site apply --take-over {file}"]);
            case PublishOutcome.NumbersExhausted exhausted:
                return Refuse(file, [$"A site can have {exhausted.Limit} {exhausted.Kind} in its whole life, and this one would have more."]);
            case var other:
                throw new InvalidOperationException($"Publishing a file never gives {other}.");
        }

        PublishedFile Accept(int version)
        {
            problems.TryRemove(file, out _);
            return new PublishedFile(digest, site.Key, version, site.Origins);
        }
    }

    private PublishedFile? Refuse(string file, IReadOnlyList<string> faults)
    {
        problems[file] = new SiteFileProblem(file, faults);
        Log.Refused(log, file, string.Join(" | ", faults));
        return null;
    }

    /// <summary>Changes when a file is written, without reading it each second.</summary>
    private readonly record struct FileStamp(DateTime Written, long Length)
    {
        public static FileStamp? Of(string path)
        {
            var info = new FileInfo(path);
            return info.Exists ? new(info.LastWriteTimeUtc, info.Length) : null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Site {Site}: published version {Version} (material: {Material}, {Changes} changes).")]
        public static partial void Published(ILogger logger, string site, int version, bool material, int changes);

        [LoggerMessage(11, LogLevel.Information, "Site {Site}: new settings; the notice is unchanged.")]
        public static partial void SettingsChanged(ILogger logger, string site);

        [LoggerMessage(12, LogLevel.Error, "Site file {File} was not applied, the version that ran goes on running: {Faults}")]
        public static partial void Refused(ILogger logger, string file, string faults);

        [LoggerMessage(13, LogLevel.Warning, "Site file {File} is gone; its site stays published.")]
        public static partial void FileGone(ILogger logger, string file);
    }
}
