using ConsentHub.ApiKeys;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Analysis;

/// <summary>Nothing in a query is guessed or ignored: each mistake is a problem response that names its parameter.</summary>
public sealed class QueryRefusalTests(FilledHub filled) : IClassFixture<FilledHub>
{
    public static TheoryData<string, string, string> Bad => new()
    {
        { "records", "colour=red", "colour" },
        { "records", "Action=save", "Action" },
        { "records", "interval=day", "interval" },
        { "records", "format=csv", "format" },
        { "records", "action=save&action=save", "action" },
        { "records", "action=save&Action=save", "Action" },
        { "records", "from=yesterday", "from" },
        { "records", "from=2026-03-01T00:00:00", "from" },
        { "records", "from=2026-02-30", "from" },
        { "records", "from=", "from" },
        { "records", "from=2026-03-02T00:00:00+01:00", "from" },
        { "records", "from=2026-03-02&to=2026-03-02", "to" },
        { "records", "from=2026-03-02&to=2026-03-01", "to" },
        { "records", "to=9", "to" },
        { "records", "category=sports", "category" },
        { "records", "category=Analytics", "category" },
        { "records", "granted=true", "granted" },
        { "records", "category=analytics&granted=yes", "granted" },
        { "records", "category=analytics&granted=True", "granted" },
        { "records", "action=accept", "action" },
        { "records", "action=0", "action" },
        { "records", "source=Banner", "source" },
        { "records", "region=no", "region" },
        { "records", "region=EU", "region" },
        { "records", "region=*", "region" },
        { "records", "notice=0", "notice" },
        { "records", "notice=3", "notice" },
        { "records", "notice=01x", "notice" },
        { "records", "notice=99999999999", "notice" },
        { "records", "visitor=AAAAAAAAAAAAAAAAAAAAAA", "visitor" },
        { "records", "visitor=v1AAAAAAAAAAAAAAAAAAAAAB", "visitor" },
        { "records", "visitor=v1!!!!!!!!!!!!!!!!!!!!!!", "visitor" },
        { "records", "limit=0", "limit" },
        { "records", "limit=1001", "limit" },
        { "records", "limit=-1", "limit" },
        { "records", "limit=1.0", "limit" },
        { "records", "cursor=", "cursor" },
        { "records", "cursor=abc", "cursor" },
        { "records", "cursor=v1.-1.0000000000000000", "cursor" },
        { "records", "cursor=v1.007.0000000000000000", "cursor" },
        { "records", "cursor=v1.99999999999999999999.0000000000000000", "cursor" },
        { "records", "cursor=v2.1.0000000000000000", "cursor" },
        { "records", "cursor=v1.1.0000000000000000", "cursor" },
        { "records/export", "format=xml", "format" },
        { "records/export", "format=CSV", "format" },
        { "records/export", "limit=5", "limit" },
        { "records/export", "after=5", "after" },
        { "records/export", "action=accept", "action" },
        { "stats", "interval=year", "interval" },
        { "stats", "interval=day&from=1990-01-01", "interval" },
        { "stats", "timeZone=Mars/Olympus", "timeZone" },
        { "stats", "timeZone=../../etc/passwd", "timeZone" },
        { "stats", "timeZone=W. Europe Standard Time", "timeZone" },
        { "stats", "timeZone=Africa/Monrovia&from=1971-12-01&to=1972-02-01", "timeZone" },
        { "stats", "format=xml", "format" },
        { "stats", "by=visitor", "by" },
        { "stats", "by=region,region", "by" },
        { "stats", "by=region,lang,source", "by" },
        { "stats", "by=region,", "by" },
        { "stats", "action=save", "action" },
        { "stats", "from=x", "from" },
        { "stats", "from=2026-03-02&to=2026-03-02", "to" },
        { "stats", "from=2031-01-01", "from" },
        { "stats", "from=2020-01-01&to=2026-01-01&interval=hour", "interval" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_wrong_query_is_refused_with_the_name_of_the_parameter(string call, string query, string field)
    {
        var problem = await filled.Analyst.GetAsync($"/v1/sites/shop/{call}?{query}").JsonAsync(400);

        Assert.Equal("invalid_query", (string?)problem["code"]);
        Assert.Equal([field], problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Every_mistake_of_a_query_is_named_at_once()
    {
        var problem = await filled.Analyst.GetAsync("/v1/sites/shop/records?from=x&category=y&action=z&cursor=c&limit=l&more=m").JsonAsync(400);
        Assert.Equal(["action", "category", "cursor", "from", "limit", "more"], problem["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    [Theory]
    [InlineData("records")]
    [InlineData("records/export")]
    [InlineData("stats")]
    public async Task Only_a_key_for_the_site_is_let_in(string call)
    {
        using var blog = filled.Hub.KeyedClient(await filled.Hub.CreateKeyAsync(Role.Admin, "blog"));
        using var unknown = filled.Hub.KeyedClient("chk_" + new string('x', 43));

        await filled.Hub.Client.GetAsync($"/v1/sites/shop/{call}").JsonAsync(401);
        await unknown.GetAsync($"/v1/sites/shop/{call}").JsonAsync(401);
        await blog.GetAsync($"/v1/sites/shop/{call}").JsonAsync(403);
        // A caller without permission gets the same response for a site that does not exist.
        await filled.Hub.Client.GetAsync($"/v1/sites/nowhere/{call}").JsonAsync(401);
        await blog.GetAsync($"/v1/sites/nowhere/{call}").JsonAsync(403);

        using var admin = filled.Hub.KeyedClient();
        await admin.GetAsync($"/v1/sites/nowhere/{call}").JsonAsync(404);
        using var answer = await admin.GetAsync($"/v1/sites/shop/{call}");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("records")]
    [InlineData("records/export")]
    [InlineData("stats")]
    public async Task A_revoked_key_is_refused_at_once(string call)
    {
        using var analyst = filled.Hub.KeyedClient(await filled.Hub.CreateKeyAsync(Role.Analyst, "shop"));
        using var before = await analyst.GetAsync($"/v1/sites/shop/{call}");
        Assert.Equal(200, (int)before.StatusCode);

        using var admin = filled.Hub.KeyedClient();
        var keys = await admin.GetAsync("/v1/admin/keys").JsonAsync();
        using var revoked = await admin.DeleteAsync($"/v1/admin/keys/{keys["keys"]!.AsArray().Max(k => (long)k!["id"]!)}");
        Assert.Equal(204, (int)revoked.StatusCode);
        await analyst.GetAsync($"/v1/sites/shop/{call}").JsonAsync(401);
    }

    [Fact]
    public async Task No_page_of_another_origin_may_read_the_log()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/records") { Headers = { { "Origin", "https://shop.example" } } };
        using var answer = await filled.Analyst.SendAsync(request);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }
}
