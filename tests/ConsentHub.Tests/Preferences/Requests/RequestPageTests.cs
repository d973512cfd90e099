using System.Text.Json.Nodes;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences.Requests;

/// <summary>A privacy request on the pages without JavaScript, from the form to the answer.</summary>
public sealed class RequestPageTests : IAsyncLifetime
{
    private readonly MailServer mail = MailServer.Start();
    private readonly TestClock clock = new();
    private Hub hub = null!;
    private RequestVisit visit = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync([RequestHub.Shop], clock: clock, settings: mail.Settings);
        visit = new RequestVisit(hub);
    }

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task The_preference_page_leads_to_the_form_and_the_form_back()
    {
        var preferences = await visit.Browser.OpenAsync("?lang=de");
        var form = await visit.OpenAsync("?lang=de");

        Assert.Contains("<a class=\"button\" href=\"shop/requests?lang=de\">Anfrage senden</a>", preferences.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"../../preferences/shop?lang=de\"", form.Html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", form.Html, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<RequestType>(), type => Assert.Contains($"name=\"type\" value=\"{WireNames<RequestType>.Of(type)}\" required>", form.Html, StringComparison.Ordinal));
        Assert.Equal((await visit.Browser.OpenAsync()).Header("Content-Security-Policy"), form.Header("Content-Security-Policy"));
        Assert.DoesNotContain("<script", form.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_types_that_the_site_takes_are_offered_and_a_single_one_is_chosen()
    {
        await visit.Browser.PublishAsync(RequestHub.Shop with { Requests = new SiteRequests { Types = [RequestType.Erasure] } });

        var form = await visit.OpenAsync();

        Assert.Contains("value=\"erasure\" required checked>", form.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"access\"", form.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_asks_for_their_data_and_gets_it()
    {
        await visit.Browser.OpenAndPressAsync("accept_all");
        Assert.Contains("The choices of this browser belong to the request.", (await visit.OpenAsync()).Text, StringComparison.Ordinal);

        var (path, opened) = await visit.ConfirmAsync(mail, message: "I am <Jane>\nof Bergen.");
        clock.Advance(TimeSpan.FromDays(3));
        var forgotten = await new RequestVisit(hub).GetAsync(path);
        await visit.AnswerAsync(path, "Here it is, <Jane>.\nAll of it.");
        var answered = await visit.GetAsync(path);
        var package = JsonNode.Parse((await visit.PostAsync(path, [("action", "download"), ("lang", "en")])).Html)!;

        Assert.Contains("You get the answer by", opened.Text, StringComparison.Ordinal);
        Assert.Contains("<span class=\"written\" dir=\"auto\">I am &lt;Jane&gt;&#xA;of Bergen.</span>", opened.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane", forgotten.Text, StringComparison.Ordinal);
        Assert.Contains("Answered on", answered.Text, StringComparison.Ordinal);
        Assert.Contains("<p class=\"written\" dir=\"auto\">Here it is, &lt;Jane&gt;.&#xA;All of it.</p>", answered.Html, StringComparison.Ordinal);
        Assert.Contains("You can read the answer here until", answered.Text, StringComparison.Ordinal);
        Assert.Contains("download=\"request-statement-shop-", answered.Html, StringComparison.Ordinal);
        Assert.Equal("Here it is, <Jane>.\nAll of it.", (string?)package["request"]!["answer"]);
        Assert.Single(package["browser"]!["records"]!.AsArray());
    }

    [Fact]
    public async Task The_form_without_a_known_browser_sends_a_request_without_its_records()
    {
        var form = await visit.OpenAsync();
        var (path, _) = await visit.ConfirmAsync(mail);
        var package = JsonNode.Parse((await visit.PostAsync(path, [("action", "download"), ("lang", "en")])).Html)!;

        Assert.DoesNotContain("The choices of this browser", form.Text, StringComparison.Ordinal);
        Assert.Null(package["browser"]);
    }

    [Fact]
    public async Task A_restriction_holds_at_once_and_its_page_says_so()
    {
        await visit.Browser.OpenAndPressAsync("accept_all");
        var unproven = await visit.SendAsync("restriction");
        var code = (await mail.NextAsync()).Code;
        Assert.DoesNotContain("must not use your data", (await visit.GetAsync(unproven)).Text, StringComparison.Ordinal);

        var page = await visit.FollowAsync(await visit.EnterAsync(unproven, code));

        Assert.Contains("The website must not use your data now, except to store it.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_request_gives_the_reason_and_a_late_one_the_way_to_complain()
    {
        var (late, _) = await visit.ConfirmAsync(mail);
        var (refused, _) = await visit.ConfirmAsync(mail, "erasure");
        await visit.AnswerAsync(refused, "The law makes us keep it.", isDone: false);
        clock.Advance(TimeSpan.FromDays(32));

        // The browser has forgotten both by now: a new code opens a page again.
        var pages = new List<PageResponse>();
        await mail.NextAsync();
        foreach (var path in new[] { late, refused })
        {
            await visit.PostAsync(path, [("action", "renew"), ("lang", "en")]);
            pages.Add(await visit.FollowAsync(await visit.EnterAsync(path, (await mail.NextAsync()).Code)));
        }

        Assert.Contains("is late. You can complain to a data protection authority.", pages[0].Text, StringComparison.Ordinal);
        Assert.Contains("Refused on", pages[1].Text, StringComparison.Ordinal);
        Assert.Contains("The law makes us keep it.", pages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_an_earlier_request_leads_to_its_page()
    {
        var path = await visit.SendAsync();
        var number = path.Split('/')[^1];

        var found = await visit.PostAsync(RequestVisit.Form, [("action", "find"), ("lang", "en"), ("number", $"  {number.ToUpperInvariant()} ")]);

        Assert.Equal($"{path}?lang=en", RequestVisit.PathOf(found));
    }

    [Fact]
    public async Task The_website_opens_the_form_for_its_visitor()
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        var opened = await visit.PostAsync(
            RequestVisit.Form, [("visitorId", visitor), ("lang", "en")], "https://shop.example", ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "cross-site"));
        var form = await visit.FollowAsync(opened);

        Assert.Contains("The choices of this browser belong to the request.", form.Text, StringComparison.Ordinal);
        Assert.Equal(visitor, visit.Browser.VisitorId);
    }

    [Theory]
    [InlineData("en", 200)]
    [InlineData("de", 200)]
    [InlineData("fr", 400)]
    public async Task A_page_has_only_the_languages_of_the_site(string lang, int status)
    {
        Assert.Equal(status, (int)(await visit.OpenAsync($"?lang={lang}")).Status);
        Assert.Equal(status, (int)(await visit.GetAsync($"{RequestVisit.Unknown}?lang={lang}")).Status);
    }

    [Fact]
    public async Task The_preference_centre_gets_the_text_of_its_link_with_the_notice()
    {
        var notice = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/notice?lang=de").JsonAsync();

        Assert.Equal("Datenschutzanfragen", (string?)notice["local"]!["requests"]);
    }
}
