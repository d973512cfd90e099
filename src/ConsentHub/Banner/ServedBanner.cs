using ConsentHub.Http;

namespace ConsentHub.Banner;

/// <summary>The responses for the files of the script: its code alone, and the parts that it loads on demand.</summary>
/// <remarks>
/// All files are served under the hash of the code, and the code loads each part with an integrity hash. So the bytes at an address never
/// change, and a page that pins the code pins the parts too.
/// </remarks>
internal sealed class ServedBanner
{
    private static readonly string[] Names =
    [
        "consenthub.js", "consenthub-work.js", "consenthub-save.js", "consenthub-checks.js", "consenthub-preferences.js", "consenthub-records.js", "consenthub-age.js",
        "consenthub-embeds.js", "consenthub-roots.js", "consenthub-marks.js", "consenthub-debug.js",
    ];

    private readonly Dictionary<string, ServedBody> files;

    /// <param name="folder">Where the build has put the files.</param>
    public ServedBanner(string folder) => files = Names.ToDictionary(
        name => name,
        name => new ServedBody(File.ReadAllBytes(Path.Combine(folder, name)), "text/javascript; charset=utf-8"),
        StringComparer.Ordinal);

    public ServedBody? Find(string name) => files.GetValueOrDefault(name);
}
