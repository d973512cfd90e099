using System.Net;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>The pages with earlier versions of a notice.</summary>
public sealed class NoticeVersionPageTests
{
    [Fact]
    public async Task Every_version_is_listed_newest_first_with_its_dates_and_what_it_changed()
    {
        await using var hub = await StartWithTwoAsync();

        var page = await ReadAsync(hub, "");

        Assert.Contains("Version 2, 12 March 2026 In force since: 12 March 2026 What it changed New service: Service shop_heatmap.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Version 1, 2 March 2026 In force: 2 March 2026 – 12 March 2026", page.Text, StringComparison.Ordinal);
        Assert.InRange(page.Text.IndexOf("Version 2", StringComparison.Ordinal), 0, page.Text.IndexOf("Version 1", StringComparison.Ordinal));
        Assert.Contains("href=\"notices/1?lang=en\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_version_is_shown_as_it_was_and_asks_nothing()
    {
        await using var hub = await StartWithTwoAsync();

        var (earlier, later) = (await ReadAsync(hub, "/1"), await ReadAsync(hub, "/2?lang=de"));

        Assert.DoesNotContain("shop_heatmap", earlier.Text, StringComparison.Ordinal);
        Assert.Contains("Service shop_stats", earlier.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"../../../preferences/shop/notices?lang=de\"", later.Html, StringComparison.Ordinal);
        Assert.Contains("Gültig seit: 12. März 2026", later.Text, StringComparison.Ordinal);
        Assert.Contains("shop_heatmap", later.Text, StringComparison.Ordinal);
        Assert.All([earlier, later], page => Assert.DoesNotContain("<form", page.Html, StringComparison.Ordinal));
        Assert.Equal("no-store", earlier.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("/0")]
    [InlineData("/3")]
    [InlineData("/99999999999")]
    [InlineData("/one")]
    public async Task A_version_that_does_not_exist_is_a_page_for_people(string version)
    {
        await using var hub = await StartWithTwoAsync();

        var page = await ReadAsync(hub, version);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("There is no such version of this notice.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_of_another_language_is_shown_in_its_own()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        await new PageVisit(hub).PublishAsync(InEnglish(TestSite.Minimal("shop")));

        var page = await ReadAsync(hub, "/1", "de");

        Assert.Contains("<html lang=\"de\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\"", (await ReadAsync(hub, "/2", "de")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trailing_slash_redirects_so_that_the_pages_links_work()
    {
        await using var hub = await StartWithTwoAsync();

        Assert.Equal("../notices", (await hub.Client.GetAsync("/preferences/shop/notices/")).Headers.Location!.OriginalString);
        Assert.Equal("../2?lang=de", (await hub.Client.GetAsync("/preferences/shop/notices/2/?lang=de")).Headers.Location!.OriginalString);
    }

    private static async Task<Hub> StartWithTwoAsync()
    {
        var clock = new TestClock();
        var hub = await Hub.StartAsync(clock: clock);
        clock.Advance(TimeSpan.FromDays(10));
        await new PageVisit(hub).PublishAsync(TestSite.Minimal("shop").With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("shop_heatmap")] }));
        return hub;
    }

    private static Task<PageResponse> ReadAsync(Hub hub, string rest, string accepted = "en") =>
        new PageVisit(hub) { Headers = { ["Accept-Language"] = accepted } }.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/preferences/shop/notices{rest}"));

    private static SiteFile InEnglish(SiteFile site)
    {
        static IReadOnlyDictionary<string, string> Only(IReadOnlyDictionary<string, string> text) => new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = text["en"] };
        return site with
        {
            Languages = ["en"],
            Retention = [.. site.Retention.Select(r => r with { Name = Only(r.Name) })],
            Categories = [.. site.Categories.Select(c => c with { Name = Only(c.Name), Description = Only(c.Description), Services = [.. c.Services.Select(s => s with { Purpose = Only(s.Purpose) })] })],
        };
    }
}
