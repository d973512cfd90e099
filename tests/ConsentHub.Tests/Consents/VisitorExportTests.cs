using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Consents;

/// <summary>A visitor's data in one document, and their history in pages.</summary>
public sealed class VisitorExportTests
{
    /// <summary>More records than fit into a response that is sent in one piece.</summary>
    private const int Many = 400;

    private static readonly Version Http10 = new(1, 0), Http11 = new(1, 1);

    [Fact]
    public async Task An_export_of_many_records_is_streamed_and_complete()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, Many);

        using var answer = await AskAsync(hub, visitor, Http11);

        Assert.True(answer.Headers.TransferEncodingChunked);
        var export = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(["format", "site", "siteName", "visitor", "exportedAt", "controller", "privacyContact", "records", "about"], export.AsObject().Select(m => m.Key));
        var decided = export["records"]!.AsArray().Select(r => (string)r!["decidedAt"]!).ToList();
        Assert.Equal(Many, decided.Distinct().Count());
        Assert.Equal(decided.OrderDescending(StringComparer.Ordinal), decided);
    }

    [Fact]
    public async Task An_export_that_breaks_off_never_looks_complete()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, Many);
        // The earliest choice names a notice that was never published.
        var draft = Draft.Of(hub.Site().Number, Pseudonym(visitor)).With(c => c with { Notice = 99 }) with { Elapsed = TimeSpan.FromDays(1) };
        Assert.IsType<AppendOutcome.Written>(await hub.Services.GetRequiredService<IConsentStore>().AppendAsync(draft));

        using var answer = await AskAsync(hub, visitor, Http11);

        Assert.True(answer.IsSuccessStatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(answer.Content.ReadAsStringAsync);
    }

    [Fact]
    public async Task A_short_export_has_a_content_length()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, 3);

        using var answer = await AskAsync(hub, visitor, Http10);

        Assert.Equal((await answer.Content.ReadAsByteArrayAsync()).Length, answer.Content.Headers.ContentLength);
        Assert.Equal(3, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["records"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("", "access and a copy (GDPR Art. 15, 20): this document", 5)]
    [InlineData("SE", "access and a copy (GDPR Art. 15, 20): this document", 5)]
    [InlineData("US-CA", "by the law in the region of this request, US-CA (California Consumer Privacy Act, Cal. Civ. Code 1798.100 to 1798.125):", 14)]
    [InlineData("US-WY", "No list of the rights by law is held for the region of this request, US-WY. The privacy contact answers every question.", 6)]
    [Promise("4.3")]
    public async Task An_export_lists_the_rights_of_the_region_that_it_was_requested_from(string region, string first, int count)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        var export = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/visitor/export", ("Visitor-Id", visitor), ("X-Region", region)).JsonAsync();

        var rights = export["about"]!["rights"]!.AsArray();
        Assert.Equal((first, count), ((string?)rights[0], rights.Count));
    }

    [Theory]
    [InlineData("DE", "(GDPR Art. 77). In the region of this request, DE: Datenschutzaufsichtsbehörden des Bundes und der Länder (Liste), https://www.bfdi.bund.de/DE/Service/Anschriften/Laender/Laender-node.html.")]
    [InlineData("US", "(GDPR Art. 77).")]
    [InlineData("", "(GDPR Art. 77).")]
    public async Task An_export_names_the_authority_of_the_region_that_it_was_requested_from(string region, string end)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));

        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        var export = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/visitor/export", ("Visitor-Id", visitor), ("X-Region", region)).JsonAsync();

        Assert.EndsWith(end, (string)export["about"]!["complaint"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_export_is_refused_over_a_protocol_that_can_not_show_a_broken_response()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, Many);

        using var refused = await AskAsync(hub, visitor, Http10);

        Assert.Equal((426, "HTTP/1.1"), ((int)refused.StatusCode, refused.Headers.Upgrade.ToString()));
        Assert.Equal("http11_required", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]);
        Assert.Null(refused.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task A_history_continues_where_a_page_ends()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, 5);
        var whole = await HistoryAsync(hub, visitor, "");

        var pages = new List<JsonNode> { await HistoryAsync(hub, visitor, "?limit=2") };
        while (pages[^1]["next"] is { } next)
            pages.Add(await HistoryAsync(hub, visitor, $"?limit=2&cursor={next}"));

        Assert.Equal([2, 2, 1], pages.Select(p => p["records"]!.AsArray().Count));
        Assert.Equal(Ids(whole), pages.SelectMany(Ids));
        Assert.Null(whole["next"]);
    }

    [Fact]
    public async Task A_history_is_a_hundred_records_by_default_and_says_that_more_follow()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        await FillAsync(hub, visitor, 101);

        var page = await HistoryAsync(hub, visitor, "");

        Assert.Equal(100, Ids(page).Distinct().Count());
        Assert.Single(Ids(await HistoryAsync(hub, visitor, $"?cursor={page["next"]}")));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=+5", "limit")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=v1.1.1.0123456789abcdef", "cursor")]
    [InlineData("cursor=v1.9999999999999999.1.{own}", "cursor")]
    [InlineData("cursor=v1.01.1.{own}", "cursor")]
    [InlineData("cursor=v1.1.-1.{own}", "cursor")]
    [InlineData("cursor=v2.1.1.{own}", "cursor")]
    [InlineData("page=2", "page")]
    public async Task A_history_refuses_unknown_parameters(string query, string field)
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        var own = default(HistoryPlace).ToCursor("shop", Pseudonym(visitor)).Split('.')[^1];

        var problem = await hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/consent/history?{query.Replace("{own}", own, StringComparison.Ordinal)}", ("Visitor-Id", visitor)).JsonAsync(400);

        Assert.Equal("invalid_query", (string?)problem["code"]);
        Assert.NotNull(problem["errors"]![field]);
    }

    [Fact]
    public async Task A_cursor_of_another_visitor_is_refused()
    {
        await using var hub = await Hub.StartAsync();
        var (visitor, other) = (Choice.NewVisitorId(), Choice.NewVisitorId());
        await FillAsync(hub, visitor, 2);
        var next = (await HistoryAsync(hub, visitor, "?limit=1"))["next"];

        await hub.Client.SendAsync(HttpMethod.Get, $"/v1/sites/shop/consent/history?cursor={next}", ("Visitor-Id", other)).JsonAsync(400);
    }

    private static Visitor Pseudonym(string visitor) => VisitorId.TryParse(visitor, out var id) ? id.In("shop") : throw new ArgumentException("No visitor id.", nameof(visitor));

    /// <summary>Stores choices of a visitor, a minute apart, none of which repeats another.</summary>
    private static async Task FillAsync(Hub hub, string visitor, int count)
    {
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var drafts = Enumerable.Range(0, count).Select(i => Draft.Of(hub.Site().Number, Pseudonym(visitor), (ulong)(i % 2) * Draft.Analytics) with { Elapsed = TimeSpan.FromMinutes(i) });
        Assert.All(await Task.WhenAll(drafts.Select(store.AppendAsync)), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
    }

    private static Task<HttpResponseMessage> AskAsync(Hub hub, string visitor, Version version)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sites/shop/visitor/export") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Visitor-Id", visitor);
        return hub.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task<JsonNode> HistoryAsync(Hub hub, string visitor, string query) =>
        hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent/history" + query, ("Visitor-Id", visitor)).JsonAsync();

    private static IEnumerable<string> Ids(JsonNode page) => page["records"]!.AsArray().Select(r => (string)r!["id"]!);
}
