using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>Under a path of the site's own origin, a refusal also clears cookies that no script can reach.</summary>
public sealed class DeniedCookiesTests : IAsyncLifetime
{
    private const string Own = "https://shop.example";

    private static readonly SiteFile Site = TestSite.Minimal("shop")
        .WithService("analytics", s => s with { Cookies = [new() { Name = "_st*" }, new() { Name = "_local", Kind = CookieKind.LocalStorage }, new() { Name = "both" }] })
        .WithService("marketing", s => s with { Cookies = [new() { Name = "_ads" }, new() { Name = "_wide", Domain = "shop.example" }, new() { Name = "both" }, new() { Name = "__Secure-ads" }] })
        .WithService("preferences", s => s with { Cookies = [new() { Name = "_state" }, new() { Name = "__H*" }] });

    private readonly TestClock clock = new();
    private Hub hub = null!;

    public async Task InitializeAsync() => hub = await Hub.StartAsync([Site], clock: clock, settings: ("ConsentHub:PublicUrl", Own + "/consent"));

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Fact]
    public async Task A_refusal_clears_every_declared_cookie_that_the_browser_sent_and_no_other()
    {
        var gone = await GoneAsync(Choice.Body(), "_stats=1; _st=2; _ads=3; both=4; shop_session_cookie=5; unknown=6; _Stats=7; _local=8; ads=9; _state=1");

        Assert.Equal(["_ads", "_st", "_state", "_stats", "both"], gone.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.All(gone, c => Assert.Equal(["max-age=0", "path=/", "secure"], c.Attributes));
    }

    [Fact]
    public async Task A_declared_domain_is_named_and_a_name_that_demands_secure_gets_it()
    {
        var gone = await GoneAsync(Choice.Body(), "_wide=1; __Secure-ads=2");

        Assert.Equal(["domain=shop.example", "max-age=0", "path=/", "secure"], gone.Single(c => c.Name == "_wide").Attributes);
        Assert.Contains("secure", gone.First(c => c.Name == "__Secure-ads").Attributes);
    }

    [Fact]
    public async Task What_an_allowed_service_declares_too_stays()
    {
        var granted = Choice.Save(Choice.NewVisitorId(), "analytics");

        Assert.Equal(["_ads"], (await GoneAsync(granted, "_state2=0; _st1=1; _state=2; both=3; _ads=4")).Select(c => c.Name));
    }

    [Fact]
    public async Task A_services_own_state_counts_before_its_categorys()
    {
        var body = Choice.Save(Choice.NewVisitorId(), "marketing");
        body["services"] = new JsonObject { ["shop_ads"] = false, ["shop_stats"] = true };

        Assert.Equal(["_ads"], (await GoneAsync(body, "_st1=1; _ads=2; both=3")).Select(c => c.Name));
    }

    [Fact]
    public async Task The_choice_itself_is_never_cleared()
    {
        var set = await SetCookiesAsync(Choice.Body(), "__Host-chp_shop=AAECAwQFBgcICQoLDA0ODw; ch_shop=1~1~1~opt_in~auth~; chid_shop=AAECAwQFBgcICQoLDA0ODw");

        Assert.Equal(["ch_shop", "chid_shop"], set.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.All(set, c => Assert.DoesNotContain("max-age=0", c.Attributes));
    }

    [Fact]
    public async Task Where_everything_is_granted_nothing_is_cleared() =>
        Assert.Empty(await GoneAsync(Choice.AcceptAll(), "_st1=1; _ads=2; both=3; _state=4"));

    [Theory]
    [InlineData("https://other.example", 403)]
    [InlineData(null, 201)]
    public async Task No_other_caller_clears_anything(string? origin, int status)
    {
        using var response = await PostAsync(Choice.Body(), "_ads=1", origin);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_choice_that_waited_and_is_no_longer_current_touches_no_cookie()
    {
        var late = Choice.Body(null, ("elapsed", 3_600_000));

        Assert.Empty(await SetCookiesAsync(late, "_ads=1; ch_shop=1~1~1772443800~opt_in~auth.marketing~"));
        Assert.NotEmpty(await GoneAsync(Choice.Body(null, ("elapsed", 3_600_000)), "_ads=1; ch_shop=1~1~1772443800~opt_in~auth~"));
        Assert.NotEmpty(await GoneAsync(Choice.Body(), "_ads=1; ch_shop=1~1~1772443800~opt_in~auth.marketing~"));
    }

    [Fact]
    public async Task The_page_without_JavaScript_clears_them_as_well()
    {
        using var page = await hub.Client.SendAsync(HttpMethod.Get, "/consent/preferences/shop", Proxy);
        var answer = await Preferences.PageResponse.ReadAsync(page);
        var request = new HttpRequestMessage(HttpMethod.Post, "/consent/preferences/shop")
        {
            Content = new FormUrlEncodedContent(answer.Hidden.Append(("action", "reject_all")).Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
        };
        foreach (var (name, value) in Proxy.Append(("Origin", Own)).Append(("Cookie", "_ads=1; other=2")))
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await hub.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(["_ads"], Read(response).Where(c => c.Attributes.Contains("max-age=0")).Select(c => c.Name));
    }

    private static (string Name, string Value)[] Proxy => [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example")];

    private async Task<List<SetCookie>> GoneAsync(JsonObject body, string cookies) =>
        [.. (await SetCookiesAsync(body, cookies)).Where(c => c.Attributes.Contains("max-age=0"))];

    private async Task<List<SetCookie>> SetCookiesAsync(JsonObject body, string cookies)
    {
        using var response = await PostAsync(body, cookies, Own);
        Assert.Equal(201, (int)response.StatusCode);
        return Read(response);
    }

    private Task<HttpResponseMessage> PostAsync(JsonObject body, string cookies, string? origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/consent/v1/sites/shop/consents") { Content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain")) };
        foreach (var (name, value) in Proxy.Append(("Cookie", cookies)))
            request.Headers.TryAddWithoutValidation(name, value);
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        return hub.Client.SendAsync(request);
    }

    private static List<SetCookie> Read(HttpResponseMessage response) => response.Headers.TryGetValues("Set-Cookie", out var lines) ? [.. lines.Select(SetCookie.Parse)] : [];

    /// <param name="Attributes">In lower case and sorted, without <c>expires</c>, which repeats <c>max-age</c>.</param>
    private sealed record SetCookie(string Name, IReadOnlyList<string> Attributes)
    {
        public static SetCookie Parse(string line)
        {
            var parts = line.Split(';').Select(p => p.Trim()).ToList();
            return new(parts[0].Split('=')[0], [.. parts.Skip(1).Select(a => a.ToLowerInvariant()).Where(a => !a.StartsWith("expires", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);
        }
    }
}
