using System.Security.Cryptography;

namespace ConsentHub.Preferences;

/// <summary>The build of this page, which every record made on it names as <c>banner</c>.</summary>
/// <remarks>
/// First 16 hex characters of the SHA-256 of the program's module version id, which a deterministic build derives from all its
/// code and texts, and of the style sheet. The script's hash would name something that the visitor was not shown.
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
