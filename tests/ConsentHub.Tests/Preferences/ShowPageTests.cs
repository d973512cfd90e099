using System.Net;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>Opening the page.</summary>
public sealed class ShowPageTests
{
    [Fact]
    public async Task A_first_look_stores_nothing_and_sets_no_cookie()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);

        var page = await visit.OpenAsync();

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(page.SetCookies);
        Assert.Empty(await visit.StoredAsync());
        Assert.Contains("You have not made a choice here yet.", page.Text, StringComparison.Ordinal);
        Assert.Contains("There you count as a separate visitor", page.Text, StringComparison.Ordinal);
        Assert.False(page.IsOn("analytics"));
        Assert.DoesNotContain("category.auth", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_names_site_controller_contact_services_and_cookies()
    {
        await using var hub = await Hub.StartAsync();

        var text = (await new PageVisit(hub).OpenAsync()).Text;

        Assert.All(
            ["Test Shop", "Test Shop AS", "Kaien 7, 5003 Bergen", "hello@shop.example", "privacy@shop.example", "What Statistics is for.", "Services (1)",
             "Service shop_stats", "What shop_stats does.", "shop_stats_cookie", "13 months", "until the browser is closed", "1 year", "90 days"],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_that_is_a_path_leads_to_the_site()
    {
        var links = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["privacy"] = TestSite.Text("/privacy", "/datenschutz") };
        // The page can't link back to an app's origin.
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Links = links, Origins = ["capacitor://localhost", "https://shop.example"] }]);

        Assert.Contains("href=\"https://shop.example/datenschutz\"", (await new PageVisit(hub).OpenAsync("?lang=de")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_forbids_scripts_frames_foreign_forms_and_caching()
    {
        await using var hub = await Hub.StartAsync();

        var page = await new PageVisit(hub) { Headers = { ["Origin"] = "https://shop.example" } }.OpenAsync();

        Assert.Equal(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            page.Header("Content-Security-Policy"));
        Assert.Equal("no-store", page.Header("Cache-Control"));
        Assert.Equal("same-origin", page.Header("Referrer-Policy"));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Equal("", page.Header("Access-Control-Allow-Origin"));
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("href=\"../preferences/preferences.css\"", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await hub.Client.GetAsync("/preferences/preferences.css")).StatusCode);
    }

    [Theory]
    [InlineData("?lang=de", null, "de", "Anmeldung")]
    [InlineData("", "de-AT, en;q=0.5", "de", "Anmeldung")]
    [InlineData("", "ja", "en", "Sign-in")]
    [InlineData("?lang=en", "de", "en", "Sign-in")]
    public async Task The_language_is_the_requested_one_or_the_browsers_or_the_sites(string query, string? accepted, string lang, string category)
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        if (accepted is not null)
            visit.Headers["Accept-Language"] = accepted;

        var page = await visit.OpenAsync(query);

        Assert.Contains($"<html lang=\"{lang}\" dir=\"ltr\">", page.Html, StringComparison.Ordinal);
        Assert.Contains(category, page.Text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"?lang=de\" lang=\"de\" hreflang=\"de\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("Deutsch", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_that_the_site_does_not_offer_is_refused()
    {
        await using var hub = await Hub.StartAsync();

        var page = await new PageVisit(hub).OpenAsync("?lang=xx");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("must be a language of the site: en, de", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Promise("0.4")]
    public async Task Global_Privacy_Control_is_named_and_keeps_its_categories_off()
    {
        var site = TestSite.Minimal("shop") with { Regions = [new RegionRule { In = ["US"], Model = ConsentModel.OptOut }] };
        await using var hub = await Hub.StartAsync([site], settings: ("ConsentHub:RegionHeader", "X-Country"));
        var visit = new PageVisit(hub) { Headers = { ["X-Country"] = "US" } };

        Assert.True((await visit.OpenAsync()).IsOn("marketing"));
        visit.Headers["Sec-GPC"] = "1";
        var page = await visit.OpenAsync();

        Assert.Contains("Your browser sends Global Privacy Control.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Kept off: Marketing.", page.Text, StringComparison.Ordinal);
        Assert.False(page.IsOn("marketing"));
        Assert.True(page.IsOn("analytics"));

        await visit.PressAsync(page, "accept_all");
        var (stored, after) = (Assert.Single(await visit.StoredAsync()), await visit.OpenAsync());
        Assert.True(stored.Content.Gpc && stored.GpcSeen);
        Assert.True(after.IsOn("marketing"), "An explicit choice made while the signal was on counts.");
    }

    [Fact]
    public async Task An_outdated_choice_says_what_changed_and_switches_nothing_on()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await visit.PublishAsync(TestSite.Minimal("shop").With("analytics", c => c with { Services = [.. c.Services, TestSite.Service("shop_heatmap")] }));

        var page = await visit.OpenAsync("?lang=de");

        Assert.Contains("Der Hinweis hat sich seit Ihrer Auswahl", page.Text, StringComparison.Ordinal);
        Assert.Contains("Service shop_heatmap", page.Text, StringComparison.Ordinal);
        Assert.Contains("Neuer Dienst", page.Text, StringComparison.Ordinal);
        Assert.False(page.IsOn("analytics"));
    }

    [Fact]
    public async Task A_choice_shows_its_dates_and_one_past_them_has_expired()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");

        Assert.Contains("Your choice of 2 March 2026 , valid until 31 August 2026 .", (await visit.OpenAsync()).Text, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(182));
        var page = await visit.OpenAsync();

        Assert.Contains("Your choice of 2 March 2026 has expired.", page.Text, StringComparison.Ordinal);
        Assert.False(page.IsOn("marketing"));
    }

    [Fact]
    public async Task The_history_shows_twenty_choices_newest_first()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var visit = new PageVisit(hub);
        for (var i = 0; i < 22; i++)
        {
            await visit.OpenAndPressAsync(i % 2 == 0 ? "accept_all" : "reject_all");
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        var page = await visit.OpenAsync();

        Assert.Equal(20, page.Html.Split("data-label=\"Date\"").Length - 1);
        Assert.True(page.Text.IndexOf("10:12 UTC Rejected all Nothing optional", StringComparison.Ordinal) is > 0 and var newest
            && newest < page.Text.IndexOf("10:10 UTC Accepted all Preferences, Statistics, Marketing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_site_is_a_page_for_people_and_a_problem_for_programs()
    {
        await using var hub = await Hub.StartAsync();

        var page = await new PageVisit(hub, "nowhere").OpenAsync();
        var program = new HttpRequestMessage(HttpMethod.Get, "/preferences/nowhere") { Headers = { { "Accept", "application/json" } } };
        var problem = await hub.Client.SendAsync(program).JsonAsync(404);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("There is no website of this name here.", page.Text, StringComparison.Ordinal);
        Assert.Equal("unknown_site", (string?)problem["code"]);
    }

    [Fact]
    public async Task A_trailing_slash_redirects_so_that_the_pages_links_work()
    {
        await using var hub = await Hub.StartAsync();

        var answer = await hub.Client.GetAsync("/preferences/shop/?lang=de");

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal("../shop?lang=de", answer.Headers.Location!.OriginalString);
    }
}
