using System.Net;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>Downloading and erasing the visitor's data on the page.</summary>
public sealed class PageRightsTests
{
    [Fact]
    public async Task Erasing_asks_first()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");

        var question = await visit.PostAsync([("action", "erase"), ("lang", "en")]);

        Assert.Equal(HttpStatusCode.OK, question.Status);
        Assert.Contains("It cannot be undone.", question.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"confirm\" value=\"yes\"", question.Html, StringComparison.Ordinal);
        Assert.Single(await visit.StoredAsync());
    }

    [Fact]
    public async Task Erasing_removes_every_record_and_the_cookie_and_says_what_stays()
    {
        await using var hub = await Hub.StartAsync(clock: new TestClock());
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await visit.OpenAndPressAsync("save", "analytics");

        var answer = await visit.PostAsync([("action", "erase"), ("lang", "en"), ("confirm", "yes")]);

        Assert.Contains("Your records have been erased.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Erased: 2 records, on 2 March 2026, 09:30 UTC", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Anonymous counts, which name nobody", answer.Text, StringComparison.Ordinal);
        Assert.Null(visit.VisitorId);
        Assert.Empty(await visit.StoredAsync());
        Assert.Contains("You have not made a choice here yet.", (await visit.OpenAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_before_the_erasure_restores_nothing()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        await visit.PressAsync(page, "accept_all");
        await visit.PostAsync([("action", "erase"), ("lang", "en"), ("confirm", "yes")]);

        var answer = await visit.PressAsync(page, "accept_all");

        Assert.Equal(HttpStatusCode.Gone, answer.Status);
        Assert.Empty(await visit.StoredAsync());
        Assert.Null(visit.VisitorId);
    }

    [Fact]
    public async Task After_an_erasure_the_shared_cookie_keeps_the_bare_refusal()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://shop.example/consent"));
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        await visit.PostAsync(page.Hidden.Append(("action", "accept_all")), "https://shop.example");

        await visit.PostAsync([("action", "erase"), ("lang", "en"), ("confirm", "yes")], "https://shop.example");

        Assert.Equal(["ch_shop"], visit.Cookies.Keys);
        Assert.Matches("^1~1~[0-9]+~opt_in~auth~$", visit.Cookies["ch_shop"]);
    }

    [Fact]
    public async Task The_download_is_everything_held_as_a_file()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("save", "analytics");

        var answer = await visit.PostAsync([("action", "export"), ("lang", "en")]);

        Assert.Equal("attachment; filename=\"consent-shop.json\"", answer.Response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var export = JsonNode.Parse(answer.Html)!;
        Assert.Equal("consenthub/visitor-export/v1", (string?)export["format"]);
        Assert.Equal("nojs", (string?)Assert.Single(export["records"]!.AsArray())!["source"]);
        Assert.DoesNotContain(visit.VisitorId!, answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("erase")]
    [InlineData("export")]
    public async Task An_unknown_visitor_has_nothing_to_erase_or_download(string action)
    {
        await using var hub = await Hub.StartAsync();

        var answer = await new PageVisit(hub).PostAsync([("action", action), ("lang", "en")]);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("There is no stored choice of yours here.", answer.Text, StringComparison.Ordinal);
    }
}
