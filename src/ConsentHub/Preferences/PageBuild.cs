using System.Security.Cryptography;

namespace ConsentHub.Preferences;

/// <summary>The build of this page, which every record made on it names as <c>banner</c>.</summary>
/// <remarks>
/// First 16 hex characters of the SHA-256 of the program's module version id and the style sheet. A deterministic build derives that
/// id from all code and texts. The script's hash is not used, because the visitor of this page was not shown the script's banner.
/// </remarks>
internal sealed class PageBuild
{
    public PageBuild()
    {
        var style = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "wwwroot", "preferences", "preferences.css"));
        var program = typeof(PageBuild).Module.ModuleVersionId.ToByteArray(bigEndian: true);
        Hash = Convert.ToHexStringLower(SHA256.HashData([.. program, .. style]))[..16];
    }

    public string Hash { get; }
}
