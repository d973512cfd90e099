using System.Net;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>Opening the page with the visitor id that the website knows.</summary>
public sealed class FromSiteTests
{
    private const string Origin = "https://shop.example";

    [Fact]
    public async Task A_form_of_an_allowed_page_shows_the_state_identifies_the_visitor_and_changes_nothing()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var id = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(id, "analytics")).JsonAsync(201);

        var page = await visit.PostAsync([("visitorId", id)], Origin, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.True(page.IsOn("analytics"));
        Assert.Contains("You came here from the website.", page.Text, StringComparison.Ordinal);
        Assert.Equal(id, visit.VisitorId);
        Assert.DoesNotContain(id, page.Html, StringComparison.Ordinal);
        Assert.Single(await visit.StoredAsync());

        await visit.PressAsync(page, "reject_all");
        Assert.Equal(2, (await visit.StoredAsync()).Select(r => r.Content.Visitor).Count());
        Assert.Single((await visit.StoredAsync()).Select(r => r.Content.Visitor).Distinct());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_form_from_an_unnamed_origin_shows_the_state_and_identifies_nobody(string origin)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var id = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(id, "analytics")).JsonAsync(201);

        var page = await visit.PostAsync([("visitorId", id)], origin);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Statistics Allowed", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.SetCookies);
        Assert.DoesNotContain("<form", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_or_a_script_of_an_allowed_page_identifies_nobody()
    {
        await using var hub = await Hub.StartAsync();

        var page = await new PageVisit(hub).PostAsync([("visitorId", Choice.NewVisitorId())], Origin, ("Sec-Fetch-Dest", "iframe"));

        Assert.Empty(page.SetCookies);
    }

    [Fact]
    public async Task A_foreign_page_is_refused_with_a_page()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var id = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(id, "analytics")).JsonAsync(201);

        var page = await visit.PostAsync([("visitorId", id)], "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("came from a page that does not belong to the website", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Statistics", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.SetCookies);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB")]
    public async Task A_malformed_id_is_refused(string id)
    {
        await using var hub = await Hub.StartAsync();

        var page = await new PageVisit(hub).PostAsync([("visitorId", id)], Origin);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Empty(page.SetCookies);
    }
}
