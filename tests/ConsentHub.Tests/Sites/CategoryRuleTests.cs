using System.Text;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Tests.Sites;

public class CategoryRuleTests
{
    private const string LongestId = "a1234567890123456789012345678901";

    [Theory]
    [InlineData("categories[1].id", "\"Preferences\"", "lower-case letter")]
    [InlineData("categories[1].id", "\"a12345678901234567890123456789012\"", "up to 31")]
    [InlineData("categories[1].id", "\"my-cat\"", "lower-case letter")]
    [InlineData("categories[1].id", "\"auth\"", "is a duplicate")]
    [InlineData("categories[1].name.de", "\"\"", "must not be empty")]
    [InlineData("categories[1].name.fr", "\"Oui\"", "not one of the site's languages: en, de")]
    [InlineData("categories[1].description.en", null, "is missing")]
    [InlineData("categories[1].purposes", "[\"a\",\"a\"]", "is a duplicate", "categories[1].purposes[1]")]
    [InlineData("categories[1].purposes", "[\"A\"]", "lower-case letter", "categories[1].purposes[0]")]
    [InlineData("categories[0].basis", "\"consent\"", "a basis other than consent")]
    [InlineData("categories[0].basis", null, "a basis other than consent")]
    [InlineData("categories[0].defaults", "{\"opt_out\":true}", "only for a category that a visitor may refuse")]
    [InlineData("categories[0].gpc", "true", "always on")]
    public void An_invalid_category_is_refused(string path, string? json, string message, string? at = null) => AssertError(path, json, message, at);

    [Theory]
    [InlineData("id", "\"Shop\"", "lower-case letter")]
    [InlineData("id", "\"shop_ads\"", "is a duplicate", "categories[3].services[0].id")]
    [InlineData("name", "\"\"", "must not be empty")]
    [InlineData("provider", "\" \"", "must not be empty")]
    [InlineData("purpose.en", null, "is missing")]
    [InlineData("policyUrl", "\"http://stats.example\"", "https address")]
    [InlineData("hosts", "[\"https://stats.example\"]", "host name", "categories[2].services[0].hosts[0]")]
    [InlineData("hosts", "[\"*.stats.example\"]", "host name", "categories[2].services[0].hosts[0]")]
    [InlineData("hosts", "[\"stats.example:443\"]", "host name", "categories[2].services[0].hosts[0]")]
    [InlineData("hosts", "[\"10.0.0.1\"]", "host name", "categories[2].services[0].hosts[0]")]
    [InlineData("hosts", "[\"a.example\",\"a.example\"]", "is a duplicate", "categories[2].services[0].hosts[1]")]
    [InlineData("transfers", "[{\"country\":\"EU\",\"safeguard\":\"scc\"}]", "country code", "categories[2].services[0].transfers[0].country")]
    [InlineData("transfers", "[{\"country\":\"US\",\"safeguard\":\"scc\"},{\"country\":\"US\",\"safeguard\":\"dpf\"}]", "is a duplicate", "categories[2].services[0].transfers[1].country")]
    public void An_invalid_service_is_refused(string field, string? json, string message, string? at = null) =>
        AssertError($"categories[2].services[0].{field}", json, message, at);

    [Theory]
    [InlineData("{\"name\":\"\"}", "name", "must not be empty")]
    [InlineData("{\"name\":\"*\"}", "name", "more than *")]
    [InlineData("{\"name\":\"s*\"}", "name", "at least 3 characters before the *")]
    [InlineData("{\"name\":\"_g*\",\"kind\":\"local_storage\"}", "name", "at least 3 characters before the *")]
    [InlineData("{\"name\":\"_ga*x\"}", "name", "only at its end")]
    [InlineData("{\"name\":\"_ga**\"}", "name", "only at its end")]
    [InlineData("{\"name\":\"a b\"}", "name", "cookie name")]
    [InlineData("{\"name\":\"a=b\"}", "name", "cookie name")]
    [InlineData("{\"name\":\"a;b\"}", "name", "cookie name")]
    [InlineData("{\"name\":\"ch_demo\"}", "name", "the visitor's own choice")]
    [InlineData("{\"name\":\"chid_demo\"}", "name", "the visitor's own choice")]
    [InlineData("{\"name\":\"ch_*\"}", "name", "the visitor's own choice")]
    [InlineData("{\"name\":\"_a\",\"domain\":\".shop.example\"}", "domain", "dot in front")]
    [InlineData("{\"name\":\"_a\",\"kind\":\"local_storage\",\"domain\":\"shop.example\"}", "domain", "only for kind cookie")]
    [InlineData("{\"name\":\"_a\",\"duration\":\"1 year\"}", "duration", "ISO 8601 period")]
    public void An_invalid_cookie_is_refused(string json, string field, string message) =>
        AssertError("categories[2].services[0].cookies[0]", json, message, $"categories[2].services[0].cookies[0].{field}");

    [Theory]
    [InlineData("{\"name\":\"_ga*\",\"duration\":\"PT0S\"}")]
    [InlineData("{\"name\":\"my key: 1\",\"kind\":\"local_storage\"}")]
    [InlineData("{\"name\":\"ch_demo\",\"kind\":\"session_storage\"}")]
    [InlineData("{\"name\":\"https://stats.example/p.gif*\",\"kind\":\"pixel\"}")]
    [InlineData("{\"name\":\"ch_demo2\"}")]
    public void What_a_service_may_store_is_accepted(string json) =>
        Assert.Empty(SiteFileEdit.Read("categories[2].services[0].cookies[0]", json).Errors);

    [Fact]
    public void A_cookie_may_be_declared_once_for_each_domain() => AssertError(
        "categories[2].services[0].cookies",
        """[{"name":"_a"},{"name":"_a","domain":"a.example"},{"name":"_a","kind":"local_storage"},{"name":"_a"}]""",
        "is a duplicate: _a",
        "categories[2].services[0].cookies[3]");

    [Fact]
    public void A_required_category_may_declare_the_choice_cookies() =>
        Assert.Empty(SiteFileEdit.Read("categories[0].services[0].cookies[0]", "{\"name\":\"ch_demo\"}").Errors);

    [Fact]
    public void A_site_needs_something_that_a_visitor_may_refuse()
    {
        var site = TestSite.Minimal();

        AssertError(site with { Categories = [site.Categories[0]] }, "categories", "may refuse");
    }

    [Theory]
    [InlineData(DataSale.Sale, ConsentModel.OptOut, false)]
    [InlineData(DataSale.Sharing, ConsentModel.NoticeOnly, false)]
    [InlineData(DataSale.Undetermined, ConsentModel.OptOut, false)]
    [InlineData(DataSale.None, ConsentModel.OptOut, true)]
    [InlineData(null, ConsentModel.OptOut, true)]
    [InlineData(DataSale.Undetermined, ConsentModel.OptIn, true)]
    internal void A_sale_needs_a_category_that_global_privacy_control_turns_off_if_something_runs_unasked(DataSale? sale, ConsentModel model, bool accepted)
    {
        var site = TestSite.Minimal().With("marketing", c => c with { Gpc = false }) with { Sale = sale, Regions = [new RegionRule { In = ["US-CA"], Model = model }] };

        Assert.Equal(accepted, !Read(site).Errors.Any(e => e.Path == "sale"));
        Assert.Empty(Read(site.With("analytics", c => c with { Gpc = true })).Errors);
    }

    [Theory]
    [InlineData(80, 2000, 1000, true)]
    [InlineData(81, 2000, 1000, false)]
    [InlineData(80, 2001, 1000, false)]
    [InlineData(80, 2000, 1001, false)]
    public void Texts_have_a_longest_length(int name, int description, int purpose, bool accepted)
    {
        var site = TestSite.Minimal()
            .With("analytics", c => c with { Name = Long(name), Description = Long(description) })
            .WithService("analytics", s => s with { Purpose = Long(purpose) });

        Assert.Equal(accepted, Read(site).Errors.Count == 0);
    }

    [Fact]
    public void Sixty_four_categories_are_the_most()
    {
        Assert.Empty(Read(WithCategories(64)).Errors);
        AssertError(WithCategories(65), "categories", "at most 64");
    }

    [Fact]
    public void Five_hundred_and_twelve_services_are_the_most()
    {
        Assert.Empty(Read(WithServices(512, i => $"s{i}")).Errors);
        AssertError(WithServices(513, i => $"s{i}"), "categories", "at most 512 services");
    }

    [Fact]
    public void A_choice_that_would_not_fit_its_cookie_is_refused() =>
        AssertError(WithServices(120, i => $"{LongestId[..29]}{i:000}"), "categories", "3800 are allowed");

    [Fact]
    public void The_longest_cookie_is_counted_to_the_byte()
    {
        var site = TestSite.Minimal();

        Assert.Equal(
            "1~2147483647~4294967295~notice_only~auth.preferences.analytics.marketing~-shop_session.-shop_settings.-shop_stats.-shop_ads".Length,
            ChoiceCookie.LongestValue(site));
    }

    [Fact]
    public void Every_invalid_value_is_found_at_once()
    {
        var site = TestSite.Minimal() with { Key = "Demo", Age = new AgeRule { Threshold = 0 }, Theme = new Theme { Radius = 99 } };

        Assert.Equal(["key", "age.threshold", "theme.radius"], Read(site).Errors.Select(e => e.Path));
    }

    private static SiteFile WithCategories(int count)
    {
        var site = TestSite.Minimal();
        return site with { Regions = [], Categories = [site.Categories[0], .. Enumerable.Range(1, count - 1).Select(i => TestSite.Category($"c{i}", $"C{i}", $"K{i}"))] };
    }

    private static SiteFile WithServices(int count, Func<int, string> id)
    {
        var site = TestSite.Minimal();
        var services = Enumerable.Range(0, count).Select(i => TestSite.Service(id(i)) with { Purposes = [] }).ToArray();
        return site with { Regions = [], Categories = [site.Categories[0] with { Services = [] }, TestSite.Category("a", "A", "A", services)] };
    }

    private static IReadOnlyDictionary<string, string> Long(int length) => TestSite.Text(new string('a', length), "kurz");

    private static SiteFileResult Read(SiteFile site) => SiteFileReader.Read(Encoding.UTF8.GetBytes(SiteFileEdit.FileOf(site).ToJsonString()));

    private static void AssertError(SiteFile site, string at, string message) => AssertError(Read(site), at, message);

    private static void AssertError(string path, string? json, string message, string? at = null) => AssertError(SiteFileEdit.Read(path, json), at ?? path, message);

    private static void AssertError(SiteFileResult result, string at, string message)
    {
        var error = Assert.Single(result.Errors);
        Assert.Null(result.Site);
        Assert.Equal(at, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
