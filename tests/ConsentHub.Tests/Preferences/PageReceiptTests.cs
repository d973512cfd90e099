using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>The receipt of each choice, from the page without JavaScript.</summary>
public sealed class PageReceiptTests : IAsyncLifetime
{
    private Hub hub = null!;
    private PageVisit visit = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync();
        visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await visit.OpenAndPressAsync("save", "analytics");
    }

    public async Task DisposeAsync() => await hub.DisposeAsync();

    [Fact]
    public async Task Each_choice_in_the_history_has_one()
    {
        var offered = Records(await visit.OpenAsync());

        Assert.Equal((await visit.StoredAsync()).Select(r => r.Content.Id.ToString()).Reverse(), offered);
    }

    [Fact]
    public async Task It_is_shown_as_a_page_and_downloaded_as_a_file_that_verifies()
    {
        var earliest = Records(await visit.OpenAsync())[^1];

        var page = await PressAsync(("record", earliest));
        Assert.Contains("<h1>Consent receipt</h1>", page.Html, StringComparison.Ordinal);
        Assert.Contains("Accepted all", page.Text, StringComparison.Ordinal);
        Assert.Contains($"<input type=\"hidden\" name=\"record\" value=\"{earliest}\">", page.Html, StringComparison.Ordinal);
        Assert.Contains("<input type=\"hidden\" name=\"format\" value=\"json\">", page.Html, StringComparison.Ordinal);

        var file = await PressAsync(("record", earliest), ("format", "json"));
        Assert.Equal("attachment; filename=\"consent-receipt-shop-0.json\"", file.Response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("no-store", file.Header("Cache-Control"));
        var receipt = JsonNode.Parse(file.Html)!.AsObject();
        await OwnReceipt.HoldsAsync(hub.Client, receipt);
        Assert.Equal(("nojs", earliest), ((string?)receipt["record"]!["source"], (string?)receipt["record"]!["recordId"]));
        Assert.DoesNotContain(visit.VisitorId!, file.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_alone_can_be_downloaded_too()
    {
        var answer = await PressAsync(("record", Records(await visit.OpenAsync())[0]), ("format", "tlog-proof"));

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nindex 1\n", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_record_is_not_shown_to_whoever_names_it()
    {
        var record = Records(await visit.OpenAsync())[0];
        var other = new PageVisit(hub);
        await other.OpenAndPressAsync("reject_all");

        foreach (var (visitor, named) in new[] { (other, record), (new PageVisit(hub), record), (visit, Choice.NewId()), (visit, "something") })
        {
            var answer = await visitor.PostAsync([("action", "receipt"), ("lang", "en"), ("record", named)]);

            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Contains("There is no stored choice of yours here.", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("format", "pdf")]
    [InlineData("id", "0")]
    public async Task A_wrong_field_is_named(string name, string value)
    {
        var answer = await PressAsync(("record", Records(await visit.OpenAsync())[0]), (name, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"<code>{name}</code>", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_id_from_an_unnamed_origin_is_offered_none()
    {
        var answer = await new PageVisit(hub).PostAsync([("visitorId", visit.VisitorId!)], "null");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Accepted all", answer.Text, StringComparison.Ordinal);
        Assert.Empty(Records(answer));
    }

    private Task<PageResponse> PressAsync(params (string, string)[] fields) => visit.PostAsync([("action", "receipt"), ("lang", "en"), .. fields]);

    /// <summary>The records whose receipts a page offers, in the page's order.</summary>
    private static List<string> Records(PageResponse page) =>
        [.. Regex.Matches(page.Html, "name=\"record\" value=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["id"].Value)];
}
