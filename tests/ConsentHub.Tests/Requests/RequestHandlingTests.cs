using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Decisions;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Requests;

/// <summary>Privacy requests for the people who answer them: over HTTP, at the command line, and what they change elsewhere.</summary>
public sealed class RequestHandlingTests : IAsyncLifetime
{
    private const string Requests = "/v1/admin/sites/shop/requests";

    private readonly TestClock clock = new();
    private Hub hub = null!;
    private HttpClient admin = null!;

    public async Task InitializeAsync()
    {
        hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Requests = new SiteRequests() }], clock: clock);
        admin = hub.KeyedClient();
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_listed_read_and_answered_once()
    {
        var request = await hub.RestrictAsync();

        var listed = Assert.Single((await admin.GetAsync(Requests).JsonAsync())["requests"]!.AsArray())!;
        Assert.Equal(
            (request.Id.ToString(), "restriction", "open", "account-7_0123456", "Please."),
            ((string?)listed["id"], (string?)listed["type"], (string?)listed["state"], (string?)listed["subject"], (string?)listed["message"]));
        Assert.Equal(listed.ToJsonString(), (await admin.GetAsync($"{Requests}/{request.Id}").JsonAsync()).ToJsonString());

        var answered = await AnswerAsync(request, "done", "We checked.\nIt is right.").JsonAsync();
        Assert.Equal(("answered", "We checked.\nIt is right."), ((string?)answered["request"]!["state"], (string?)answered["request"]!["answer"]));
        Assert.Equal(("duty", "kept", "request_restriction"), ((string?)answered["statement"]!["type"], (string?)answered["statement"]!["outcome"], (string?)answered["statement"]!["class"]));
        Assert.Equal(answered.ToJsonString(), (await AnswerAsync(request, "refused", "no").JsonAsync()).ToJsonString());
        Assert.Empty((await admin.GetAsync($"{Requests}?state=open").JsonAsync())["requests"]!.AsArray());
        Assert.Equal((string?)answered["statement"]!["due"], (string?)(await admin.GetAsync($"/v1/sites/shop/duties/{request.Id}/statement").JsonAsync())["duty"]!["due"]);
    }

    [Fact]
    public async Task Pages_of_requests_continue_where_the_last_one_ended()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await hub.RestrictAsync($"account-{i}_0123456")).Id.ToString());
            clock.Advance(TimeSpan.FromHours(1));
        }

        var first = await admin.GetAsync($"{Requests}?limit=2").JsonAsync();
        var second = await admin.GetAsync($"{Requests}?limit=2&after={first["next"]}").JsonAsync();

        Assert.Equal(ids, first["requests"]!.AsArray().Concat(second["requests"]!.AsArray()).Select(r => (string?)r!["id"]));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task The_duty_to_answer_is_due_overdue_and_public_and_only_the_answer_discharges_it()
    {
        var request = await hub.RestrictAsync();
        var duty = Assert.Single((await admin.GetAsync("/v1/sites/shop/duties?dueBefore=2999-01-01").JsonAsync())["duties"]!.AsArray())!;
        Assert.Equal((request.Id.ToString(), "site", "request_received"), ((string?)duty["id"], (string?)duty["system"], (string?)duty["after"]));

        var refused = await admin.PostAsJsonAsync($"/v1/sites/shop/duties/{request.Id}/ack", new { outcome = "done" }).RefusedAsync(409, "needs_answer");
        Assert.Contains($"POST {Requests}/{request.Id}/answer", (string?)refused["detail"], StringComparison.Ordinal);

        clock.Set(request.Due!.Value + TimeSpan.FromMilliseconds(1));
        await Eventually.Async(PromiseAsync, promise => (long?)promise["overdue"] == 1);
        await AnswerAsync(request, "done", "Done.").JsonAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.Async(PromiseAsync, promise => (long?)promise["open"] == 0);
    }

    [Fact]
    public async Task A_restriction_makes_every_decision_a_no_until_it_is_lifted()
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);
        Assert.Equal((true, "granted"), await admin.ReasonAsync(visitor, "category=marketing"));

        var request = await hub.RestrictAsync(Asking.Pseudonym(visitor));

        foreach (var about in new[] { "category=marketing", "category=auth", "service=shop_session" })
            Assert.Equal((false, "restricted"), await admin.ReasonAsync(visitor, about));
        Assert.Equal((false, "no_choice"), await admin.ReasonAsync(Choice.NewVisitorId(), "category=marketing"));
        using (var lifted = await admin.DeleteAsync($"{Requests}/{request.Id}/restriction"))
            Assert.Equal(204, (int)lifted.StatusCode);
        Assert.Equal((true, "granted"), await admin.ReasonAsync(visitor, "category=marketing"));
        await admin.DeleteAsync($"{Requests}/{request.Id}/restriction").RefusedAsync(404, "unknown_restriction");
    }

    [Theory]
    [InlineData("""{"outcome":"perhaps","text":"x"}""", "outcome")]
    [InlineData("""{"outcome":"done"}""", "text")]
    [InlineData("""{"outcome":"done","text":" "}""", "text")]
    [InlineData("""{"outcome":"done","text":"a\u0000"}""", "text")]
    public async Task A_wrong_answer_is_refused_with_its_field(string body, string field)
    {
        var request = await hub.RestrictAsync();
        using var content = new StringContent(body, null, "application/json");

        var problem = await admin.PostAsync($"{Requests}/{request.Id}/answer", content).RefusedAsync(422, "invalid_fields");

        Assert.NotNull(problem["errors"]![field]);
        Assert.Equal("open", (string?)(await admin.GetAsync($"{Requests}/{request.Id}").JsonAsync())["state"]);
    }

    [Fact]
    public async Task An_unverified_request_does_not_exist_for_anybody()
    {
        await hub.RestrictAsync();
        var store = hub.Services.GetRequiredService<IRequestStore>();
        var mail = Assert.Single(await store.TakeMailAsync(clock.GetUtcNow(), TimeSpan.FromMinutes(1), 10));

        await admin.GetAsync($"{Requests}/{mail.Request.Id}").RefusedAsync(404, "unknown_request");
        await AnswerAsync(mail.Request, "done", "Done.").RefusedAsync(404, "unknown_request");
        await admin.GetAsync($"{Requests}?state=unverified").RefusedAsync(400, "invalid_query");
    }

    [Fact]
    public async Task Old_requests_are_removed_by_the_hub_itself()
    {
        await hub.RestrictAsync();
        var store = hub.Services.GetRequiredService<IRequestStore>();
        var mail = Assert.Single(await store.TakeMailAsync(clock.GetUtcNow(), TimeSpan.FromMinutes(1), 10));

        clock.Advance(RequestRules.CodeValid);

        await Eventually.Async(() => store.FindAsync(mail.Site, mail.Request.Id, CancellationToken.None), found => found is null);
    }

    [Fact]
    public async Task Somebody_at_the_command_line_lists_and_answers_requests()
    {
        var request = await hub.RestrictAsync();

        var list = (await Cli.RunAsync(hub.Folder, ["request", "list", "shop"])).Ended(ExitCodes.Done);
        Assert.Matches($"{request.Id} +restriction .* DE +account-7_0123456", list.Output);
        var answer = (await Cli.RunAsync(hub.Folder, ["request", "answer", "shop", request.Id.ToString(), "--outcome", "refused", "--text", "We need it for a claim."])).Ended(ExitCodes.Done);
        Assert.Equal("Closed: refused, leaf 0 of shop.", answer.Output.Trim());
        Assert.Equal("refused", (string?)(await admin.GetAsync($"{Requests}/{request.Id}").JsonAsync())["state"]);
        (await Cli.RunAsync(hub.Folder, ["request", "answer", "shop", Guid.CreateVersion7(clock.GetUtcNow()).ToString(), "--outcome", "done", "--text", "x"])).Ended(ExitCodes.Usage);
        (await Cli.RunAsync(hub.Folder, ["request", "list", "nowhere"])).Ended(ExitCodes.Usage);
        (await Cli.RunAsync(hub.Folder, ["verify", "database"])).Ended(ExitCodes.Done);
    }

    private Task<HttpResponseMessage> AnswerAsync(PrivacyRequest request, string outcome, string text) =>
        admin.PostAsJsonAsync($"{Requests}/{request.Id}/answer", new { outcome, text });

    private async Task<JsonNode> PromiseAsync() =>
        (await hub.Client.GetAsync("/v1/sites/shop/promises").JsonAsync())["promises"]!.AsArray().Single(p => (string?)p!["class"] == "request_restriction")!;
}
