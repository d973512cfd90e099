using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Requests;

/// <summary>Privacy requests on the site files of the repository: on a phone of 360 pixels, with JavaScript and without, with a real mail server.</summary>
public sealed class RequestWalkTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory, Promise("3.16")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_visitor_asks_for_their_data_and_gets_it(bool javaScript)
    {
        var (hub, walk) = await StartAsync("callgenie", javaScript);
        await walk.ComeAsync(javaScript);

        await walk.SendAsync("A copy of my data", "I am Jane of Bergen.");
        await walk.AnswerAsync("Here is your data.\nWe have no other.");
        var package = await walk.DownloadAsync();

        Assert.Equal("Here is your data.\nWe have no other.", (string?)package["request"]!["answer"]);
        Assert.Equal("kept", (string?)package["request"]!["statement"]!["record"]!["outcome"]);
        var record = Assert.Single(await hub.LogAsync("callgenie"));
        Assert.Equal(record.Content.Id.ToString(), (string?)Assert.Single(package["browser"]!["records"]!.AsArray())!["id"]);
        Assert.Equal(
            ["A copy of my data", "Correct my data", "Delete my data", "I complain about the use of my data"],
            await (await OpenFormAsync(walk)).Locator(".options label").AllInnerTextsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_visitor_restricts_the_use_of_their_data_and_sees_it_hold(bool javaScript)
    {
        var (hub, walk) = await StartAsync("mayday", javaScript);
        await walk.ComeAsync(javaScript);
        var visitor = Assert.Single(await hub.LogAsync("mayday")).Content.Visitor.ToString();
        var required = hub.Site("mayday").Latest.Content.Categories.First(c => c.Required).Id;
        Assert.True((bool)(await walk.DecisionAsync(visitor, required))["allowed"]!);

        await walk.SendAsync("Keep my data, but stop using it", "");
        var decision = await walk.DecisionAsync(visitor, required);

        await Expect(walk.Page.Locator(".note")).ToHaveTextAsync("The website must not use your data now, except to store it.");
        Assert.Equal((false, "restricted"), ((bool)decision["allowed"]!, (string?)decision["reason"]));
    }

    [Theory, Promise("1.16")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_parent_has_the_data_of_a_child_removed(bool javaScript)
    {
        var (hub, walk) = await StartAsync("crmsoftware", javaScript);
        await walk.ComeAsync(javaScript);
        Assert.Single(await hub.LogAsync("crmsoftware"));

        await walk.SendAsync("Delete my child’s data, as a parent or guardian", "My daughter’s account is called Mia.");

        Assert.Empty(await hub.LogAsync("crmsoftware"));
        await walk.AnswerAsync("The account is deleted.");
    }

    [Fact, Promise("4.5")]
    public async Task Without_the_code_nobody_reads_a_request_and_nothing_is_done()
    {
        var (hub, walk) = await StartAsync("softphonez", javaScript: false);
        await walk.ComeAsync(javaScript: false);
        ProfileOf(walk.Page).ExpectConsole("422 (Unprocessable Entity)");
        await walk.Page.GetByText("Delete my data", new() { Exact = true }).ClickAsync();
        await walk.Page.GetByLabel("Your e-mail address").FillAsync("joe@person.example");
        await walk.Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        await walk.Page.GetByLabel("Code", new() { Exact = true }).FillAsync("12345678");
        await walk.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();

        await Expect(walk.Page.Locator(".wrong")).ToHaveTextAsync("This code is wrong or too old. Please enter the code of the newest message.");
        await Expect(walk.Page.GetByLabel("Code", new() { Exact = true })).ToHaveValueAsync("12345678");
        Assert.Single(await hub.LogAsync("softphonez"));
    }

    [Fact]
    public async Task A_request_can_be_made_with_the_keyboard_alone()
    {
        var mail = StartMail();
        var hub = await StartShopAsync(ShopSite.File with { Requests = new SiteRequests() }, mail.Settings);
        var page = await OpenAsync(new Uri(hub.Address, "preferences/shop/requests"), options => options.JavaScriptEnabled = false);

        await TabToAsync(page, "[value=access]");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("[value=rectification]")).ToBeCheckedAsync();
        await TabToAsync(page, "[name=email]");
        await page.Keyboard.TypeAsync(RequestWalk.Person);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Enter the code");
        await TabToAsync(page, "[name=code]");
        await page.Keyboard.TypeAsync((await mail.NextAsync()).Code);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Your request");
        await Expect(page.Locator(".state h2")).ToHaveTextAsync("Correct my data");
        await TabToAsync(page, "[value=download]");
    }

    [Fact]
    public async Task The_pages_have_no_violations_in_any_look()
    {
        var mail = StartMail();
        var hub = await StartShopAsync(ShopSite.File with { Requests = new SiteRequests() }, mail.Settings);
        var page = await OpenAsync(new Uri(hub.Address, "preferences/shop"), options => options.ViewportSize = new() { Width = 360, Height = 800 });
        ProfileOf(page).ExpectConsole("422 (Unprocessable Entity)");
        var walk = new RequestWalk(hub, mail, page, "shop");
        await Wcag.HasNoViolationsInAnyLookAsync(page);
        await page.SetViewportSizeAsync(360, 800);
        await walk.ComeAsync(javaScript: false);
        await page.EvaluateAsync("() => { for (const form of document.forms) form.noValidate = true; document.querySelector('details').open = true; }");
        await Wcag.HasNoViolationsInAnyLookAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(page.Locator(".wrong")).ToHaveCountAsync(2);
        await Expect(page.Locator("[value=access]")).ToBeFocusedAsync();
        await Wcag.HasNoViolationsInAnyLookAsync(page);

        await page.SetViewportSizeAsync(360, 800);
        await walk.SendAsync("A copy of my data", "Hello.");
        await walk.AnswerAsync("Here it is.");
        await page.EvaluateAsync("() => { for (const fold of document.querySelectorAll('details')) fold.open = true; }");
        await Wcag.HasNoViolationsInAnyLookAsync(page);
        await page.Context.ClearCookiesAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Enter the code");
        await Wcag.HasNoViolationsInAnyLookAsync(page);
    }

    /// <summary>The hub of a shipped site with a mail server, and a visitor on a page with the banner; without JavaScript, on the preference page.</summary>
    private async Task<(Hub Hub, RequestWalk Walk)> StartAsync(string site, bool javaScript)
    {
        var mail = StartMail();
        var hub = await StartShopAsync(ShippedSite.Read(site) with { Origins = ["http://localhost:*"] }, mail.Settings);
        var address = javaScript
            ? (await StartPagesAsync()).ServeHtml($"""<script src="{hub.Address}consent.js?site={site}" async></script>""", "")
            : new Uri(hub.Address, $"preferences/{site}");
        var page = await OpenAsync(address, options => (options.JavaScriptEnabled, options.ViewportSize) = (javaScript, new() { Width = 360, Height = 800 }));
        return (hub, new RequestWalk(hub, mail, page, site));
    }

    private static async Task<IPage> OpenFormAsync(RequestWalk walk)
    {
        await walk.Page.GetByRole(AriaRole.Link, new() { Name = "Privacy requests" }).ClickAsync();
        await Expect(walk.Page.Locator(".options")).ToBeVisibleAsync();
        return walk.Page;
    }

    /// <summary>Presses Tab until an element has the focus.</summary>
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 40 && await page.Locator($"{selector}:focus").CountAsync() == 0; i++)
            await page.Keyboard.PressAsync("Tab");

        await Expect(page.Locator($"{selector}:focus")).ToHaveCountAsync(1);
    }
}
