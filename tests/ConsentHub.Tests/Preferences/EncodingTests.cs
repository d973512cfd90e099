using ConsentHub.Pages;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>No text of a site, a visitor or a stranger becomes markup.</summary>
public sealed class EncodingTests
{
    private const string Attack = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";

    private static string Escaped { get; } = ((Html)$"{Attack}").ToString();

    [Fact]
    public async Task Every_text_of_a_site_is_shown_as_text()
    {
        var text = TestSite.Text(Attack, Attack);
        var site = TestSite.Minimal("shop") with
        {
            Name = Attack,
            Controller = new Controller { Name = Attack, Address = Attack, Country = "NO", Email = "hello@shop.example" },
            PrivacyContact = new PrivacyContact { Name = Attack, Address = Attack },
            Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["nojsNoChoice"] = Attack, ["save"] = Attack } },
        };
        site = site.With("marketing", c => c with { Name = text, Description = text }).WithService("marketing", s => s with
        {
            Name = Attack,
            Provider = Attack,
            Purpose = text,
            PolicyUrl = "https://shop.example/ads",
            Cookies = [new CookieDeclaration { Name = Attack, Kind = CookieKind.LocalStorage }],
        });
        await using var hub = await Hub.StartAsync([site]);

        var page = await new PageVisit(hub).OpenAsync();

        AssertHarmless(page.Html);
        Assert.True(page.Html.Split(Escaped).Length - 1 >= 12, "The texts should be there, as texts.");
    }

    [Theory]
    [InlineData("id")]
    [InlineData("action")]
    [InlineData("lang")]
    [InlineData("region")]
    [InlineData("banner")]
    [InlineData("previous")]
    [InlineData("seed")]
    [InlineData("visitorId")]
    [InlineData("confirm")]
    [InlineData("category." + Attack)]
    [InlineData("service." + Attack)]
    [InlineData(Attack)]
    public async Task Every_field_of_a_form_is_shown_as_text_or_not_at_all(string name)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var fields = (await visit.OpenAsync()).Hidden.Append(("action", "save")).Where(f => f.Item1 != name).Append((name, Attack));

        AssertHarmless((await visit.PostAsync(fields)).Html);
        AssertHarmless((await visit.PostAsync([(name, Attack)])).Html);
    }

    [Fact]
    public async Task The_address_is_shown_as_text_or_not_at_all()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);

        AssertHarmless((await visit.OpenAsync("?lang=" + Uri.EscapeDataString(Attack))).Html);
        AssertHarmless((await visit.OpenAsync("?saved=" + Uri.EscapeDataString(Attack))).Html);
        AssertHarmless((await new PageVisit(hub, Uri.EscapeDataString(Attack.Replace("/", "", StringComparison.Ordinal))).OpenAsync()).Html);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("not an address")]
    [InlineData(null)]
    public void Only_http_addresses_become_links(string? address) => Assert.Equal("words", Html.Link(address, "words").ToString());

    [Fact]
    public void Words_in_curly_brackets_are_replaced_and_the_rest_is_encoded() =>
        Assert.Equal("&lt;b&gt; <i>x</i>, ", Html.Fill("<b> {a}, {unknown}", ("a", Html.Of($"<i>{"x"}</i>"))).ToString());

    private static void AssertHarmless(string html)
    {
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\">\"", html, StringComparison.Ordinal);
    }
}
