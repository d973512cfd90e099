using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.BrowserTests.Accessibility;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Requests;

/// <summary>A person on a phone who makes a privacy request and reads its mail, and the site's staff who answer it.</summary>
internal sealed class RequestWalk(Hub hub, MailServer mail, IPage page, string site)
{
    public const string Person = "jane@person.example";

    /// <summary>The page for requests; a tab of its own if the preference centre opened it.</summary>
    public IPage Page { get; private set; } = page;

    /// <summary>The request's number, from the address of its page.</summary>
    public string Id => new Uri(Page.Url).Segments[^1];

    /// <summary>Refuses everything optional, and opens the page for requests: from the preference centre with JavaScript, from the preference page without.</summary>
    public async Task ComeAsync(bool javaScript)
    {
        if (javaScript)
        {
            await Page.DecideAsync(Page.Banner("reject-all"));
            await Page.OpenPreferencesAsync();
            await Page.Preferences().Locator(".facts summary").ClickAsync();
            Page = await Page.RunAndWaitForPopupAsync(() => Page.Preferences("requests").Locator("button").ClickAsync());
        }
        else
        {
            await Page.Locator("button[value=reject_all]").ClickAsync();
            await Page.GetByRole(AriaRole.Link, new() { Name = "Send request" }).ClickAsync();
        }

        await Expect(Page.Locator("form.card")).ToContainTextAsync("The choices of this browser belong to the request.");
    }

    /// <summary>Fills in the form, sends it, and enters the code of the mail.</summary>
    public async Task SendAsync(string type, string message)
    {
        await Looks.FitsAsync(Page, 360);
        await Page.GetByText(type, new() { Exact = true }).ClickAsync();
        await Page.GetByLabel("Your e-mail address").FillAsync(Person);
        await Page.GetByLabel("Your message").FillAsync(message);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();

        var code = (await mail.NextAsync()).Code;
        await Looks.FitsAsync(Page, 360);
        await Page.GetByLabel("Code", new() { Exact = true }).FillAsync($"{code[..4]} {code[4..]}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(Page.Locator(".state .lead")).ToContainTextAsync("You get the answer by");
        await mail.NextAsync();
        await Looks.FitsAsync(Page, 360);
    }

    /// <summary>The site's staff answer, and the person reads it after the mail says so.</summary>
    public async Task AnswerAsync(string text)
    {
        using var staff = Staff();
        using var answered = await staff.PostAsJsonAsync($"/v1/admin/sites/{site}/requests/{Id}/answer", new { outcome = "done", text });
        answered.EnsureSuccessStatusCode();
        Assert.Contains(Id, (await mail.NextAsync()).Text, StringComparison.Ordinal);
        await Page.ReloadAsync();
        await Expect(Page.Locator(".state .lead")).ToContainTextAsync("Answered on");
        await Expect(Page.Locator(".written").Last).ToHaveTextAsync(text);
        await Looks.FitsAsync(Page, 360);
    }

    /// <summary>Downloads the result of the request.</summary>
    public async Task<JsonNode> DownloadAsync()
    {
        var file = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Download the data" }).ClickAsync());
        await using var content = await file.CreateReadStreamAsync();
        return (await JsonNode.ParseAsync(content))!;
    }

    /// <summary>What the site's own servers hear before they use the data.</summary>
    public async Task<JsonNode> DecisionAsync(string visitor, string category)
    {
        using var server = Staff();
        return await server.GetAsync($"/v1/sites/{site}/decisions?visitor={visitor}&category={category}").JsonAsync();
    }

    private HttpClient Staff()
    {
        var staff = hub.NewClient();
        staff.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Hub.AdminKey);
        return staff;
    }
}
