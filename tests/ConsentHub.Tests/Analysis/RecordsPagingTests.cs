using ConsentHub.ApiKeys;
using ConsentHub.Consents;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Analysis;

public sealed class RecordsPagingTests
{
    [Fact]
    public async Task Paging_neither_loses_nor_repeats_a_record_while_new_ones_are_stored()
    {
        await using var hub = await Hub.StartAsync();
        using var analyst = hub.KeyedClient(await hub.CreateKeyAsync(Role.Analyst));
        for (var i = 0; i < 7; i++)
            await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        var found = new List<LoggedRecord>();
        for (string? next = ""; next is not null;)
        {
            var page = await analyst.PageAsync($"?limit=3{(next.Length > 0 ? $"&cursor={next}" : "")}");
            found.AddRange(page.Records);
            Assert.True(page.Records.Count <= 3);
            next = page.Next;
            await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        }

        Assert.Equal(Enumerable.Range(0, found.Count), found.Select(r => (int)r.LeafIndex));
        // Seven records at first, and one more after each page; the one added after the last page is not on any.
        Assert.Equal(9, found.Count);
    }

    [Fact]
    public async Task Paging_continues_past_records_that_are_erased_in_between()
    {
        await using var hub = await Hub.StartAsync();
        using var analyst = hub.KeyedClient();
        var visitor = Choice.NewVisitorId();
        for (var i = 0; i < 6; i++)
            await hub.Client.SendAsync(i == 2 ? Choice.Body(visitor) : Choice.Body()).JsonAsync(201);

        var first = await analyst.PageAsync("?limit=3");
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/sites/shop/visitor") { Headers = { { "Visitor-Id", visitor } } };
        await hub.Client.SendAsync(request).JsonAsync();

        // The cursor names the erased record, but its position remains valid.
        var second = await analyst.PageAsync($"?limit=3&cursor={first.Next}");
        Assert.Equal([3, 4, 5], second.Records.Select(r => r.LeafIndex));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_cursor_with_other_filters_or_of_another_site_is_refused()
    {
        await using var hub = await Hub.StartAsync([Sites.TestSite.Minimal("shop"), Sites.TestSite.Minimal("blog")]);
        using var analyst = hub.KeyedClient();
        for (var i = 0; i < 2; i++)
            await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        var next = (await analyst.PageAsync("?limit=1&action=reject_all")).Next;
        Assert.Single((await analyst.PageAsync($"?limit=5&action=reject_all&cursor={next}")).Records);
        foreach (var address in new[] { $"shop/records?cursor={next}", $"shop/records?action=save&cursor={next}", $"blog/records?action=reject_all&cursor={next}" })
        {
            var problem = await analyst.GetAsync($"/v1/sites/{address}").JsonAsync(400);
            Assert.Contains("other filters", (string?)problem["errors"]!["cursor"]![0], StringComparison.Ordinal);
        }
    }
}
