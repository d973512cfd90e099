using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

public class TreeHashTests
{
    private const string Nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void A_hash_is_a_value_of_32_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var copy = new byte[32];
        var hash = TreeHash.Read(bytes);

        hash.CopyTo(copy);

        Assert.Equal(bytes, copy);
        Assert.Equal(TreeHash.Read(copy), hash);
        for (var at = 0; at < 32; at++)
        {
            copy[at] ^= 1;
            Assert.NotEqual(TreeHash.Read(copy), hash);
            copy[at] ^= 1;
        }
    }

    [Fact]
    public void Its_text_is_base64_and_is_read_again()
    {
        Assert.Equal(Nothing, TreeHash.OfNothing.ToString());
        Assert.True(TreeHash.TryParse(Nothing, out var hash));
        Assert.Equal(TreeHash.OfNothing, hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=")]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("47DEQpj8HBSa+/TImW+5 JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==")]
    public void Any_other_text_is_refused(string? text) => Assert.False(TreeHash.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_number_of_bytes_is_no_hash(int length) => Assert.Throws<ArgumentException>(() => TreeHash.Read(new byte[length]));
}
