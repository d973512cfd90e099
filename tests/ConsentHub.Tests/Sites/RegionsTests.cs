using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

public class RegionsTests
{
    private static readonly SiteFile Site = TestSite.Minimal() with
    {
        Regions =
        [
            new RegionRule { In = ["EEA"], Model = ConsentModel.OptOut },
            new RegionRule { In = ["US"], Model = ConsentModel.NoticeOnly },
            new RegionRule { In = ["US-CA", "EU"], Model = ConsentModel.OptIn },
            new RegionRule { In = ["DE"], Model = ConsentModel.NoticeOnly },
        ],
    };

    [Theory]
    [InlineData("NO", 1)]
    [InlineData("US", 2)]
    [InlineData("US-NY", 2)]
    [InlineData("US-CA", 3)]
    [InlineData("FR", 3)]
    [InlineData("FR-75", 3)]
    [InlineData("DE", 4)]
    [InlineData("DE-BY", 4)]
    public void The_most_specific_rule_wins(string region, int rule) => Assert.Equal(rule, Regions.RuleFor(Site, region));

    [Theory]
    [InlineData("ZZ")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("BR")]
    [InlineData("us")]
    [InlineData("XX")]
    [InlineData("US-")]
    [InlineData("US-CALI")]
    [InlineData("US-ca")]
    [InlineData("EU")]
    [InlineData("EEA")]
    public void What_is_unknown_or_not_listed_gets_the_default_which_is_opt_in(string region)
    {
        Assert.Equal(0, Regions.RuleFor(Site, region));
        Assert.Equal(ConsentModel.OptIn, Regions.ModelOf(Site, 0));
    }

    [Fact]
    public void Each_rule_names_its_own_model() => Assert.Equal(
        [ConsentModel.OptIn, ConsentModel.OptOut, ConsentModel.NoticeOnly, ConsentModel.OptIn, ConsentModel.NoticeOnly],
        Regions.RulesOf(Site).Select(rule => Regions.ModelOf(Site, rule)));

    [Theory]
    [InlineData("DE", true)]
    [InlineData("US-CA", true)]
    [InlineData("GB-ENG", true)]
    [InlineData("FR-75", true)]
    [InlineData("ZZ", true)]
    [InlineData("UK", false)]
    [InlineData("EU", false)]
    [InlineData("XX", false)]
    [InlineData("T1", false)]
    [InlineData("ZZ-A", false)]
    [InlineData("D", false)]
    [InlineData("DEU", false)]
    [InlineData("de", false)]
    [InlineData("*", false)]
    public void Only_real_codes_are_known(string region, bool known) => Assert.Equal(known, Regions.IsKnown(region));

    [Fact]
    public void The_groups_have_their_member_states()
    {
        Assert.Equal(27, Regions.Expand("EU").Count);
        Assert.Equal(["IS", "LI", "NO"], Regions.Expand("EEA").Except(Regions.Expand("EU")).Order(StringComparer.Ordinal));
        Assert.All(Regions.Expand("EEA"), code => Assert.True(Regions.IsCountry(code)));
        Assert.Equal(["GB"], Regions.Expand("GB"));
    }

    [Fact]
    public void Every_assigned_country_code_is_known() =>
        Assert.Equal(249, Enumerable.Range(0, 26 * 26).Count(i => Regions.IsCountry($"{(char)('A' + (i / 26))}{(char)('A' + (i % 26))}")));

    [Fact]
    public void All_regions_are_alike_without_rules_or_where_every_rule_is_opt_in()
    {
        Assert.True(Regions.AllAlike(Site with { Regions = [] }));
        Assert.True(Regions.AllAlike(Site with { Regions = [new RegionRule { In = ["EEA"], Model = ConsentModel.OptIn }] }));
        Assert.False(Regions.AllAlike(Site));
        Assert.False(Regions.AllAlike(Site with { Regions = [new RegionRule { In = ["EEA"], Model = ConsentModel.OptIn, Lifetime = "P1Y" }] }));
    }
}
