using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.Formats;

/// <summary>The text of an API key: <c>chk_</c> and 256 random bits as base64url. Shown once; only its SHA-256 is stored.</summary>
internal static class ApiKeyText
{
    private const string Prefix = "chk_";
    private const int ShortestSecret = 32;
    private const int LongestSecret = 128;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool IsWellFormed(string? text) =>
        text is not null
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length - Prefix.Length is >= ShortestSecret and <= LongestSecret
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") < 0;

    /// <summary>A plain hash is enough for 256 random bits; passwords would need a slow one.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));
}
