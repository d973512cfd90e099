using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Requests;

/// <summary>What the hub refuses, each with the field that is wrong.</summary>
public sealed class RequestRefusalTests(RequestRefusalTests.Hubs hubs) : IClassFixture<RequestRefusalTests.Hubs>
{
    [Theory]
    [InlineData("""{"email":"jane@person.example"}""", "type")]
    [InlineData("""{"type":"pizza","email":"jane@person.example"}""", "type")]
    [InlineData("""{"type":"erasure","email":"jane@person.example"}""", "type")]
    [InlineData("""{"type":"access"}""", "email")]
    [InlineData("""{"type":"access","email":"jane@person.example","token":"a.b.c"}""", "email")]
    [InlineData("""{"type":"access","email":"jane@person.example\r\nBcc: joe@person.example"}""", "email")]
    [InlineData("""{"type":"access","email":"jane@person.example,joe@person.example"}""", "email")]
    [InlineData("""{"type":"access","email":null}""", "email")]
    [InlineData("""{"type":"access","email":7}""", "email")]
    [InlineData("""{"type":"access","email":"jane@person.example","region":"XX"}""", "region")]
    [InlineData("""{"type":"access","email":"jane@person.example","lang":"fr"}""", "lang")]
    [InlineData("""{"type":"access","email":"jane@person.example","message":"a\u0000b"}""", "message")]
    [InlineData("""{"type":"access","email":"jane@person.example","age":12}""", "age")]
    [InlineData("""{"type":"access","type":"access","email":"jane@person.example"}""", "type")]
    public async Task A_wrong_field_is_named(string body, string field) => await hubs.Hub.Client.PostRawAsync(RequestHub.Path, body).RefusedAsync(422, "invalid_fields", field);

    [Fact]
    public async Task A_message_of_2001_characters_and_a_body_beyond_16_KiB_are_refused()
    {
        var body = RequestHub.ByMail();
        body["message"] = new string('a', 2001);
        await hubs.Hub.RequestAsync(body).RefusedAsync(422, "invalid_fields", "message");
        body["message"] = new string('a', 16 * 1024);
        await hubs.Hub.RequestAsync(body).RefusedAsync(413, "body_too_large");
        await hubs.Hub.Client.PostRawAsync($"{RequestHub.Path}/{Choice.NewId()}/code", $$"""{"code":"{{new string('1', 16 * 1024)}}"}""").RefusedAsync(413, "body_too_large");
    }

    [Fact]
    public async Task A_site_without_requests_and_a_wrong_visitor_id_are_refused()
    {
        await hubs.Hub.RequestAsync(RequestHub.ByMail(), path: "/v1/sites/blog/requests").RefusedAsync(404, "no_requests");
        await hubs.Hub.RequestAsync(RequestHub.ByMail(), "too-short").RefusedAsync(400, "invalid_header", "Visitor-Id");
    }

    [Fact]
    public async Task A_page_of_another_origin_makes_no_request()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, RequestHub.Path) { Content = new StringContent(RequestHub.ByMail().ToJsonString()) };
        request.Headers.Add("Origin", "https://other.example");

        await hubs.Hub.Client.SendAsync(request).RefusedAsync(403, "origin_not_allowed");
    }

    [Fact]
    public async Task A_page_of_the_site_may_read_a_request_with_its_secret()
    {
        using var response = await hubs.Hub.Client.SendAsync(
            HttpMethod.Options, $"{RequestHub.Path}/{Choice.NewId()}", ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));

        Assert.Equal("https://shop.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Authorization", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_a_mail_server_only_a_token_proves_an_identity()
    {
        await using var hub = await Hub.StartAsync([RequestHub.Shop]);

        await hub.RequestAsync(RequestHub.ByMail()).RefusedAsync(422, "no_mail", "email");
        Assert.Equal("open", (string?)(await hub.AskSignedInAsync("access").JsonAsync(202))["state"]);
    }

    [Fact]
    public async Task One_client_makes_as_many_requests_as_its_limit_allows()
    {
        await using var hub = await Hub.StartAsync([RequestHub.Shop], settings: ("ConsentHub:RateLimit", "2"));

        await hub.AskSignedInAsync("access").JsonAsync(202);
        await hub.EnterAsync(Choice.NewId(), "12345678").RefusedAsync(422, "invalid_fields", "code");
        await hub.AskSignedInAsync("access").RefusedAsync(429, "rate_limited");
        await hub.RenewAsync(Choice.NewId()).RefusedAsync(429, "rate_limited");
    }

    /// <summary>A hub with a mail server that nobody has to reach. Its shop takes requests for access alone, its blog none.</summary>
    public sealed class Hubs : IAsyncLifetime
    {
        private readonly MailServer mail = MailServer.Start();

        internal Hub Hub { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Hub = await Hub.StartAsync([RequestHub.Shop with { Requests = new SiteRequests { Types = [RequestType.Access] } }, TestSite.Minimal("blog")], settings: mail.Settings);

        public async Task DisposeAsync()
        {
            await Hub.DisposeAsync();
            await mail.DisposeAsync();
        }
    }
}
