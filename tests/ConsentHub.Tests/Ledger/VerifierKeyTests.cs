using System.Security.Cryptography;
using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

public sealed class VerifierKeyTests : IDisposable
{
    private readonly ECDsa key = Golden.Key();

    public void Dispose() => key.Dispose();

    [Fact]
    public void Its_text_is_name_key_id_and_public_key()
    {
        var spki = key.ExportSubjectPublicKeyInfo();
        var text = $"hub.example/ledger/shop+{Convert.ToHexStringLower(SHA256.HashData(spki)[..4])}+{Convert.ToBase64String([2, .. spki])}";

        Assert.Equal(text, VerifierKey.Of("hub.example/ledger/shop", key).ToString());
        Assert.True(VerifierKey.TryParse(text, out var read));
        Assert.Equal("hub.example/ledger/shop", read.Name);
        Assert.Equal(SHA256.HashData(spki)[..4], read.KeyId);
        Assert.Equal(text, read.ToString());
    }

    [Fact]
    public void Any_other_text_is_refused()
    {
        var spki = key.ExportSubjectPublicKeyInfo();
        var (id, good) = (Convert.ToHexStringLower(SHA256.HashData(spki)[..4]), Convert.ToBase64String([2, .. spki]));
        var offCurve = spki.ToArray();
        offCurve[^1] ^= 1;
        var otherCurve = spki.ToArray();
        otherCurve[22] ^= 1; // the last byte of the curve's object identifier

        Assert.True(VerifierKey.TryParse($"log+{id}+{good}", out _));
        Assert.All(
            [
                "", "log", $"log+{id}", $"log+{id}+", $"+{id}+{good}", $"l og+{id}+{good}", $"log+{id}+{good}\n", $" log+{id}+{good}", $"log+{id}+{good}+",
                $"log+{id}0+{good}", $"log+{id[..7]}+{good}", $"log+00000000+{good}", $"log++{good}", $"log+{id}+{good.TrimEnd('=')}", $"log+{id}+!{good[1..]}",
                $"log+{id.ToUpperInvariant()}+{good}",
                Line([1, .. spki]), Line([2, .. spki[..^1]]), Line([2, .. spki, 0]), Line([2, .. offCurve]), Line([2, .. otherCurve]), Line([2, .. OnP384()]), Line([2]), Line([]),
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", // the specification's example, of another type
            ],
            text => Assert.False(VerifierKey.TryParse(text, out _), text));
    }

    [Fact]
    public void A_key_on_another_curve_and_a_name_with_a_space_are_the_callers_mistake()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<ArgumentException>(() => VerifierKey.Of("log", other));
        Assert.Throws<ArgumentException>(() => VerifierKey.Of("my log", key));
        Assert.Throws<ArgumentException>(() => VerifierKey.Of("", key));
    }

    /// <summary>A verifier line whose key id matches its bytes, so that only the bytes can be wrong.</summary>
    private static string Line(byte[] typeAndKey) => $"log+{Convert.ToHexStringLower(SHA256.HashData(typeAndKey.AsSpan(Math.Min(1, typeAndKey.Length)))[..4])}+{Convert.ToBase64String(typeAndKey)}";

    private static byte[] OnP384()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return other.ExportSubjectPublicKeyInfo();
    }
}
