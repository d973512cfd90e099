using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Consents;

/// <summary>Binds a cursor to its site and filters. Continuing with another site or other filters would silently omit records.</summary>
internal static class CursorFingerprint
{
    /// <returns>16 hex digits that differ between sites and between filters.</returns>
    public static string Of(string site, IEnumerable<(string Name, string Value)> filters)
    {
        var text = new StringBuilder("consenthub/cursor/v1\n").Append(site).Append('\n');
        foreach (var (name, value) in filters)
            text.Append(name).Append('=').Append(value).Append('\n');

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
