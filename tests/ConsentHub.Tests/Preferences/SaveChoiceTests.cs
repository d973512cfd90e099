using System.Net;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Tests.Preferences;

/// <summary>Choosing on the page.</summary>
public sealed class SaveChoiceTests
{
    [Fact]
    public async Task Saving_stores_what_was_shown_and_redirects_to_the_page()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync("?lang=de");

        var answer = await visit.PressAsync(page, "save", "analytics");

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Equal("shop?saved=1&lang=de", answer.Header("Location"));
        var content = Assert.Single(await visit.StoredAsync()).Content;
        Assert.Equal((ConsentAction.Save, ConsentSource.Nojs, "de", "ZZ", ConsentModel.OptIn), (content.Action, content.Source, content.Lang, content.Region, content.Model));
        Assert.Equal(page["id"], content.Id.ToString());
        Assert.Equal(page["banner"], content.Banner.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));

        var after = await visit.OpenAsync("?saved=1&lang=de");
        Assert.Contains("role=\"status\">Ihre Auswahl ist gespeichert.", after.Html, StringComparison.Ordinal);
        Assert.True(after.IsOn("analytics"));
        Assert.False(after.IsOn("marketing"));
    }

    [Fact]
    public async Task The_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);

        var cookie = Assert.Single((await visit.OpenAndPressAsync("reject_all")).SetCookies);

        Assert.Matches("^__Host-chp_shop=[A-Za-z0-9_-]{22}; max-age=15724800; path=/; secure; samesite=lax; httponly$", cookie);
        Assert.True(VisitorId.TryParse(visit.VisitorId, out _));
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_record_of_one_visitor()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();

        var first = await visit.PressAsync(page, "save", "analytics");
        var known = visit.VisitorId;
        var again = await visit.PressAsync(page, "save", "analytics");
        visit.Cookies.Clear();
        var beforeTheCookieArrived = await visit.PressAsync(page, "save", "analytics");

        Assert.All([first, again, beforeTheCookieArrived], a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
        Assert.Equal(known, visit.VisitorId);
        Assert.Single(await visit.StoredAsync());
    }

    [Fact]
    public async Task A_form_changed_after_the_Back_button_is_a_separate_choice()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        await visit.PressAsync(page, "save", "analytics");

        await visit.PressAsync(page, "save", "marketing");
        await visit.PressAsync(page, "save", "marketing");

        var stored = await visit.StoredAsync();
        Assert.Equal(2, stored.Count);
        Assert.Equal(stored[0].Content.Id, stored[1].Content.Previous);
        Assert.Equal(stored[0].Content.Visitor, stored[1].Content.Visitor);
        Assert.True((await visit.OpenAsync()).IsOn("marketing"));
    }

    [Fact]
    public async Task A_later_choice_names_the_previous_one()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");

        await visit.OpenAndPressAsync("save", "preferences");

        var stored = await visit.StoredAsync();
        Assert.Equal(stored[0].Content.Id, stored[1].Content.Previous);
    }

    [Fact]
    [Promise("1.9")]
    public async Task Withdrawing_is_one_press_and_switches_everything_optional_off()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        Assert.Contains("value=\"withdraw\"", (await visit.OpenAsync()).Html, StringComparison.Ordinal);

        var answer = await visit.OpenAndPressAsync("withdraw");

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        Assert.Equal(ConsentAction.Withdraw, (await visit.StoredAsync())[^1].Content.Action);
        var page = await visit.OpenAsync();
        Assert.All(["preferences", "analytics", "marketing"], id => Assert.False(page.IsOn(id)));
        Assert.DoesNotContain("value=\"withdraw\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_was_refused_by_itself_stays_refused_after_the_choice_has_expired()
    {
        var clock = new TestClock();
        var site = TestSite.Minimal("shop").With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("shop_video")] });
        await using var hub = await Hub.StartAsync([site], clock: clock, settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visit = new PageVisit(hub) { Headers = { ["X-Region"] = "US-TX" } };
        var page = await visit.OpenAsync();
        await visit.PostAsync(page.Hidden.Concat([("action", "save"), ("category.marketing", "on"), ("service.shop_video", "off")]));

        clock.Advance(TimeSpan.FromDays(800));
        var later = await visit.OpenAsync();

        Assert.True(later.IsOn("marketing"));
        Assert.Contains("name=\"service.shop_video\" value=\"off\" checked", later.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_is_stored_only_where_it_differs_from_its_category()
    {
        var site = TestSite.Minimal("shop").With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("shop_video")] });
        await using var hub = await Hub.StartAsync([site]);
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        Assert.DoesNotContain("service.shop_stats", page.Html, StringComparison.Ordinal);

        await visit.PostAsync(page.Hidden.Concat([("action", "save"), ("category.marketing", "on"), ("service.shop_ads", "on"), ("service.shop_video", "off")]));

        var stored = Assert.Single(await visit.StoredAsync());
        var services = ConsentResponse.ServicesOf(stored, hub.Site().Latest);
        Assert.Equal([KeyValuePair.Create("shop_video", false)], services);
        var after = await visit.OpenAsync();
        Assert.Contains("name=\"service.shop_video\" value=\"off\" checked", after.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"service.shop_ads\" value=\"\" checked", after.Html, StringComparison.Ordinal);
        Assert.Contains("Marketing. Not allowed: Service shop_video", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_all_follows_the_button_and_not_the_switches()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);

        await visit.OpenAndPressAsync("accept_all", "analytics");
        await visit.OpenAndPressAsync("reject_all", "analytics");

        var stored = await visit.StoredAsync();
        Assert.Equal(hub.Site().Latest.Asked, stored[0].Content.Granted);
        Assert.Equal(hub.Site().Latest.Required, stored[1].Content.Granted);
    }

    [Fact]
    public async Task A_form_of_an_older_notice_stores_nothing_and_shows_the_newer_one()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        await visit.PublishAsync(TestSite.Minimal("shop").With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("shop_heatmap")] }));

        var answer = await visit.PressAsync(page, "accept_all");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("The notice changed while this page was open, so nothing was saved.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Service shop_heatmap", answer.Text, StringComparison.Ordinal);
        Assert.Equal("2", answer["notice"]);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(await visit.StoredAsync());
    }

    [Fact]
    public async Task A_withdrawal_is_stored_even_under_an_older_notice()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        var page = await visit.OpenAsync();
        await visit.PublishAsync(TestSite.Minimal("shop").With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("shop_heatmap")] }));

        Assert.Equal(HttpStatusCode.SeeOther, (await visit.PressAsync(page, "withdraw")).Status);
        Assert.Equal((ConsentAction.Withdraw, 1), ((await visit.StoredAsync())[^1].Content.Action, (await visit.StoredAsync())[^1].Content.Notice));
    }

    [Fact]
    public async Task Under_a_path_of_the_sites_own_origin_page_and_site_share_the_choice()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://shop.example/consent"));
        var visit = new PageVisit(hub);
        var page = await visit.OpenAsync();
        Assert.DoesNotContain("separate visitor", page.Text, StringComparison.Ordinal);

        var answer = await visit.PostAsync(page.Hidden.Concat([("action", "save"), ("category.analytics", "on")]), "https://shop.example");

        Assert.Equal("shop?saved=1&lang=en", answer.Header("Location"));
        Assert.Equal(visit.VisitorId, visit.Cookies["chid_shop"]);
        Assert.Matches("^1~1~[0-9]+~opt_in~auth\\.analytics~$", visit.Cookies["ch_shop"]);
        visit.Cookies.Remove("__Host-chp_shop");
        Assert.True((await visit.OpenAsync()).IsOn("analytics"));
    }
}
