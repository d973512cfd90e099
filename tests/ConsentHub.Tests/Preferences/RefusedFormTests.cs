using System.Net;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>Forms that are refused because of their origin or content, and change nothing.</summary>
public sealed class RefusedFormTests
{
    public static TheoryData<string, string, string> Senders => new()
    {
        { "https://evil.example", "", "" },
        { "https://shop.example", "", "" },
        { "null", "", "" },
        { "", "", "" },
        { "own", "Sec-Fetch-Site", "cross-site" },
        { "own", "Sec-Fetch-Site", "same-site" },
        { "own", "Sec-Fetch-Site", "none" },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task A_change_is_accepted_only_from_this_page(string origin, string header, string value)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        var page = await visit.OpenAsync();
        (string, string)[] headers = header.Length == 0 ? [] : [(header, value)];

        foreach (var fields in new[] { page.Hidden.Append(("action", "withdraw")), [("action", "erase"), ("confirm", "yes")], [("action", "export")], [("action", "receipt"), ("record", page["previous"])] })
        {
            var answer = await visit.PostAsync(fields, origin == "own" ? null : origin, headers);

            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("Nothing was changed.", answer.Text, StringComparison.Ordinal);
            Assert.Empty(answer.SetCookies);
        }

        Assert.Single(await visit.StoredAsync());
    }

    [Fact]
    public async Task A_browser_that_sends_same_origin_is_trusted()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();

        var answer = await visit.PostAsync(page.Hidden.Append(("action", "reject_all")), null, ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "navigate"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
    }

    [Theory]
    [InlineData("colour", "red", "colour")]
    [InlineData("ACTION", "save", "action")]
    [InlineData("category.analytics", "yes", "category.analytics")]
    [InlineData("category.nothing", "on", "category.nothing")]
    [InlineData("service.nothing", "on", "service.nothing")]
    [InlineData("service.shop_stats", "maybe", "service.shop_stats")]
    [InlineData("service.shop_session", "off", "service.shop_session")]
    [InlineData("visitorId", "AAAAAAAAAAAAAAAAAAAAAA", "visitorId")]
    public async Task A_wrong_field_is_named_and_nothing_is_stored(string name, string value, string named)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();

        var answer = await visit.PostAsync(page.Hidden.Concat([("action", "save"), (name, value)]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"<code>{named}</code>", answer.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(await visit.StoredAsync());
    }

    [Theory]
    [InlineData("id", "0")]
    [InlineData("notice", "99")]
    [InlineData("notice", "one")]
    [InlineData("lang", "xx")]
    [InlineData("region", "Atlantis")]
    [InlineData("banner", "zz")]
    public async Task A_wrong_hidden_field_is_refused(string name, string value)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();

        var answer = await visit.PostAsync(page.Hidden.Where(f => f.Name != name).Concat([(name, value), ("action", "save")]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"<code>{name}</code>", answer.Html, StringComparison.Ordinal);
        Assert.Empty(await visit.StoredAsync());
    }

    [Fact]
    public async Task A_field_sent_twice_is_refused()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);

        var answer = await visit.PostAsync((await visit.OpenAsync()).Hidden.Concat([("action", "save"), ("action", "accept_all")]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Empty(await visit.StoredAsync());
    }

    [Theory]
    [InlineData("application/json", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", 415)]
    [InlineData("application/x-www-form-urlencoded", 413)]
    public async Task A_body_that_is_no_small_form_is_refused(string type, int status)
    {
        await using var hub = await Hub.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/preferences/shop") { Content = new ByteArrayContent(new byte[17_000]) };
        request.Content.Headers.Add("Content-Type", type);
        request.Headers.Add("Origin", hub.Address.GetLeftPart(UriPartial.Authority));

        Assert.Equal(status, (int)(await new PageVisit(hub).SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_program_gets_the_problem_as_json()
    {
        await using var hub = await Hub.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/preferences/shop") { Content = new FormUrlEncodedContent([KeyValuePair.Create("action", "dance")]) };
        request.Headers.Add("Origin", hub.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Accept", "application/problem+json, text/html;q=0.5");

        var problem = await hub.Client.SendAsync(request).JsonAsync(422);

        Assert.Contains("must be one of save", (string?)problem["errors"]!["action"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_forms_get_a_page_that_says_to_wait()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RateLimit", "1"));
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("reject_all");

        var answer = await visit.OpenAndPressAsync("accept_all");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.NotEmpty(answer.Header("Retry-After"));
        Assert.Contains("Please wait a minute", answer.Text, StringComparison.Ordinal);
    }
}
