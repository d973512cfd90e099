using System.Text;
using System.Text.Json;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Choices;

/// <summary>What a visitor can do in the preference centre with what is stored of them (GDPR Art. 15, 17, 20).</summary>
public sealed class OwnRecordsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Earlier_choices_are_listed_and_receipt_and_data_can_be_downloaded()
    {
        var (page, hub) = await OpenRecordsAsync();
        var record = Assert.Single(await hub.LogAsync());

        await page.Preferences("history").ClickAsync();
        await Expect(page.Preferences().Locator(".told li")).ToHaveCountAsync(1);
        await Expect(page.Preferences().Locator(".told li")).ToContainTextAsync("Allowed: Preferences, Statistics, and Marketing");

        Assert.Equal(record.Content.Id.ToString(), (await DownloadAsync(page, "receipt", "shop-receipt.json")).GetProperty("record").GetProperty("recordId").GetString());
        Assert.Contains(record.Content.Id.ToString(), (await DownloadAsync(page, "export", "shop-export.json")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_receipt_verifies_on_the_verify_page_and_can_be_downloaded_again_while_the_hub_is_unavailable()
    {
        var (page, hub) = await OpenRecordsAsync();
        var receipt = (await DownloadAsync(page, "receipt", "shop-receipt.json")).GetRawText();

        var verify = await ProfileOf(page).OpenAsync(new Uri(hub.Address, "verify/"));
        await verify.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "shop-receipt.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(receipt) });
        await Expect(verify.Locator(".verdict h2")).ToHaveTextAsync("Nothing was changed since it was signed");
        await Expect(verify.Locator(".checks .holds")).ToHaveCountAsync(5);

        await page.BringToFrontAsync();
        ProfileOf(page).ExpectConsole("net::ERR_CONNECTION_REFUSED");
        await StopAsync(hub);
        Assert.Equal(receipt, (await DownloadAsync(page, "receipt", "shop-receipt.json")).GetRawText());
    }

    [Fact]
    public async Task Erasing_asks_first_and_then_leaves_nothing_of_the_visitor()
    {
        var (page, hub) = await OpenRecordsAsync();

        await page.Preferences("erase").ClickAsync();
        await page.Preferences("erase-cancel").ClickAsync();
        Assert.Single(await hub.LogAsync());

        await page.Preferences("erase").ClickAsync();
        await page.Preferences("erase-confirm").ClickAsync();

        await Expect(page.Preferences()).ToHaveCountAsync(0);
        await page.UntilAsync("() => !/chid_shop=/.test(document.cookie)");
        Assert.Empty(await hub.LogAsync());
        Assert.Equal(["auth"], await page.GrantedAsync());
    }

    private static async Task<JsonElement> DownloadAsync(IPage page, string hook, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Preferences(hook).ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        await using var file = await download.CreateReadStreamAsync();
        return (await JsonDocument.ParseAsync(file)).RootElement;
    }

    private async Task<(IPage Page, Hub Hub)> OpenRecordsAsync()
    {
        var hub = await StartShopAsync();
        var page = await OpenAsync((await StartPagesAsync()).Serve(hub));
        await page.DecideAsync(page.Banner("accept-all"));
        await page.EvaluateAsync("() => ConsentHub.open()");
        await page.Preferences().Locator("#records summary").ClickAsync();
        return (page, hub);
    }
}
