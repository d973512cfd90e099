using System.Net;
using ConsentHub.Requests;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences.Requests;

/// <summary>Forms of privacy requests that are refused: the page says beside the field what is wrong, and keeps what was entered.</summary>
public sealed class RefusedRequestFormTests : IAsyncLifetime
{
    private readonly MailServer mail = MailServer.Start();
    private Hub hub = null!;
    private RequestVisit visit = null!;

    public static TheoryData<string, string, string> Senders => RefusedFormTests.Senders;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync([RequestHub.Shop, TestSite.Minimal("quiet")], settings: mail.Settings);
        visit = new RequestVisit(hub);
    }

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "jane@person.example", "", "type", "Please choose what you ask for.")]
    [InlineData("everything", "jane@person.example", "", "type", "Please choose what you ask for.")]
    [InlineData("erasure", "", "", "email", "Please enter one e-mail address, such as name@example.com.")]
    [InlineData("erasure", "jane@person.example, joe@person.example", "", "email", "Please enter one e-mail address, such as name@example.com.")]
    [InlineData("erasure", "jane", "", "email", "Please enter one e-mail address, such as name@example.com.")]
    [InlineData("erasure", "jane@person.example", "bell \a", "message", "Please write at most 2000 characters, and only text.")]
    public async Task A_wrong_field_is_marked_and_the_other_fields_keep_what_was_entered(string? type, string email, string message, string field, string error)
    {
        var answer = await visit.PostAsync(RequestVisit.Form, RequestVisit.Filled(type, email, message.Length == 0 ? "My <account>" : message));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(error, RequestVisit.ErrorOf(answer, field));
        Assert.All(new[] { "type", "email", "message" }.Where(f => f != field), f => Assert.Null(RequestVisit.ErrorOf(answer, f)));
        Assert.Contains($"name=\"email\" id=\"email\" value=\"{email}\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains(type == "erasure" ? "value=\"erasure\" required checked" : "value=\"access\" required autofocus", answer.Html, StringComparison.Ordinal);
        Assert.Contains(message.Length == 0 ? "My &lt;account&gt;</textarea>" : "bell ", answer.Html, StringComparison.Ordinal);
        Assert.Empty(mail.All);
    }

    [Fact]
    public async Task The_longest_message_fits_into_a_form_in_every_script()
    {
        var message = new string('語', RequestRules.LongestMessage - 1) + "\n";

        var sent = await visit.PostAsync(RequestVisit.Form, RequestVisit.Filled("access", RequestHub.Jane, message));
        var longer = await visit.PostAsync(RequestVisit.Form, RequestVisit.Filled("access", RequestHub.Jane, message + "語語"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.NotNull(RequestVisit.ErrorOf(longer, "message"));
        Assert.Contains("語語</textarea>", longer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_code_stays_in_its_field_and_after_five_only_another_code_helps()
    {
        var path = await visit.SendAsync();
        var code = (await mail.NextAsync()).Code;
        var wrong = RequestHub.WrongCode(code);

        var first = await visit.EnterAsync(path, wrong);
        for (var i = 2; i <= RequestRules.WrongCodes; i++)
            await visit.EnterAsync(path, wrong);

        var exhausted = await visit.EnterAsync(path, code);
        var renewed = await visit.PostAsync(path, [("action", "renew"), ("lang", "en")]);
        var opened = await visit.FollowAsync(await visit.EnterAsync(path, (await mail.NextAsync()).Code));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "This code is wrong or too old. Please enter the code of the newest message."), (first.Status, RequestVisit.ErrorOf(first, "code")));
        Assert.Contains($"value=\"{wrong}\"", first.Html, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many codes were wrong. Please have another code sent."), (exhausted.Status, RequestVisit.ErrorOf(exhausted, "code")));
        Assert.EndsWith("?sent=1&lang=en", RequestVisit.PathOf(renewed), StringComparison.Ordinal);
        Assert.Contains("You get the answer by", opened.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("12345678901234567890123456789012345678901234567890")]
    [InlineData("not a number")]
    public async Task A_wrong_number_stays_in_its_field(string number)
    {
        var answer = await visit.PostAsync(RequestVisit.Form, [("action", "find"), ("lang", "en"), ("number", number)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("Please enter the whole number as the message has it.", RequestVisit.ErrorOf(answer, "number"));
        Assert.Contains($"id=\"number\" value=\"{number}\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<details class=\"card facts-fold\" open>", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_learns_from_a_page_which_requests_exist()
    {
        var path = await visit.SendAsync();
        const string unknown = RequestVisit.Unknown;
        string Without(PageResponse page, string own) => page.Html.Replace(own.Split('/')[^1], "number", StringComparison.Ordinal);

        Assert.Equal(Without(await visit.GetAsync(path), path), Without(await visit.GetAsync(unknown), unknown));
        Assert.Equal(Without(await visit.EnterAsync(path, "1"), path), Without(await visit.EnterAsync(unknown, "1"), unknown));
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.PostAsync(unknown, [("action", "renew"), ("lang", "en")])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visit.PostAsync(unknown, [("action", "download"), ("lang", "en")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await visit.GetAsync($"{RequestVisit.Form}/none")).Status);
    }

    [Fact]
    public async Task A_request_opens_only_in_the_browser_that_entered_its_code()
    {
        var (path, _) = await visit.ConfirmAsync(mail);
        var stranger = new RequestVisit(hub);
        var (own, _) = await stranger.ConfirmAsync(mail, "erasure");
        // The secret of one request under the name of another's cookie.
        var secret = stranger.Browser.Cookies.Single(c => c.Key.StartsWith("__Host-chr_", StringComparison.Ordinal)).Value;
        stranger.Browser.Cookies[$"__Host-chr_{Guid.Parse(path.Split('/')[^1]):N}"] = secret;

        Assert.Contains("Enter the code", (await stranger.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.Contains("Delete my data", (await stranger.GetAsync(own)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.PostAsync(path, [("action", "download"), ("lang", "en")])).Status);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task A_form_is_accepted_only_from_this_page(string origin, string header, string value)
    {
        var path = await visit.SendAsync();
        var code = (await mail.NextAsync()).Code;
        (string, string)[] headers = header.Length == 0 ? [] : [(header, value)];

        foreach (var (to, fields) in new (string, (string, string)[])[]
        {
            (RequestVisit.Form, [.. RequestVisit.Filled("erasure", RequestHub.Joe, "")]), (RequestVisit.Form, [("action", "find"), ("number", path.Split('/')[^1])]),
            (path, [("action", "confirm"), ("code", code)]), (path, [("action", "renew")]), (path, [("action", "download")]),
        })
        {
            var answer = await visit.PostAsync(to, fields, origin == "own" ? null : origin, headers);

            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("Nothing was changed.", answer.Text, StringComparison.Ordinal);
            Assert.Empty(answer.SetCookies);
        }

        Assert.Single(mail.All);
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 303)]
    [InlineData("", 303)]
    public async Task A_page_that_is_not_the_websites_brings_no_visitor(string origin, int status)
    {
        var answer = await visit.PostAsync(RequestVisit.Form, [("visitorId", Choice.NewVisitorId()), ("lang", "en")], origin);

        Assert.Equal(status, (int)answer.Status);
        Assert.Empty(answer.SetCookies);
    }

    [Theory]
    [InlineData("visitorId", "short", "visitorId")]
    [InlineData("action", "dance", "action")]
    public async Task A_wrong_hidden_field_is_named(string name, string value, string named)
    {
        var answer = await visit.PostAsync(RequestVisit.Form, [(name, value), ("lang", "en")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"<code>{named}</code>", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("colour", "red")]
    [InlineData("email", "joe@person.example")]
    [InlineData("token", "abc")]
    public async Task An_unknown_or_repeated_field_sends_nothing(string name, string value)
    {
        var answer = await visit.PostAsync(RequestVisit.Form, RequestVisit.Filled("access", RequestHub.Jane, "").Append((name, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"<code>{name}</code>", answer.Html, StringComparison.Ordinal);
        Assert.Empty(mail.All);
    }

    [Fact]
    public async Task A_page_that_explains_a_problem_leads_back_and_has_its_style()
    {
        var answer = await visit.PostAsync(RequestVisit.Form, [("message", new string('a', 40_000))]);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("href=\"../../preferences/preferences.css\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"../../preferences/shop?lang=en\"", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_without_requests_has_no_form_and_no_link()
    {
        var preferences = await new PageVisit(hub, "quiet").OpenAsync();

        Assert.DoesNotContain("quiet/requests", preferences.Html, StringComparison.Ordinal);
        Assert.Null((await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/quiet/notice").JsonAsync())["local"]);
        foreach (var answer in new[]
        {
            await visit.GetAsync("/preferences/quiet/requests"), await visit.GetAsync("/preferences/quiet/requests/none"),
            await visit.PostAsync("/preferences/quiet/requests", RequestVisit.Filled("access", RequestHub.Jane, "")),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Contains("This website takes no privacy requests here.", answer.Text, StringComparison.Ordinal);
        }

        Assert.Empty(mail.All);
    }

    [Fact]
    public async Task A_hub_without_mail_names_the_privacy_contact_instead_of_a_form()
    {
        await using var silent = await Hub.StartAsync([RequestHub.Shop]);
        var alone = new RequestVisit(silent);

        var shown = await alone.OpenAsync();
        var sent = await alone.PostAsync(RequestVisit.Form, RequestVisit.Filled("access", RequestHub.Jane, ""));

        Assert.Contains("Please send your request to:", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", shown.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.Status);
        Assert.Contains("Please send your request to:", sent.Text, StringComparison.Ordinal);
    }
}
