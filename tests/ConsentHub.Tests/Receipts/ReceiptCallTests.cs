using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Ledger;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Receipts;

/// <summary>The call by which a visitor gets the receipt of a choice.</summary>
public sealed class ReceiptCallTests : IAsyncLifetime
{
    private readonly JsonObject choice = Choice.Save(Choice.NewVisitorId(), "analytics");
    private Hub hub = null!;

    private string Visitor => (string)choice["visitorId"]!;

    private string Record => (string)choice["id"]!;

    public async Task InitializeAsync() => hub = await Hub.StartAsync(settings: ("ConsentHub:PublicUrl", "https://consent.shop.example"));

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Fact]
    public async Task It_says_what_was_chosen_and_shown_and_verifies_with_the_published_key()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);

        var receipt = await hub.Client.ReceiptAsync(choice);

        Assert.Equal((string?)stored["visitor"], (string?)receipt["principalId"]);
        Assert.Equal((string?)stored["recordedAt"], (string?)receipt["record"]!["recordedAt"]);
        Assert.Equal("consent.shop.example/ledger/shop/0", (string?)receipt["receiptId"]);
        Assert.Equal("https://consent.shop.example/preferences/shop", (string?)receipt["withdrawal"]);
        Assert.Equal([true, false, true, false], receipt["processing"]!.AsArray().Select(p => (bool)p!["granted"]!));
        var shown = await hub.Client.GetAsync("/v1/sites/shop/notices/1?lang=en&region=ZZ").JsonAsync();
        Assert.Equal(CanonicalJson.Serialize(shown), CanonicalJson.Serialize(receipt["notice"]));
    }

    [Fact]
    public async Task The_response_to_the_choice_names_the_leaf_that_the_receipt_proves()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);
        var ledger = (await hub.Client.ReceiptAsync(choice))["ledger"]!;

        var record = (await hub.Client.ReceiptAsync(choice))["record"]!;
        Assert.Equal((long)stored["leafIndex"]!, (long)ledger["leafIndex"]!);
        Assert.Equal((string?)stored["leafHash"], LedgerEntry.HashOf(Convert.FromBase64String((string)ledger["salt"]!), CanonicalJson.Serialize(record)).ToString());
    }

    [Fact]
    public async Task It_is_a_file_that_no_cache_keeps()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);

        using var answer = await hub.Client.GetReceiptAsync(Visitor, Record);

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment; filename=\"consent-receipt-shop-0.json\"", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Contains("\"Statistics\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_in_the_response_to_the_choice_leads_to_it()
    {
        var stored = await hub.Client.SendAsync(choice).JsonAsync(201);

        var receipt = await hub.Client.SendAsync(HttpMethod.Get, (string)stored["receipt"]!, ("Visitor-Id", Visitor)).JsonAsync();

        Assert.Equal(Record, (string?)receipt["record"]!["recordId"]);
    }

    [Theory]
    [InlineData("", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData("?format=html", "application/json")]
    public async Task As_HTML_it_is_a_page_to_print_without_script_or_form(string query, string accept)
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);

        using var answer = await hub.Client.GetReceiptAsync(Visitor, Record, query, accept);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Contains("<h1>Consent receipt</h1>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", html, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; style-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_links_of_the_page_work_from_its_own_address()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);
        using var answer = await hub.Client.GetReceiptAsync(Visitor, Record, "?format=html");
        var html = await answer.Content.ReadAsStringAsync();

        var links = Regex.Matches(html, "href=\"(?<to>\\.\\./[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(m => new Uri(answer.RequestMessage!.RequestUri!, m.Groups["to"].Value)).ToList();

        Assert.Equal(["/favicon.svg", "/preferences/preferences.css", "/preferences/shop", "/verify/", "/ledger/shop/key"], links.Select(l => l.AbsolutePath));
        foreach (var link in links)
            Assert.Equal(200, (int)(await hub.Client.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task As_a_tlog_proof_it_is_the_proof_alone()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var receipt = await hub.Client.ReceiptAsync(choice);

        using var answer = await hub.Client.GetReceiptAsync(Visitor, Record, "?format=tlog-proof");

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment; filename=\"consent-receipt-shop-0.tlog-proof\"", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal((string?)receipt["ledger"]!["proof"], await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Unknown_erased_and_somebody_elses_records_get_the_same_response()
    {
        var other = Choice.Body();
        var erased = Choice.Body();
        foreach (var body in new[] { choice, other, erased })
            await hub.Client.SendAsync(body).JsonAsync(201);
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", (string)erased["visitorId"]!)).JsonAsync();

        var answers = new List<string>();
        foreach (var (visitor, record) in new[]
                 {
                     (Visitor, Choice.NewId()), (Visitor, "something"), (Visitor, (string)other["id"]!), (Visitor, (string)erased["id"]!),
                     ((string)erased["visitorId"]!, (string)erased["id"]!), (Choice.NewVisitorId(), Record),
                 })
        {
            var problem = await hub.Client.GetReceiptAsync(visitor, record).RefusedAsync(404, "no_consent");
            problem.Remove("traceId");
            answers.Add(problem.ToJsonString());
        }

        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData("?format=pdf", "format")]
    [InlineData("?format=JSON", "format")]
    [InlineData("?format=json&format=html", "format")]
    [InlineData("?lang=de", "lang")]
    public async Task Another_format_or_parameter_is_refused_by_name(string query, string named)
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);

        await hub.Client.GetReceiptAsync(Visitor, Record, query).RefusedAsync(400, "invalid_query", named);
    }

    [Fact]
    public async Task Without_the_visitors_secret_there_is_no_receipt()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);

        await hub.Client.GetAsync($"/v1/sites/shop/consents/{Record}/receipt").RefusedAsync(400, "invalid_header", "Visitor-Id");
    }

    [Fact]
    public async Task A_page_of_the_site_may_read_it_and_a_foreign_page_may_not()
    {
        await hub.Client.SendAsync(choice).JsonAsync(201);
        var origin = TestSite.Minimal("shop").Origins[0];
        async Task<string?> AllowedAsync(string from)
        {
            using var answer = await hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/consents/{Record}/receipt", ("Visitor-Id", Visitor), ("Origin", from));
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }

        Assert.Equal(origin, await AllowedAsync(origin));
        Assert.Null(await AllowedAsync("https://evil.example"));
    }
}
