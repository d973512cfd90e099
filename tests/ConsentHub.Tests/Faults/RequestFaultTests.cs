using System.Net.Http.Json;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Faults;

/// <summary>The process dies in the middle of each step of a privacy request on SQLite: what it stored, a verified code, an answer.</summary>
public sealed class RequestFaultTests : IAsyncLifetime, IDisposable
{
    private const string Subject = "account-7_0123456";

    private static readonly SiteFile Shop = ConnectedShop.Site with { Requests = new SiteRequests() };

    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();
    private Hub hub = null!;
    private PrivacyRequest request = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync([Shop], folder, clock);
        // From then on the hub writes nothing by itself that the tests compare.
        using var client = hub.KeyedClient();
        await Eventually.Async(() => client.ClassesAsync(), classes => classes.Contains("logs"));
        request = new PrivacyRequest(
            Guid.CreateVersion7(clock.GetUtcNow()), RequestType.Restriction, RequestState.Unverified, "en", "DE", "ada@example.org", Subject, null, "Please.", clock.GetUtcNow(), null, null, null, null, 1);
    }

    public async Task DisposeAsync() => await hub.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task A_request_is_stored_with_its_message_or_not_at_all() => DieAsync(
        AddAsync, "request",
        async (copy, there) =>
        {
            Assert.Equal(!there, await AddAsync(copy));
            Assert.Equal(RequestMailKind.Code, Assert.Single(await MailAsync(copy)).Kind);
        });

    [Fact]
    public async Task A_code_opens_a_request_with_all_that_follows_or_counts_for_nothing()
    {
        Assert.True(await AddAsync(hub));

        await DieAsync(VerifyAsync, "restriction", async (copy, there) =>
        {
            Assert.Equal(!there, await VerifyAsync(copy));
            var found = (await Store(copy).FindAsync(copy.Site("shop").Number, request.Id, CancellationToken.None))!.Request;
            Assert.Equal(RequestState.Open, found.State);
            Assert.True(await Store(copy).IsRestrictedAsync(copy.Site("shop").Number, Subject, CancellationToken.None));
            Assert.Equal(RequestMailKind.Opened, Assert.Single(await MailAsync(copy)).Kind);
            Assert.Equal(request.Id.ToString(), Assert.Single(await DutiesAsync(copy)));
        });
    }

    [Fact]
    public async Task An_answer_closes_a_request_with_its_statement_or_leaves_it_open()
    {
        Assert.True(await AddAsync(hub));
        Assert.True(await VerifyAsync(hub));

        await DieAsync(AnswerAsync, "duty_statement", async (copy, there) =>
        {
            Assert.Equal(there ? [] : [request.Id.ToString()], await DutiesAsync(copy));
            Assert.True(await AnswerAsync(copy));
            Assert.Empty(await DutiesAsync(copy));
            Assert.Equal(RequestMailKind.Closed, Assert.Single(await MailAsync(copy)).Kind);
            using var data = new StoredData(copy.Folder.Database);
            Assert.Equal((1, 1), (data.Count("duty_statement"), data.Ask<long>("SELECT count(*) FROM audit WHERE action = 'request.answer' AND detail LIKE 'leaf %'")));
        });
    }

    /// <summary>Cuts the files at each write of a step, as a killed process leaves them, and starts a hub on each such copy.</summary>
    /// <param name="table">The table that gets a row by the step.</param>
    private async Task DieAsync(Func<Hub, Task<bool>> step, string table, Func<Hub, bool, Task> retry)
    {
        using var writes = new WalWrites(folder);
        Assert.True(await step(hub));
        var (lost, kept) = (0, 0);
        foreach (var copy in writes.Copies())
        {
            using (copy)
            {
                var there = RowsOf(copy, table) == RowsOf(folder, table);
                (lost, kept) = there ? (lost, kept + 1) : (lost + 1, kept);
                await VerifyAsync(copy);
                var next = await Hub.StartAsync([Shop], copy, clock);
                await retry(next, there);
                await next.StopAsync();
                using (var data = new StoredData(copy.Database))
                    data.AssertSound();

                await VerifyAsync(copy);
            }
        }

        Assert.True(lost > 1 && kept > 0, $"{lost} copies without and {kept} with what the step wrote.");
    }

    private Task<bool> AddAsync(Hub of) => Store(of).AddAsync(of.Site("shop").Number, request, new RequestSecrets([1], [2]), null);

    private async Task<bool> VerifyAsync(Hub of) => await Store(of).VerifyAsync(
        of.Site("shop").Number, request.Id, [2], RequestWork.Of(request, of.Site("shop").Latest, of.Site("shop").Latest, clock.GetUtcNow()), clock.GetUtcNow()) == CodeOutcome.Verified;

    private async Task<bool> AnswerAsync(Hub of)
    {
        using var admin = of.KeyedClient();
        var answered = await admin.PostAsJsonAsync($"/v1/admin/sites/shop/requests/{request.Id}/answer", new { outcome = "done", text = "Done." }).JsonAsync();
        return (string?)answered["request"]!["state"] == "answered";
    }

    private async Task<IReadOnlyList<RequestMail>> MailAsync(Hub of) => await Store(of).TakeMailAsync(clock.GetUtcNow(), TimeSpan.FromMinutes(1), 10);

    private static async Task<IEnumerable<string?>> DutiesAsync(Hub of)
    {
        using var admin = of.KeyedClient();
        return [.. (await admin.GetAsync("/v1/sites/shop/duties?system=site&dueBefore=2999-01-01").JsonAsync())["duties"]!.AsArray().Select(d => (string?)d!["subject"])];
    }

    private static IRequestStore Store(Hub of) => of.Services.GetRequiredService<IRequestStore>();

    private static long RowsOf(TestFolder of, string table)
    {
        using var data = new StoredData(of.Database);
        return data.Count(table);
    }

    private static async Task VerifyAsync(TestFolder of) => (await Cli.RunAsync(of, ["verify", "database"])).Ended(0);
}
