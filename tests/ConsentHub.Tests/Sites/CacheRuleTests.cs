using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>How long caches may keep <c>consent.js</c> and the notice, which caches, and under which key.</summary>
public sealed class CacheRuleTests
{
    /// <summary>The two responses to which the same rules apply.</summary>
    public static TheoryData<string> Addresses => ["/consent.js?site=shop", "/v1/sites/shop/notice?"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Without_a_language_in_the_address_a_copy_is_private_and_depends_on_the_header(string path)
    {
        await using var hub = await Hub.StartAsync([SameEverywhere]);

        using var english = await hub.Client.GetAsync(path);
        using var german = await hub.Client.SendAsync(HttpMethod.Get, path, ("Accept-Language", "fr, de-AT;q=0.8, en;q=0.5"));

        Assert.Equal("private, max-age=300", Raw(english, "Cache-Control"));
        Assert.Contains("Accept-Language", english.Headers.Vary);
        Assert.Contains("Accept-Encoding", english.Headers.Vary);
        Assert.Equal(("en", "ZZ"), Of(await LayerAsync(english), "lang", "region"));
        Assert.Equal("de", (string?)(await LayerAsync(german))["lang"]);
        Assert.NotEqual(english.Headers.ETag, german.Headers.ETag);
    }

    /// <summary>What follows the notice names the authority of the caller's region, so its copy is private if the hub knows regions.</summary>
    [Theory]
    [InlineData("/consent.js?site=shop", "X-Region", "public")]
    [InlineData("/v1/sites/shop/notice?", "X-Region", "private")]
    [InlineData("/v1/sites/shop/notice?", "", "public")]
    public async Task With_a_language_a_site_with_the_same_rules_everywhere_has_one_copy_for_every_region(string path, string header, string copies)
    {
        await using var hub = await Hub.StartAsync([SameEverywhere], settings: ("ConsentHub:RegionHeader", header));

        using var response = await hub.Client.SendAsync(HttpMethod.Get, path + "&lang=de", ("X-Region", "NO"), ("Accept-Language", "en"));

        Assert.Equal($"{copies}, max-age=300", Raw(response, "Cache-Control"));
        Assert.DoesNotContain("Accept-Language", response.Headers.Vary);
        Assert.Equal(("de", "*"), Of(await LayerAsync(response), "lang", "region"));
        await hub.Client.SendAsync(Choice.Body(null, ("region", "*"))).JsonAsync(201);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task With_different_rules_by_region_a_copy_is_private(string path)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));

        using var response = await hub.Client.SendAsync(HttpMethod.Get, path + "&lang=en", ("X-Region", "us-ca"));

        Assert.Equal("private, max-age=300", Raw(response, "Cache-Control"));
        Assert.Equal(("US-CA", "opt_out"), Of(await LayerAsync(response), "region", "model"));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_cdn_that_keys_by_region_may_share_a_copy_that_names_its_language(string path)
    {
        await using var hub = await Hub.StartAsync(settings: [("ConsentHub:RegionHeader", "X-Region"), ("ConsentHub:CdnKeysRegion", "true")]);

        using var shared = await hub.Client.SendAsync(HttpMethod.Get, path + "&lang=en", ("X-Region", "US"));
        using var own = await hub.Client.SendAsync(HttpMethod.Get, path, ("X-Region", "US"));

        Assert.Equal("public, max-age=300", Raw(shared, "Cache-Control"));
        Assert.Equal(("US", "notice_only"), Of(await LayerAsync(shared), "region", "model"));
        Assert.Equal("private, max-age=300", Raw(own, "Cache-Control"));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_strong_validator_saves_the_body_and_changes_with_the_notice(string path)
    {
        await using var hub = await Hub.StartAsync();
        using var first = await hub.Client.GetAsync(path);
        var tag = first.Headers.ETag!;

        using var unchanged = await hub.Client.SendAsync(HttpMethod.Get, path, ("If-None-Match", $"\"other\", {tag}"));
        await hub.PublishAsync(TestSite.Minimal("shop").With("marketing", c => c with { Name = TestSite.Text("Ads", "Anzeigen") }), version: 2);
        using var changed = await hub.Client.SendAsync(HttpMethod.Get, path, ("If-None-Match", tag.ToString()));

        Assert.False(tag.IsWeak);
        Assert.Equal((304, 0), ((int)unchanged.StatusCode, (await unchanged.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(tag, unchanged.Headers.ETag);
        Assert.Equal("private, max-age=300", Raw(unchanged, "Cache-Control"));
        Assert.Equal(200, (int)changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Each_coding_has_a_validator_of_its_own_and_the_same_content(string path)
    {
        await using var hub = await Hub.StartAsync();
        var plain = await hub.Client.GetByteArrayAsync(path);
        var tags = new HashSet<string>();

        foreach (var (accepted, coding) in new[] { ("", ""), ("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip"), ("deflate", "") })
        {
            using var response = await hub.Client.SendAsync(HttpMethod.Get, path, ("Accept-Encoding", accepted));
            Assert.Equal(coding, string.Join(',', response.Content.Headers.ContentEncoding));
            var body = await response.Content.ReadAsByteArrayAsync();
            Assert.Equal(plain, Decode(body, coding));
            Assert.True(coding.Length == 0 || body.Length < plain.Length / 2, $"{coding} made {plain.Length} bytes {body.Length}.");
            tags.Add(response.Headers.ETag!.Tag);
        }

        Assert.Equal(3, tags.Count);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Nothing_depends_on_global_privacy_control(string path)
    {
        await using var hub = await Hub.StartAsync();
        using var without = await hub.Client.GetAsync(path);
        using var with = await hub.Client.SendAsync(HttpMethod.Get, path, ("Sec-GPC", "1"));

        Assert.Equal(without.Headers.ETag, with.Headers.ETag);
        Assert.DoesNotContain("Sec-GPC", without.Headers.Vary);
    }

    [Fact]
    public async Task The_script_names_what_it_was_made_for_and_the_build_that_the_code_alone_has()
    {
        await using var hub = await Hub.StartAsync();
        using var response = await hub.Client.GetAsync("/consent.js?site=shop&lang=de");
        var layer = await LayerAsync(response);

        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(("shop", "ZZ", "opt_in", "de", 1, 1), ((string?)layer["site"], (string?)layer["region"], (string?)layer["model"], (string?)layer["lang"], (int)layer["version"]!, (int)layer["validSince"]!));

        using var code = await hub.Client.GetAsync($"/banner/{(string?)layer["banner"]}/consenthub.js");
        Assert.Equal("public, max-age=31536000, immutable", Raw(code, "Cache-Control"));
        Assert.Equal("*", Raw(code, "Access-Control-Allow-Origin"));
        Assert.Equal("cross-origin", Raw(code, "Cross-Origin-Resource-Policy"));
        var hash = System.Security.Cryptography.SHA256.HashData(await code.Content.ReadAsByteArrayAsync());
        Assert.Equal((string?)layer["banner"], Convert.ToHexStringLower(hash)[..16]);
    }

    private static SiteFile SameEverywhere => TestSite.Minimal("shop") with { Regions = [] };

    /// <summary>The notice in a response: the whole body, or what the script contains.</summary>
    private static async Task<JsonNode> LayerAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(body);
        if (!text.StartsWith("[{", StringComparison.Ordinal))
            return JsonNode.Parse(body)!;

        // The script begins with the notice, as an expression whose names have no quotes.
        var expression = text[1..];
        var json = Regex.Replace(expression, """
            "(?:[^"\\]|\\.)*"|(?<name>[A-Za-z_]\w*)(?=:)
            """, name => name.Groups["name"].Success ? $"\"{name.Value}\"" : name.Value, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var reader = new System.Text.Json.Utf8JsonReader(Encoding.UTF8.GetBytes(json), isFinalBlock: false, default);
        return JsonNode.Parse(ref reader)!;
    }

    private static (string?, string?) Of(JsonNode layer, string one, string two) => ((string?)layer[one], (string?)layer[two]);

    private static string Raw(HttpResponseMessage response, string header) => Assert.Single(response.Headers.NonValidated[header]);

    private static byte[] Decode(byte[] body, string coding)
    {
        using var source = new MemoryStream(body);
        using Stream decoded = coding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var target = new MemoryStream();
        decoded.CopyTo(target);
        return target.ToArray();
    }
}
