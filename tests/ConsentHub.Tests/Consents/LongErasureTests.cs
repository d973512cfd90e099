using System.Net;
using ConsentHub.Consents;
using ConsentHub.Storage;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Preferences;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ConsentHub.Tests.Consents;

/// <summary>An erasure that takes longer than anybody waits for an answer. The database holds its second slice up until a test lets it go.</summary>
public sealed class LongErasureTests : IAsyncLifetime
{
    private const int Records = (2 * ErasureSlices.AtOnce) + 1;

    private PostgresTestDatabase database = null!;
    private NpgsqlConnection holding = null!;
    private Hub hub = null!;

    public async Task InitializeAsync()
    {
        database = await PostgresTestDatabase.CreateEmptyAsync();
        // What is held up must not time out, however slow the rest is.
        hub = await Hub.StartAsync(settings: [("ConnectionStrings:Postgres", database.ConnectionString + ";Command Timeout=600"), database.Settings[1]]);
        holding = await database.OpenAsync();
        await holding.ExecuteAsync(
            """
            CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT 1 FROM removal) THEN PERFORM pg_advisory_xact_lock(4711); END IF;
                RETURN new;
            END $$;
            CREATE TRIGGER hold_up BEFORE INSERT ON removal FOR EACH ROW EXECUTE FUNCTION hold_up();
            SELECT pg_advisory_lock(4711);
            """);
    }

    public async Task DisposeAsync()
    {
        await LetGoAsync();
        await hub.DisposeAsync();
        await holding.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Who_asks_is_told_that_it_goes_on_and_gets_the_whole_statement_by_asking_again()
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
        await LetGoAsync();

        var erased = await EndAsync(visitor);
        Assert.Equal(Records, (int)erased["records"]!);
        Assert.Equal(2, erased["earlierStatements"]!.AsArray().Count);
        await OwnReceipt.HoldsAsync(hub.Client, erased["statement"]!.AsObject());
        Assert.Equal(0, (int)(await AskAsync(visitor).JsonAsync())["records"]!);
    }

    [Fact]
    public async Task A_choice_made_after_it_is_erased_by_the_next_request_although_nobody_fetched_the_end_of_the_first()
    {
        var visitor = Choice.NewVisitorId();
        await FillAsync(visitor);
        await AskAsync(visitor).JsonAsync(202);
        await LetGoAsync();
        await Eventually.Async(() => database.AskAsync<long>("SELECT count(*) FROM erasing"), left => left == 0);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        Assert.Equal(1, (int)(await AskAsync(visitor).JsonAsync())["records"]!);
    }

    [Fact]
    public async Task The_page_without_JavaScript_says_that_it_goes_on_and_shows_the_end_when_it_is_asked_again()
    {
        var visit = new PageVisit(hub);
        await visit.OpenAndPressAsync("accept_all");
        await FillAsync(visit.VisitorId!);
        (string, string)[] confirm = [("action", "erase"), ("confirm", "yes"), ("lang", "de")];

        var going = await visit.PostAsync(confirm);
        Assert.Equal(HttpStatusCode.Accepted, going.Status);
        Assert.Contains("Ihre Aufzeichnungen werden gelöscht. Das kann einige Minuten dauern.", going.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await visit.PostAsync(confirm)).Status);
        await LetGoAsync();

        var done = going;
        while (done.Status == HttpStatusCode.Accepted)
            done = await visit.PostAsync(confirm);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Contains("Ihre Aufzeichnungen sind gelöscht.", done.Html, StringComparison.Ordinal);
        Assert.Null(visit.VisitorId);
    }

    private async Task LetGoAsync() => await holding.ExecuteAsync("SELECT pg_advisory_unlock_all()");

    private Task<HttpResponseMessage> AskAsync(string visitor) => hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor));

    /// <summary>Asks until the erasure is done.</summary>
    private async Task<System.Text.Json.Nodes.JsonNode> EndAsync(string visitor)
    {
        while (true)
        {
            var (status, body) = await AskAsync(visitor).AnswerAsync();
            if (status != HttpStatusCode.Accepted)
            {
                Assert.Equal(HttpStatusCode.OK, status);
                return body;
            }
        }
    }

    /// <summary>Stores more choices than two slices erase, with a key: they are not limited.</summary>
    private async Task FillAsync(string visitor)
    {
        Assert.True(VisitorId.TryParse(visitor, out var id));
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var drafts = Enumerable.Range(0, Records).Select(i => Draft.Of(hub.Site().Number, id.In("shop")) with { Elapsed = TimeSpan.FromHours(i % 4000), ApiKey = 1 });
        foreach (var some in drafts.Chunk(500))
            Assert.All(await Task.WhenAll(some.Select(store.AppendAsync)), outcome => Assert.IsType<AppendOutcome.Written>(outcome));
    }
}
