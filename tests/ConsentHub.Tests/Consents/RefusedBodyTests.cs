using System.Text;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Consents;

/// <summary>Bodies that are not one small JSON object.</summary>
public sealed class RefusedBodyTests(HubFixture fixture) : IClassFixture<HubFixture>
{
    private const string Consents = "/v1/sites/shop/consents";
    private const int Limit = 16 * 1024;

    private static readonly Dictionary<string, Func<string, byte[]>> Malformed = new(StringComparer.Ordinal)
    {
        ["empty"] = _ => [],
        ["blank"] = _ => "  "u8.ToArray(),
        ["null"] = _ => "null"u8.ToArray(),
        ["a text"] = _ => "\"choice\""u8.ToArray(),
        ["a number"] = _ => "1"u8.ToArray(),
        ["an array"] = body => Encoding.UTF8.GetBytes($"[{body}]"),
        ["cut off"] = body => Encoding.UTF8.GetBytes(body[..^1]),
        ["two objects"] = body => Encoding.UTF8.GetBytes(body + body),
        ["a comment"] = body => Encoding.UTF8.GetBytes(body + "//"),
        ["a trailing comma"] = body => Encoding.UTF8.GetBytes(body[..^1] + ",}"),
        ["single quotes"] = body => Encoding.UTF8.GetBytes(body.Replace('"', '\'')),
        ["a byte order mark"] = body => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)],
        ["UTF-16"] = Encoding.Unicode.GetBytes,
        ["a form"] = _ => "action=save"u8.ToArray(),
        ["nested a thousand deep"] = _ => Encoding.UTF8.GetBytes(new string('[', 1000)),
    };

    public static TheoryData<string> MalformedBodies => [.. Malformed.Keys];

    private HttpClient Client => fixture.Hub.Client;

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public Task A_body_that_is_not_one_object_is_refused(string kind) =>
        Client.PostRawAsync(Consents, Malformed[kind](Choice.Body().ToJsonString())).RefusedAsync(400, "malformed_json");

    [Theory]
    [InlineData("choices", "{\"analytics\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{}}}}}}}}", "choices.analytics")]
    [InlineData("an odd name", "1", "['an odd name']")]
    public Task An_unknown_field_is_named(string field, string value, string named) =>
        Client.PostRawAsync(Consents, $"{{\"{field}\":{value}}}").RefusedAsync(422, "invalid_fields", named);

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        var body = Encoding.Latin1.GetBytes(Choice.Body(null, ("lang", "ä")).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        using var response = await Client.PostRawAsync(Consents, body);

        Assert.Contains((int)response.StatusCode, new[] { 400, 422 });
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_sixteen_kibibytes_is_accepted_and_one_byte_more_refused(bool chunked)
    {
        await Client.PostRawAsync(Consents, Padded(Limit), chunked: chunked).JsonAsync(201);
        await Client.PostRawAsync(Consents, Padded(Limit + 1), chunked: chunked).RefusedAsync(413, "body_too_large");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_the_servers_own_limit_is_refused_with_a_problem_body_too(bool chunked)
    {
        using var response = await Client.PostRawAsync(Consents, Padded(3 * 1024 * 1024), chunked: chunked);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON; Charset=\"UTF-8\"")]
    [InlineData("text/plain")]
    [InlineData("text/plain;charset=UTF-8")]
    public Task These_content_types_are_accepted(string type) => Client.PostRawAsync(Consents, Choice.Body().ToJsonString(), type).JsonAsync(201);

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=latin1")]
    [InlineData("text/plain; charset=utf-16")]
    [InlineData("text/html")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/problem+json")]
    [InlineData("application/octet-stream")]
    public Task Any_other_content_type_is_refused(string? type) =>
        Client.PostRawAsync(Consents, Choice.Body().ToJsonString(), type).RefusedAsync(415, "unsupported_media_type");

    [Theory]
    [InlineData("{}", "notice")]
    [InlineData("{\"notice\":2,\"lang\":\"en\",\"outcome\":\"shown\"}", "notice")]
    [InlineData("{\"notice\":\"1\",\"lang\":\"en\",\"outcome\":\"shown\"}", "notice")]
    [InlineData("{\"notice\":1,\"lang\":\"fr\",\"outcome\":\"shown\"}", "lang")]
    [InlineData("{\"notice\":1,\"lang\":\"en\",\"outcome\":\"seen\"}", "outcome")]
    [InlineData("{\"notice\":1,\"lang\":\"en\"}", "outcome")]
    [InlineData("{\"notice\":1,\"lang\":\"en\",\"outcome\":\"shown\",\"visitorId\":\"x\"}", "visitorId")]
    [InlineData("{\"notice\":1,\"lang\":null,\"outcome\":\"shown\"}", "lang")]
    [InlineData("{\"notice\":1,\"notice\":1,\"lang\":\"en\",\"outcome\":\"shown\"}", "notice")]
    public Task A_wrong_field_of_an_impression_is_named(string json, string field) =>
        Client.PostRawAsync("/v1/sites/shop/shown", json).RefusedAsync(422, "invalid_fields", field);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/basket/checkout", true)]
    [InlineData("/a+b/%C3%A4", true)]
    [InlineData("", false)]
    [InlineData("basket", false)]
    [InlineData("/basket?item=7", false)]
    [InlineData("/basket#top", false)]
    [InlineData("https://shop.example/basket", false)]
    [InlineData("/tab\there", false)]
    public async Task A_page_is_a_path_if_the_site_records_it(string page, bool taken)
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Consent = new() { RecordPage = true } }]);
        var answer = hub.Client.SendAsync(Choice.Body(null, ("page", page)));

        if (taken)
            await answer.JsonAsync(201);
        else
            await answer.RefusedAsync(422, "invalid_fields", "page");
    }

    [Fact]
    public async Task A_page_has_at_most_256_characters()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Consent = new() { RecordPage = true } }]);

        await hub.Client.SendAsync(Choice.Body(null, ("page", "/" + new string('x', 255)))).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Body(null, ("page", "/" + new string('x', 256)))).RefusedAsync(422, "invalid_fields", "page");
    }

    private static byte[] Padded(int length) => Encoding.UTF8.GetBytes(Choice.Body().ToJsonString().PadRight(length));
}
