using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>Earlier versions of a notice are listed with their differences, and served byte for byte for ever.</summary>
public sealed class NoticeVersionsTests
{
    private static readonly (string Lang, string Region)[] Variants = [("en", "ZZ"), ("de", "ZZ"), ("en", "US-CA"), ("de", "US"), ("en", "NO")];

    [Fact]
    public async Task An_earlier_version_is_served_byte_for_byte_as_it_was()
    {
        var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));
        var folder = hub.Folder;
        var shown = new List<byte[]>();
        foreach (var (lang, region) in Variants)
            shown.Add(WithoutLocalFacts(await BytesAsync(hub, $"/v1/sites/shop/notice?lang={lang}", region)));
        await hub.PublishAsync(TestSite.Minimal("shop").With("marketing", c => c with { Name = TestSite.Text("Ads", "Anzeigen") }), version: 2);
        await hub.StopAsync();

        await using var restarted = await Hub.StartAsync(folder: folder);

        foreach (var (i, (lang, region)) in Variants.Index())
            Assert.Equal(shown[i], await BytesAsync(restarted, $"/v1/sites/shop/notices/1?lang={lang}&region={region}"));
        Assert.NotEqual(shown[0], await BytesAsync(restarted, "/v1/sites/shop/notices/2?lang=en&region=ZZ"));
    }

    /// <summary>The notice in the response: without the last member, which follows the caller.</summary>
    private static byte[] WithoutLocalFacts(byte[] response) =>
        response.AsSpan().IndexOf(",\"local\":{"u8) is > 0 and var end ? [.. response.AsSpan(0, end), (byte)'}'] : response;

    [Fact]
    public async Task An_address_that_names_everything_may_be_kept_for_ever()
    {
        await using var hub = await Hub.StartAsync();
        using var whole = await hub.Client.GetAsync("/v1/sites/shop/notices/1?lang=de&region=NO");
        using var partly = await hub.Client.GetAsync("/v1/sites/shop/notices/1");

        Assert.Equal("public, max-age=31536000, immutable", whole.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("max-age=300, private", partly.Headers.CacheControl!.ToString());
        Assert.Contains("Accept-Language", partly.Headers.Vary);
    }

    [Fact]
    public async Task The_list_says_what_each_version_changed_and_whether_visitors_were_asked()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var first = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromDays(1));
        var site = TestSite.Minimal("shop").With("marketing", c => c with { Name = TestSite.Text("Ads", "Anzeigen") });
        await hub.PublishAsync(site, version: 2);
        clock.Advance(TimeSpan.FromDays(1));
        await hub.PublishAsync(site.With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("heatmap")] }), version: 3);

        var versions = (await hub.Client.GetAsync("/v1/sites/shop/notices").JsonAsync())["versions"]!.AsArray();

        Assert.Equal([first, first.AddDays(1), first.AddDays(2)], versions.Select(v => (DateTimeOffset)v!["publishedAt"]!));
        Assert.Equal([1, 1, 3], versions.Select(v => (int)v!["validSince"]!));
        Assert.Equal(["en", "de"], versions[2]!["languages"]!.AsArray().Select(l => (string?)l));
        Assert.Empty(versions[1]!["changes"]!.AsArray());
        var added = Assert.Single(versions[2]!["changes"]!.AsArray())!;
        Assert.Equal(("service_added", "heatmap", "analytics"), ((string?)added["kind"], (string?)added["id"], (string?)added["category"]));
    }

    private static async Task<byte[]> BytesAsync(Hub hub, string path, string? region = null)
    {
        using var response = await hub.Client.SendAsync(HttpMethod.Get, path, region is null ? [] : [("X-Region", region)]);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
