using System.Security.Cryptography;
using System.Text;
using ConsentHub.Banner;

namespace ConsentHub.Tests.Banner;

public class BannerCodeTests
{
    private const string Script = "(function(c){})(/*consenthub-config*/null);\n";

    [Fact]
    public void The_first_layer_takes_the_place_of_null() => Assert.Equal(
        "(function(c){})({\"site\":\"demo\"});\n",
        Encoding.UTF8.GetString(new BannerCode(Encoding.UTF8.GetBytes(Script)).With("{\"site\":\"demo\"}"u8)));

    [Fact]
    public void The_code_alone_is_served_as_it_was_built_and_named_by_its_hash()
    {
        var built = Encoding.UTF8.GetBytes(Script);

        var code = new BannerCode(built);

        Assert.Equal(built, code.Code);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(built))[..16], code.Hash);
        Assert.Equal($"sha384-{Convert.ToBase64String(SHA384.HashData(built))}", code.Integrity);
    }

    [Fact]
    public void The_committed_script_has_its_marker_for_the_first_layer() =>
        Assert.Matches("^[0-9a-f]{16}$", new BannerCode(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "wwwroot", "consenthub.js"))).Hash);

    [Theory]
    [InlineData("")]
    [InlineData("(function(c){})(null);")]
    [InlineData("(function(c){})(/*consenthub-config*/);")]
    [InlineData("(function(c){})(/*consenthub-config*/void 0);")]
    [InlineData("f(/*consenthub-config*/null);f(/*consenthub-config*/null);")]
    [InlineData("f(/*consenthub-config*/null);f(/*consenthub-config*/1);")]
    public void A_script_without_exactly_one_marker_is_refused(string script)
    {
        var fault = Assert.Throws<InvalidDataException>(() => new BannerCode(Encoding.UTF8.GetBytes(script)));

        Assert.Contains("/*consenthub-config*/null exactly once", fault.Message, StringComparison.Ordinal);
    }
}
