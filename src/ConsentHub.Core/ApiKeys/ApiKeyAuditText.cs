using System.Globalization;
using System.Text;

namespace ConsentHub.ApiKeys;

/// <summary>How audit entries name a key and its permissions, so that <c>verify database</c> detects a row that was added or changed.</summary>
internal static class ApiKeyAuditText
{
    private const int FingerprintBytes = 16;

    /// <param name="hash">SHA-256 of the key's text. Its first half reveals nothing about the 256 random bits of the key.</param>
    public static string Made(ApiKey key, byte[] hash)
    {
        var text = new StringBuilder($"{Id(key.Id)}, role {WireNames<Role>.Of(key.Role)}, sites {(key.Sites is null ? "all" : string.Join(' ', key.Sites))}");
        if (key.ExpiresAt is { } expires)
            text.Append(", expires ").Append(Rfc3339.Of(expires));
        if (key.System is { } system)
            text.Append(", system ").Append(system);

        return text.Append(", fingerprint ").Append(Convert.ToHexStringLower(hash.AsSpan(0, Math.Min(FingerprintBytes, hash.Length)))).Append(", name ").Append(key.Name).ToString();
    }

    /// <param name="why">Why the hub revoked the key by itself; null if somebody requested it.</param>
    public static string Revoked(long id, string? why = null) => why is null ? Id(id) : $"{Id(id)}, {why}";

    /// <summary>The id of the key that <see cref="Made"/> or <see cref="Revoked"/> names; null if a text names none.</summary>
    public static long? IdIn(string? detail) =>
        detail?.Split(',')[0].Split(' ') is ["key", var id] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Id(long id) => "key " + id.ToString(CultureInfo.InvariantCulture);
}
