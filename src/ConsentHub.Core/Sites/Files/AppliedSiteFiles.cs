using System.Security.Cryptography;
using System.Text;
using ConsentHub.Files;
using ConsentHub.Ledger;
using ConsentHub.Settings;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Files;

/// <summary>Records in the data folder which site files are published, so that a start need not check and render each of them again.</summary>
/// <remarks>
/// Each entry is a hash over everything that the result depends on: the file's name and bytes, the stored site, and this program.
/// An old, damaged or missing list only costs time.
/// </remarks>
internal sealed class AppliedSiteFiles(HubSettings settings)
{
    public const string FileName = "site-files.applied";

    /// <summary>Identifies the build, with its texts and rules.</summary>
    private static readonly string Program =
        $"{typeof(AppliedSiteFiles).Module.ModuleVersionId} {typeof(CanonicalJson).Module.ModuleVersionId} {Environment.Version}";

    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);
    private HashSet<string>? written;

    private string Path => System.IO.Path.Combine(settings.Data, FileName);

    /// <summary>True if publishing a file of this site with this digest is known to change nothing.</summary>
    public bool Contains(LoadedSite site, byte[] file)
    {
        written ??= Read();
        var mark = Mark(site, file);
        if (site.ManagedBy != ManagedBy.File || !written.Contains(mark))
            return false;

        marks[site.Key] = mark;
        return true;
    }

    /// <summary>Records files that have just been published, or were found to be published already.</summary>
    public void Remember(IEnumerable<PublishedFile> files, SiteDirectory sites)
    {
        foreach (var file in files)
        {
            // Skipped if another process has changed the site since.
            if (sites.FindLoaded(file.Key) is { ManagedBy: ManagedBy.File } site && site.Version == file.Version && site.Origins.SequenceEqual(file.Origins))
                marks[file.Key] = Mark(site, file.Digest);
        }

        try
        {
            using var file = PrivateFile.Open(Path, FileMode.Create, FileAccess.Write);
            file.Write(Encoding.ASCII.GetBytes(string.Concat(marks.Values.Select(mark => mark + "\n"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost: without the list, the next start only takes longer.
        }
    }

    private HashSet<string> Read()
    {
        try
        {
            return File.Exists(Path) ? new(File.ReadLines(Path), StringComparer.Ordinal) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Mark(LoadedSite site, byte[] file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Program}\n{site.Key}\n{Convert.ToHexString(file)}\n{Convert.ToHexString(site.Digest)}\n{string.Join('\n', site.Origins)}\n{AnnouncedBy(site)}")));

    private static string AnnouncedBy(LoadedSite site) =>
        site.Announced is { } announced ? $"{Rfc3339.Of(announced.EffectiveFrom)} {Convert.ToHexString(SHA256.HashData(announced.Content))}" : "";
}

/// <summary>A site file whose content is published.</summary>
/// <param name="Digest">SHA-256 of its bytes.</param>
internal sealed record PublishedFile(byte[] Digest, string Key, int Version, IReadOnlyList<string> Origins);
