using System.Net;
using System.Text.RegularExpressions;
using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Preferences;

/// <summary>A history that does not fit on one page.</summary>
public sealed partial class PageHistoryTests
{
    [Fact]
    public async Task A_link_leads_to_earlier_choices_until_there_are_none()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await FillAsync(hub, visit, 44);

        var pages = new List<PageResponse> { await visit.OpenAsync() };
        while (MoreLink().Match(pages[^1].Html) is { Success: true } link)
            pages.Add(await visit.OpenAsync(WebUtility.HtmlDecode(link.Groups["query"].Value)));

        Assert.Equal([20, 20, 5], pages.Select(p => Times(p).Count));
        var all = pages.SelectMany(Times).ToList();
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);
        Assert.Equal(45, all.Distinct().Count());
        // The state above the history is the present one, on every page of the history.
        Assert.All(pages, page => Assert.True(page.IsOn("marketing")));
    }

    [Fact]
    public async Task A_link_to_earlier_choices_that_is_not_the_visitors_own_is_refused()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");

        Assert.Equal(HttpStatusCode.BadRequest, (await visit.OpenAsync("?cursor=v1.1.1.0123456789abcdef")).Status);
    }

    [Fact]
    public async Task A_page_that_knows_the_visitor_by_an_id_alone_shows_that_there_is_more()
    {
        await using var hub = await Hub.StartAsync();
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await FillAsync(hub, visit, 20);

        var page = await new PageVisit(hub).PostAsync([("visitorId", visit.VisitorId!), ("lang", "en")], origin: "");

        Assert.Equal(20, Times(page).Count);
        Assert.Contains("<p>…</p>", page.Html, StringComparison.Ordinal);
    }

    private static async Task FillAsync(Hub hub, PageVisit visit, int count)
    {
        Assert.True(VisitorId.TryParse(visit.VisitorId, out var id));
        var store = hub.Services.GetRequiredService<IConsentStore>();
        for (var i = 1; i <= count; i++)
            Assert.IsType<AppendOutcome.Written>(await store.AppendAsync(Draft.Of(hub.Site().Number, id.In("shop")) with { Elapsed = TimeSpan.FromHours(i) }));
    }

    private static List<string> Times(PageResponse page) => [.. Time().Matches(page.Html).Select(m => m.Groups["time"].Value)];

    [GeneratedRegex("<td[^>]*><time datetime=\"(?<time>[^\"]+)\">", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex("<a href=\"(?<query>[^\"#]+)#history\" rel=\"next\">", RegexOptions.None, 1000)]
    private static partial Regex MoreLink();
}
