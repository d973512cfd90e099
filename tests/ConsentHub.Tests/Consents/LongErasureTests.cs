using System.Net;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Consents;

/// <summary>
/// An erasure that takes longer than a client waits for a response. The slices after the first wait until a test lets
/// them continue.
/// </summary>
public sealed class LongErasureTests : IAsyncLifetime
{
    private const int Records = (2 * ErasureSlices.AtOnce) + 1;

    private readonly TaskCompletionSource<bool> letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task holding = null!;
    private Hub hub = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync();
        holding = hub.Services.GetRequiredService<ErasureSlices>().TakeTurnAsync(() => letGo.Task);
    }

    public async Task DisposeAsync()
    {
        LetGo();
        await holding;
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task The_response_says_that_it_continues_and_a_repeated_request_gets_the_whole_statement()
    {
        var visitor = Choice.NewVisitorId();
        await FillAsync(visitor);

        using (var accepted = await AskAsync(visitor))
        {
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            Assert.Equal("2", accepted.Headers.RetryAfter?.ToString());
            Assert.Contains("\"status\":\"erasing\"", await accepted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).RefusedAsync(404, "no_consent");
        await AskAsync(visitor).JsonAsync(202);
        LetGo();

        var erased = await hub.Client.EraseAsync(visitor);
        Assert.Equal(Records, (int)erased["records"]!);
        Assert.Equal(2, erased["earlierStatements"]!.AsArray().Count);
        await OwnReceipt.HoldsAsync(hub.Client, erased["statement"]!.AsObject());
        Assert.Equal(0, (int)(await AskAsync(visitor).JsonAsync())["records"]!);
    }

    [Fact]
    public async Task A_choice_made_after_it_is_erased_by_the_next_request_although_nobody_fetched_the_first_result()
    {
        var visitor = Choice.NewVisitorId();
        await FillAsync(visitor);
        await AskAsync(visitor).JsonAsync(202);
        var choice = Choice.AcceptAll(visitor);
        LetGo();
        // Refused while the erasure continues.
        await Eventually.Async(async () => (await hub.Client.SendAsync(choice).ResponseAsync()).Status, status => status == HttpStatusCode.Created);

        Assert.Equal(1, (int)(await AskAsync(visitor).JsonAsync())["records"]!);
    }

    [Fact]
    public async Task The_page_without_JavaScript_says_that_it_continues_and_shows_the_result_on_a_repeated_request()
    {
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await FillAsync(visit.VisitorId!);
        (string, string)[] confirm = [("action", "erase"), ("confirm", "yes"), ("lang", "de")];

        var going = await visit.PostAsync(confirm);
        Assert.Equal(HttpStatusCode.Accepted, going.Status);
        Assert.Contains("Ihre Aufzeichnungen werden gelöscht. Das kann einige Minuten dauern.", going.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await visit.PostAsync(confirm)).Status);
        LetGo();

        var done = going;
        while (done.Status == HttpStatusCode.Accepted)
            done = await visit.PostAsync(confirm);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Contains("Ihre Aufzeichnungen sind gelöscht.", done.Html, StringComparison.Ordinal);
        Assert.Null(visit.VisitorId);
    }

    private void LetGo() => letGo.TrySetResult(true);

    private Task<HttpResponseMessage> AskAsync(string visitor) => hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor));

    /// <summary>Stores more choices than two slices erase. They are sent with a key, so the daily limit does not apply.</summary>
    private async Task FillAsync(string visitor)
    {
        Assert.True(VisitorId.TryParse(visitor, out var id));
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var drafts = Enumerable.Range(0, Records).Select(i => Draft.Of(hub.Site().Number, id.In("shop")) with { Elapsed = TimeSpan.FromHours(i % 4000), ApiKey = 1 });
        foreach (var some in drafts.Chunk(500))
            Assert.All(await Task.WhenAll(some.Select(store.AppendAsync)), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
    }
}
