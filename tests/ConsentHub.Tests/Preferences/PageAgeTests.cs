using System.Net;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>The page without JavaScript on a site with the age threshold 16.</summary>
public sealed class PageAgeTests
{
    private static readonly SiteFile Site = TestSite.Minimal("shop") with { Age = new AgeRule { Threshold = 16 } };

    [Theory]
    [InlineData("save")]
    [InlineData("accept_all")]
    public async Task A_visitor_who_allows_something_is_asked_first_and_the_selection_is_kept(string action)
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visit = new PageVisit(hub);
        var asked = await visit.OpenAndPressAsync(action, "analytics");
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Contains("Please tell us your age first.", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("16", asked.Text, StringComparison.Ordinal);

        foreach (var wrong in new[] { "", "abc", "-5", "0", "121", "1.5" })
        {
            var again = await visit.PostAsync(asked.AllHidden.Append(("age", wrong)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
            Assert.Contains("Please enter your age as a whole number of years.", again.Text, StringComparison.Ordinal);
            Assert.Equal(asked.AllHidden, again.AllHidden);
        }

        Assert.Empty(await visit.StoredAsync());
        Assert.Empty(visit.Cookies);
        var saved = await visit.PostAsync(asked.AllHidden.Append(("age", "16")));

        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        var content = Assert.Single(await visit.StoredAsync()).Content;
        Assert.Equal(action == "save" ? ConsentAction.Save : ConsentAction.AcceptAll, content.Action);
        Assert.True((await visit.OpenAsync()).IsOn("analytics"));
        // A visitor who has answered is not asked again.
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.OpenAndPressAsync("save", "marketing")).Status);
    }

    [Fact]
    public async Task Below_the_threshold_nothing_is_stored_and_the_reason_is_shown()
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visit = new PageVisit(hub);
        var asked = await visit.OpenAndPressAsync("accept_all");

        var told = await visit.PostAsync(asked.AllHidden.Append(("age", "15")));

        Assert.Equal(HttpStatusCode.OK, told.Status);
        Assert.Contains("Under the age of 16, optional categories stay off.", told.Text, StringComparison.Ordinal);
        Assert.False(told.IsOn("analytics") || told.IsOn("marketing"));
        Assert.Empty(await visit.StoredAsync());
        // The browser stores only that the answer was below the threshold: no age, no identifier.
        Assert.Equal(["__Host-chy_shop=1"], visit.Cookies.Select(c => $"{c.Key}={c.Value}"));
        Assert.Contains("max-age=15724800; path=/; secure; samesite=lax; httponly", Assert.Single(told.SetCookies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_who_was_too_young_can_not_try_another_age()
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visit = new PageVisit(hub);
        var asked = await visit.OpenAndPressAsync("accept_all");
        await visit.PostAsync(asked.AllHidden.Append(("age", "15")));

        var again = await visit.PostAsync(asked.AllHidden.Append(("age", "16")));
        var page = await visit.OpenAsync();
        var pressed = await visit.PressAsync(page, "save", "analytics");

        Assert.All([again, page, pressed], told => Assert.Contains("Under the age of 16, optional categories stay off.", told.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("value=\"accept_all\"", page.Html, StringComparison.Ordinal);
        Assert.Equal(3, page.Html.Split("role=\"switch\"").Skip(1).Count(one => one[..one.IndexOf('>', StringComparison.Ordinal)].EndsWith(" disabled", StringComparison.Ordinal)));
        Assert.Empty(again.SetCookies);
        Assert.Empty(await visit.StoredAsync());
        // Refusing remains possible, and a site without a threshold asks nobody.
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.PressAsync(page, "reject_all")).Status);
        await visit.PublishAsync(Site with { Age = null });
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.OpenAndPressAsync("accept_all")).Status);
    }

    [Fact]
    public async Task What_was_allowed_before_the_threshold_is_withdrawn_below_it()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop")]);
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await visit.PublishAsync(Site.With("analytics", c => c with { Purposes = [.. c.Purposes, "profiling"] }));
        var asked = await visit.OpenAndPressAsync("save", "analytics");

        var answer = await visit.PostAsync(asked.AllHidden.Append(("age", "12")));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Equal([ConsentAction.AcceptAll, ConsentAction.Withdraw], (await visit.StoredAsync()).Select(r => r.Content.Action));
        Assert.Contains("Under the age of 16, optional categories stay off.", (await visit.OpenAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusing_and_withdrawing_never_ask_for_the_age()
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visit = new PageVisit(hub);

        Assert.Equal(HttpStatusCode.SeeOther, (await visit.OpenAndPressAsync("reject_all")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.OpenAndPressAsync("save")).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.OpenAndPressAsync("withdraw")).Status);

        Assert.Equal(3, (await visit.StoredAsync()).Count);
    }

    [Fact]
    public async Task A_single_service_that_is_allowed_asks_too_and_a_program_gets_a_problem_that_names_the_field()
    {
        await using var hub = await Hub.StartAsync([Site]);
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();

        var answer = await visit.PostAsync(page.Hidden.Append(("action", "save")).Append(("service.shop_ads", "on")), headers: ("Accept", "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("\"age\":[\"must be a whole number of years, 16 or more", answer.Html, StringComparison.Ordinal);
        Assert.Empty(await visit.StoredAsync());
    }

    [Theory]
    [InlineData("US-CA")]
    [InlineData("US-TX")]
    [InlineData("NO")]
    public async Task Under_no_model_is_anything_optional_on_before_the_age_is_known(string region)
    {
        await using var hub = await Hub.StartAsync([Site], settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visit = new PageVisit(hub) { Headers = { ["X-Region"] = region } };

        var page = await visit.OpenAsync();

        Assert.DoesNotContain(new[] { "preferences", "analytics", "marketing" }, page.IsOn);
    }
}
