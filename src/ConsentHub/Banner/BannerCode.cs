using System.Security.Cryptography;

namespace ConsentHub.Banner;

/// <summary>The built banner script. It is the same for every site until the first layer of a notice is inserted.</summary>
internal sealed class BannerCode
{
    private readonly int _placeAt;

    /// <param name="code">The bytes of <c>wwwroot/consenthub.js</c>.</param>
    /// <exception cref="InvalidDataException">The script does not have exactly one placeholder for the first layer.</exception>
    public BannerCode(byte[] code)
    {
        var marker = code.AsSpan().IndexOf(Marker);
        if (marker < 0 || code.AsSpan().Count(Marker) != 1 || !code.AsSpan(marker).StartsWith(Place))
        {
            throw new InvalidDataException(
                "The banner script must contain /*consenthub-config*/null exactly once. Rebuild it from src/banner, without a minifier that drops this comment.");
        }

        _placeAt = marker;
        Code = code;
        Hash = Convert.ToHexStringLower(SHA256.HashData(code))[..16];
        Integrity = $"sha384-{Convert.ToBase64String(SHA384.HashData(code))}";
    }

    private static ReadOnlySpan<byte> Marker => "/*consenthub-config*/"u8;

    private static ReadOnlySpan<byte> Place => "/*consenthub-config*/null"u8;

    /// <summary>First 16 hex characters of the SHA-256 of <see cref="Code"/>. Each record stores this hash to name the build of the banner.</summary>
    public string Hash { get; }

    /// <summary>The value of an <c>integrity</c> attribute for <see cref="Code"/>.</summary>
    public string Integrity { get; }

    /// <summary>The script without a notice. In this form the script fetches the notice itself.</summary>
    public byte[] Code { get; }

    /// <summary>The script with the first layer of a notice inserted.</summary>
    public byte[] With(ReadOnlySpan<byte> firstLayer) =>
        [.. Code.AsSpan(0, _placeAt), .. firstLayer, .. Code.AsSpan(_placeAt + Place.Length)];
}
