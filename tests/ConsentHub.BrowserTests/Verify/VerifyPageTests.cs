using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Verify;

/// <summary>The page that verifies receipts, in the browser alone, served by the hub and as a saved copy.</summary>
public sealed class VerifyPageTests(Chromium chromium) : BrowserTest(chromium)
{
    private static string Golden { get; } = Path.GetFullPath(Path.Combine(TestSite.Folder, "..", "tests", "verify", "golden"));

    [Fact]
    public async Task A_receipt_verifies_and_the_key_is_left_to_compare()
    {
        var page = await OpenVerifyAsync(await StartDemoAsync());

        await GiveAsync(page, "consent-1.json");

        await Expect(page.Locator(".verdict h2")).ToHaveTextAsync("Nothing was changed since it was signed");
        await Expect(page.Locator(".checks .holds")).ToHaveCountAsync(5);
        await Expect(page.GetByText("compare it with the one at https://consent.shop.example/ledger/demo/key")).ToBeVisibleAsync();
        await Expect(page.Locator(".choices > li")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task With_the_key_and_a_later_proof_it_is_genuine_and_no_request_was_sent()
    {
        var page = await OpenVerifyAsync(await StartDemoAsync());
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);

        await page.GetByText("I know the key of the log").ClickAsync();
        await page.GetByLabel("Key, one a line").FillAsync(await File.ReadAllTextAsync(Path.Combine(Golden, "key.txt")));
        await GiveAsync(page, "consent-1.json", "consent-1.tlog-proof");

        await Expect(page.Locator(".verdict h2")).ToHaveTextAsync("This receipt is genuine");
        await Expect(page.GetByText("checkpoint of size 9")).ToBeVisibleAsync();
        Assert.Empty(asked);
    }

    [Fact]
    public async Task A_changed_receipt_that_is_pasted_fails_and_the_failed_check_is_named()
    {
        var page = await OpenVerifyAsync(await StartDemoAsync());
        var receipt = await File.ReadAllTextAsync(Path.Combine(Golden, "consent-1.json"));

        await page.GetByLabel("Or paste its text").FillAsync(receipt.Replace("\"marketing\": false", "\"marketing\": true", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();

        await Expect(page.Locator(".verdict h2")).ToHaveTextAsync("This receipt does not hold");
        await Expect(page.Locator(".checks .fails").First).ToContainTextAsync("The record is not what was sealed");
        await Expect(page.GetByText("It is not proven.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_proof_alone_waits_for_its_receipt_and_anything_else_is_refused_with_the_reason()
    {
        var page = await OpenVerifyAsync(await StartDemoAsync());

        await GiveAsync(page, "consent-1.tlog-proof");
        await Expect(page.Locator("#status")).ToContainTextAsync("Add the receipt that it belongs to");
        await GiveAsync(page, "key.txt");
        await Expect(page.Locator("#status")).ToContainTextAsync("This is no receipt: the file is no JSON");
        await GiveAsync(page, "consent-1.json");
        await Expect(page.Locator(".checks .holds")).ToHaveCountAsync(5);

        await page.GetByRole(AriaRole.Button, new() { Name = "Start over" }).ClickAsync();
        await Expect(page.Locator(".verdict")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_saved_copy_checks_a_statement_without_any_server()
    {
        var profile = await NewProfileAsync();
        var page = await profile.OpenAsync(new Uri(Path.GetFullPath(Path.Combine(TestSite.Folder, "..", "wwwroot", "verify", "index.html"))));

        await GiveAsync(page, "removal-1.json");

        await Expect(page.Locator(".checks .holds")).ToHaveCountAsync(4);
        await Expect(page.GetByText("2 records, at positions 2, 4")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_statement_about_a_duty_says_who_did_what_by_when_and_whose_word_it_is()
    {
        var page = await OpenVerifyAsync(await StartDemoAsync());

        await GiveAsync(page, "duty-1.json");

        await Expect(page.Locator(".checks .holds")).ToHaveCountAsync(4);
        await Expect(page.GetByText("Delete data of the class call_history (“Call history”)")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 April 2026 at 09:30:00 UTC")).ToBeVisibleAsync();
        await Expect(page.GetByText("The hub records the word of the system crm; it could not see the data itself.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_fits_and_has_no_violations(int width, ColorScheme scheme)
    {
        var page = await OpenVerifyAsync(await StartDemoAsync(), options =>
        {
            options.ViewportSize = new() { Width = width, Height = 800 };
            options.ColorScheme = scheme;
        });
        await page.GetByText("I know the key of the log").ClickAsync();
        await GiveAsync(page, "consent-1.json", "consent-1.tlog-proof");
        await Expect(page.Locator(".checks .holds")).ToHaveCountAsync(5);

        await Looks.FitsAsync(page, width);
        await Wcag.HasNoViolationsAsync(page);
    }

    private async Task<IPage> OpenVerifyAsync(Hub hub, Action<BrowserNewContextOptions>? configure = null)
    {
        var profile = await NewProfileAsync(configure);
        return await profile.OpenAsync(new Uri(hub.Address, "verify/"));
    }

    private static Task GiveAsync(IPage page, params string[] files) =>
        page.Locator("#files").SetInputFilesAsync([.. files.Select(file => Path.Combine(Golden, file))]);
}
