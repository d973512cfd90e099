using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Keys;

namespace ConsentHub.Intake;

/// <summary>The codes and secrets of privacy requests. Each follows from the hub's key, so the store keeps none of them.</summary>
/// <remarks>A copy of the database does not give a code: its hash needs the hub's key too.</remarks>
internal sealed class RequestCodes(HubKeys keys)
{
    public const int Digits = 8;
    private const ulong Codes = 100_000_000;

    /// <summary>The code with this number, eight digits. The first code of a request has the number 1.</summary>
    public string CodeOf(Guid request, int number)
    {
        var value = BinaryPrimitives.ReadUInt64BigEndian(Mac(string.Create(CultureInfo.InvariantCulture, $"code\0{request}\0{number}")));
        return (value % Codes).ToString("D8", CultureInfo.InvariantCulture);
    }

    /// <summary>What the store compares a code by.</summary>
    public byte[] HashOf(Guid request, string code) => Mac($"entered\0{request}\0{code}");

    /// <summary>What opens a request after the identity is proven.</summary>
    public string SecretOf(Guid request) => Base64Url.EncodeToString(Mac($"secret\0{request}"));

    public static byte[] HashOfSecret(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Reads a code as people type it: eight digits, with spaces or hyphens anywhere. Null if it is none.</summary>
    public static string? Read(string? text)
    {
        if (text is not { Length: <= 32 })
            return null;

        var digits = string.Concat(text.Where(c => c is not (' ' or '-' or '\u00a0')));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    private byte[] Mac(string text) => HMACSHA256.HashData(keys.SecretOfRequests(), Encoding.UTF8.GetBytes(text));
}
