using ConsentHub.Sites.Validation;

namespace ConsentHub.Tests.Sites;

public class PublicSuffixTests
{
    [Theory]
    [InlineData("co.uk")]
    [InlineData("com.ac")]
    [InlineData("github.io")]
    [InlineData("xn--55qx5d.cn")]
    [InlineData("example.ck")]
    [InlineData("kobe.jp")]
    [InlineData("c.kobe.jp")]
    public void A_domain_under_which_anybody_registers_names_is_one(string domain) => Assert.True(PublicSuffix.Is(domain));

    [Theory]
    [InlineData("example.com")]
    [InlineData("example.co.uk")]
    [InlineData("shop.github.io")]
    [InlineData("www.ck")]
    [InlineData("city.kobe.jp")]
    [InlineData("shop.c.kobe.jp")]
    [InlineData("shop.example")]
    public void A_domain_of_one_owner_is_none(string domain) => Assert.False(PublicSuffix.Is(domain));
}
