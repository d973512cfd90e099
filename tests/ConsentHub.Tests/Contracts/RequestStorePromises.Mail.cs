using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Contracts;

/// <summary>Messages to requesters, and what is removed with time.</summary>
public abstract partial class RequestStorePromises
{
    [Fact]
    public async Task Each_step_of_a_request_sends_one_message()
    {
        var request = await AddAsync();
        var code = Assert.Single(await SendAsync());
        Assert.Equal(new RequestMail(shop, request, RequestMailKind.Code, 1, 0), code);
        Assert.Empty(await TakeAsync());

        await VerifyAsync(request);
        Assert.Equal(RequestMailKind.Opened, Assert.Single(await SendAsync()).Kind);
        await CloseAsync(request.Id);
        var closed = Assert.Single(await SendAsync());
        Assert.Equal((RequestMailKind.Closed, "Here it is."), (closed.Kind, closed.Request.Answer));
    }

    [Fact]
    public async Task A_later_step_takes_the_place_of_a_message_that_was_not_sent()
    {
        var request = await OpenAsync();
        Assert.Equal(RequestMailKind.Opened, Assert.Single(await TakeAsync()).Kind);

        await CloseAsync(request.Id);
        Assert.Equal(RequestMailKind.Closed, Assert.Single(await TakeAsync()).Kind);
    }

    [Fact]
    public async Task A_message_that_one_process_takes_is_not_taken_by_another_until_its_lease_ends()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e", "f" })
            await AddAsync(Request(email: $"{name}@example.org"));

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TakeAsync(3))));

        Assert.Equal(6, taken.Sum(t => t.Count));
        Assert.Equal(6, taken.SelectMany(t => t).DistinctBy(m => m.Request.Id).Count());
        Clock.Advance(Lease - Instant);
        Assert.Empty(await TakeAsync());
        Clock.Advance(Instant);
        Assert.Equal(6, (await TakeAsync()).Count);
    }

    [Fact]
    public async Task A_failed_message_is_due_again_later_and_counts_its_attempts()
    {
        await AddAsync();
        await Requests.FinishMailAsync(Assert.Single(await TakeAsync()), Now + Day);

        Clock.Advance(Day - Instant);
        Assert.Empty(await TakeAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, Assert.Single(await TakeAsync()).Attempts);
    }

    [Fact]
    public async Task The_result_of_an_earlier_code_does_not_drop_the_message_with_a_newer_one()
    {
        var request = await AddAsync();
        var first = Assert.Single(await TakeAsync());
        await Requests.RenewCodeAsync(shop, request.Id, CodeOf, Now);

        await Requests.FinishMailAsync(first, null);
        await Requests.FinishMailAsync(first, Now + Day);

        Assert.Equal((2, 0), Assert.Single((await TakeAsync()).Select(m => (m.Code, m.Attempts))));
    }

    [Fact]
    public async Task The_fourth_unverified_request_within_an_hour_with_one_address_sends_nothing()
    {
        await AddAsync();
        await AddAsync(Request(email: "ADA@example.org"));
        await AddAsync();
        var fourth = await AddAsync();
        await AddAsync(Request(email: "bob@example.org"));

        Assert.Equal(4, (await SendAsync()).Count);
        await Requests.RenewCodeAsync(shop, fourth.Id, CodeOf, Now);
        Assert.Empty(await TakeAsync());
        Clock.Advance(RequestRules.AddressWindow);
        await AddAsync();
        Assert.Single(await TakeAsync());
    }

    [Fact]
    public async Task Requests_at_the_same_time_with_one_address_send_three_codes()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddAsync())));

        Assert.Equal(RequestRules.UnverifiedAtOnce, (await TakeAsync()).Count);
    }

    [Fact]
    public async Task A_request_that_nobody_verified_is_deleted_after_a_day_with_its_message()
    {
        var (unverified, verified) = (await AddAsync(), await OpenAsync());
        Clock.Set(unverified.ReceivedAt + RequestRules.CodeValid - Instant);
        await Requests.RunAsync(Now);
        Assert.Equal(unverified, await FindAsync(unverified.Id));

        Clock.Advance(Instant);
        await Requests.RunAsync(Now);

        Assert.Null(await Requests.FindAsync(shop, unverified.Id, CancellationToken.None));
        Assert.Equal(verified, await FindAsync(verified.Id));
        Assert.Equal(verified.Id, Assert.Single(await TakeAsync()).Request.Id);
        await Requests.RenewCodeAsync(shop, unverified.Id, CodeOf, Now);
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task Ninety_days_after_the_answer_only_what_names_nobody_is_left()
    {
        var (closed, open) = (await CloseAsync((await OpenAsync()).Id), await OpenAsync());
        Clock.Set(closed.Request.ClosedAt!.Value + RequestRules.AnswerKept - Instant);
        await Requests.RunAsync(Now);
        Assert.Equal(closed.Request, await FindAsync(closed.Request.Id));

        Clock.Advance(Instant);
        await Requests.RunAsync(Now);

        Assert.Equal(closed.Request with { Email = null, Visitor = null, Message = null, Answer = null }, await FindAsync(closed.Request.Id));
        Assert.Equal(open, await FindAsync(open.Id));
        Assert.Equal(open.Id, Assert.Single(await TakeAsync()).Request.Id);
        await Requests.RenewCodeAsync(shop, closed.Request.Id, CodeOf, Now);
        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(closed.Request, 2));
        Assert.Equal(closed.Statement, (await CloseAsync(closed.Request.Id)).Statement);
    }

    [Fact]
    public async Task A_restriction_outlives_the_personal_data_of_its_request()
    {
        var request = await AddProvenAsync(Request(RequestType.Restriction, null), null, "account-7_0123456");
        await CloseAsync(request.Id);
        Clock.Advance(RequestRules.AnswerKept);
        await Requests.RunAsync(Now);

        Assert.Null((await FindAsync(request.Id)).Subject);
        Assert.True(await IsRestrictedAsync("account-7_0123456"));
    }
}
