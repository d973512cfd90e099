using ConsentHub.Http;

namespace ConsentHub.Banner;

/// <summary>The responses for the files of the script: the script without a notice, and the parts that the script loads on demand.</summary>
/// <remarks>
/// Every URL contains the hash of the script, and the script contains the integrity hash of each part. So the bytes at a URL never change,
/// and a page that pins the script also pins its parts.
/// </remarks>
internal sealed class ServedBanner
{
    private static readonly string[] Names =
    [
        "consenthub.js", "consenthub-work.js", "consenthub-save.js", "consenthub-checks.js", "consenthub-preferences.js", "consenthub-records.js", "consenthub-age.js",
        "consenthub-embeds.js", "consenthub-roots.js", "consenthub-marks.js", "consenthub-debug.js",
    ];

    private readonly Dictionary<string, ServedBody> files;

    /// <param name="folder">The folder with the built files.</param>
    public ServedBanner(string folder) => files = Names.ToDictionary(
        name => name,
        name => new ServedBody(File.ReadAllBytes(Path.Combine(folder, name)), "text/javascript; charset=utf-8"),
        StringComparer.Ordinal);

    public ServedBody? Find(string name) => files.GetValueOrDefault(name);
}
