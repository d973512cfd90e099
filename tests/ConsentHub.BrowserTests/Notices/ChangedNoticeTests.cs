using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Notices;

/// <summary>What a change of the site file means for visitors who have chosen.</summary>
public sealed class ChangedNoticeTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly SiteFile Material = ShopSite.File.With("marketing", category => category with
    {
        Services = [.. category.Services, TestSite.Service("new_ads") with { Name = "Brand New Ads" }],
    });

    private static readonly SiteFile Cosmetic = ShopSite.File.With("marketing", category => category with
    {
        Description = TestSite.Text("The same in other words.", "Dasselbe mit anderen Worten."),
    });

    [Fact]
    [Promise("0.13", "1.17", "3.17")]
    public async Task A_new_service_asks_the_visitor_again_and_says_what_is_new()
    {
        var (hub, pages, page) = await ChosenAsync();
        await EditAsync(hub, Material);

        var later = await ReturnAsync(page, pages.Address);

        await Expect(later.Banner()).ToContainTextAsync("What changed since your choice");
        await Expect(later.Banner()).ToContainTextAsync("Brand New Ads");
    }

    [Fact]
    public async Task Until_the_visitor_answers_again_nothing_optional_runs()
    {
        var (hub, pages, page) = await ChosenAsync();
        await EditAsync(hub, Material);

        var later = await ReturnAsync(page, pages.Address);
        await Expect(later.Banner()).ToBeVisibleAsync();

        Assert.Equal(["auth"], await later.GrantedAsync());
        await later.RanAsync();
    }

    [Fact]
    public async Task The_new_answer_is_stored_under_the_new_notice()
    {
        var (hub, pages, page) = await ChosenAsync();
        await EditAsync(hub, Material);
        var later = await ReturnAsync(page, pages.Address);

        await later.DecideAsync(later.Banner("accept-all"));

        Assert.Equal([1, 2], (await hub.LogAsync()).Select(record => record.Content.Notice));
        await later.RanAsync("preferences", "analytics", "marketing");
    }

    [Fact]
    public async Task A_cosmetic_change_asks_nobody()
    {
        var (hub, pages, page) = await ChosenAsync();
        await EditAsync(hub, Cosmetic);

        var later = await ReturnAsync(page, pages.Address);
        await later.RanAsync("preferences", "analytics", "marketing");

        await Expect(later.Banner()).ToHaveCountAsync(0);
        await Expect(later.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_broken_file_changes_nothing()
    {
        var (hub, pages, page) = await ChosenAsync();
        await File.WriteAllTextAsync(Path.Combine(hub.Folder.Sites, "shop.json"), """{ "key": "shop", """);
        await Eventually.Async(() => Task.FromResult(hub.Services.GetRequiredService<SiteFolder>().Problems.Count), problems => problems == 1);

        var later = await ReturnAsync(page, pages.Address);
        await later.RanAsync("preferences", "analytics", "marketing");

        Assert.Equal(1, await VersionAsync(hub));
        await Expect(later.Banner()).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_choice_on_a_page_that_still_shows_the_old_notice_is_stored_under_it()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await EditAsync(hub, Material);

        var answer = await page.DecideAsync(page.Banner("accept-all"));

        Assert.Equal(201, answer.Status);
        Assert.Equal(1, Assert.Single(await hub.LogAsync()).Content.Notice);
    }

    private async Task<(Hub Hub, SitePages Pages, IPage Page)> ChosenAsync()
    {
        var hub = await StartShopAsync();
        var pages = await StartPagesAsync();
        var page = await OpenAsync(pages.Serve(hub, ShopSite.Tags));
        await page.DecideAsync(page.Banner("accept-all"));
        return (hub, pages, page);
    }

    private static async Task EditAsync(Hub hub, SiteFile site)
    {
        hub.Folder.WriteSite(site);
        await Eventually.Async(() => VersionAsync(hub), version => version == 2);
    }

    private static async Task<int?> VersionAsync(Hub hub) => (int?)(await hub.Client.GetAsync("/v1/sites/shop/notice").JsonAsync())["version"];

    /// <summary>The same visitor after the cached script has expired: with the cookies and storage, but an empty cache.</summary>
    private async Task<IPage> ReturnAsync(IPage page, Uri address)
    {
        var state = await page.Context.StorageStateAsync();
        return await OpenAsync(address, options => options.StorageState = state);
    }
}
