using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Contracts;

/// <summary>Lists, answers and restrictions.</summary>
public abstract partial class RequestStorePromises
{
    [Fact]
    public async Task Requests_are_listed_by_due_time_in_pages_and_by_state()
    {
        var all = new List<PrivacyRequest>();
        for (var i = 0; i < 5; i++)
        {
            all.Add(await OpenAsync());
            Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(all.Take(3), await ListAsync(limit: 3));
        Assert.Equal(all.Skip(3), await ListAsync(after: (all[2].Due!.Value, all[2].Id)));
        var closed = (await CloseAsync(all[1].Id)).Request;
        Assert.Equal([closed], await ListAsync(RequestState.Answered));
        Assert.Equal([all[0], .. all.Skip(2)], await ListAsync(RequestState.Open));
        Assert.Empty(await ListAsync(RequestState.Refused));
    }

    [Fact]
    public async Task An_answer_closes_the_request_and_seals_a_statement_in_place_of_the_duty()
    {
        var request = await OpenAsync();
        Clock.Advance(Day);

        var (closed, statement, _) = await CloseAsync(request.Id);

        Assert.Equal(request with { State = RequestState.Answered, ClosedAt = Now, Answer = "Here it is." }, closed);
        Assert.Equal(closed, await FindAsync(request.Id));
        Assert.Empty(await DutiesAsync());
        Assert.Equal(DutyStatement.BodyOf("shop", Work(request).Duty, new Acknowledgement(true, null, null, null), Now), statement.Body);
        Assert.Equal("kept", (string?)statement.Record()["outcome"]);
        Assert.Equal(statement, await store.Duties.FindStatementAsync(shop, request.Id, heldBy: null, CancellationToken.None));
        await StoredTree.AssertAsync(store, shop, [statement.Hash()]);
        Assert.Equal(["leaf 0: request_access by site, kept"], await AuditedAsync(AuditActions.RequestClose));
    }

    [Fact]
    public async Task An_answer_after_the_due_time_is_late_and_a_refusal_keeps_its_text_out_of_the_log()
    {
        var (late, refused) = (await OpenAsync(), await OpenAsync());
        Clock.Set(late.Due!.Value + Instant);

        Assert.Equal("late", (string?)(await CloseAsync(late.Id)).Statement.Record()["outcome"]);
        var statement = (await CloseAsync(refused.Id, isDone: false, "Ada, we keep invoices.")).Statement;

        Assert.Equal(("refused", RequestRules.RefusalReason), ((string?)statement.Record()["outcome"], (string?)statement.Record()["reason"]));
        Assert.Equal((RequestState.Refused, "Ada, we keep invoices."), ((await FindAsync(refused.Id)).State, (await FindAsync(refused.Id)).Answer));
        Assert.DoesNotContain("invoices", string.Concat(await AuditedAsync(AuditActions.RequestClose)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_answer_returns_the_first_and_writes_nothing()
    {
        var request = await OpenAsync();
        var first = await CloseAsync(request.Id);
        await SendAsync();
        Clock.Advance(Day);

        Assert.Equal(first with { IsRepeat = true }, await AnswerAsync(request.Id, isDone: false, "another"));
        Assert.Single(await AuditedAsync(AuditActions.RequestClose));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task Answers_at_the_same_time_seal_one_statement()
    {
        var request = await OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => CloseAsync(request.Id, i % 2 == 0, $"answer {i}"))));

        var one = Assert.Single(outcomes, o => !o.IsRepeat);
        Assert.All(outcomes, o => Assert.Equal(one, o with { IsRepeat = false }));
        await StoredTree.AssertAsync(store, shop, [one.Statement.Hash()]);
        Assert.Equal(one.Request, await FindAsync(request.Id));
        Assert.Single(await AuditedAsync(AuditActions.RequestClose));
    }

    [Fact]
    public async Task An_acknowledgement_does_not_close_a_request()
    {
        var request = await OpenAsync();

        foreach (var heldBy in new[] { null, "site" })
            Assert.Equal(new AcknowledgeOutcome.NeedsReply(request.Id), await AcknowledgeAsync(request.Id, heldBy));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(request.Id, "crm"));

        Assert.Equal(request, await FindAsync(request.Id));
        Assert.Single(await DutiesAsync());
        var closed = await CloseAsync(request.Id);
        Assert.Equal(new AcknowledgeOutcome.Sealed(closed.Statement, IsRepeat: true), await AcknowledgeAsync(request.Id, "site"));
    }

    [Fact]
    public async Task A_restriction_holds_from_the_proven_identity_until_it_is_lifted()
    {
        var request = await AddAsync(Request(RequestType.Restriction));
        Assert.False(await IsRestrictedAsync("visitor-0123456789"));

        await Requests.VerifyAsync(shop, request.Id, CodeOf(1), Work(request, null, "visitor-0123456789", "account-7_0123456"), Now);
        await CloseAsync(request.Id);

        Assert.True(await IsRestrictedAsync("visitor-0123456789"));
        Assert.True(await IsRestrictedAsync("account-7_0123456"));
        Assert.False(await IsRestrictedAsync("visitor"));
        Assert.False(await Requests.IsRestrictedAsync(shop + 1, "visitor-0123456789", CancellationToken.None));
        Assert.True(await LiftAsync(request.Id));
        Assert.False(await IsRestrictedAsync("visitor-0123456789"));
        Assert.False(await LiftAsync(request.Id));
        Assert.Equal([request.Id.ToString()], await AuditedAsync(AuditActions.RestrictionLift));
    }

    [Fact]
    public async Task Of_two_restrictions_of_one_subject_each_is_lifted_by_itself_and_a_refusal_lifts_its_own()
    {
        var first = await AddProvenAsync(Request(RequestType.Restriction, null), null, "account-7_0123456");
        var second = await AddProvenAsync(Request(RequestType.Restriction, null), null, "account-7_0123456");

        await CloseAsync(first.Id, isDone: false, "We checked the data, and it is right.");
        Assert.True(await IsRestrictedAsync("account-7_0123456"));
        Assert.True(await LiftAsync(second.Id));
        Assert.False(await IsRestrictedAsync("account-7_0123456"));
    }

    private Task<IReadOnlyList<PrivacyRequest>> ListAsync(RequestState? state = null, (DateTimeOffset, Guid)? after = null, int limit = 100) =>
        Requests.ListAsync(new RequestQuery(shop, state, after, limit), CancellationToken.None);

    private Task<bool> IsRestrictedAsync(string subject) => Requests.IsRestrictedAsync(shop, subject, CancellationToken.None);

    private async Task<bool> LiftAsync(Guid request) => await Requests.LiftAsync(shop, "shop", request, Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private async Task<AcknowledgeOutcome> AcknowledgeAsync(Guid duty, string? heldBy) => await store.Duties.AcknowledgeAsync(
        shop, "shop", duty, heldBy, new Acknowledgement(true, null, null, null), Actor.CommandLine, await store.Trail.SealerAsync(), Now);
}
