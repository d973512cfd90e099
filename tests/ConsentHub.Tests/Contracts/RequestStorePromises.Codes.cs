using ConsentHub.Duties;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

/// <summary>How a request is stored, and what a code does.</summary>
public abstract partial class RequestStorePromises
{
    [Fact]
    public async Task A_request_is_stored_as_it_was_sent_and_gives_no_duty_before_its_code()
    {
        var request = await AddAsync();

        var stored = (await Requests.FindAsync(shop, request.Id, CancellationToken.None))!;
        Assert.Equal(request, stored.Request);
        Assert.Equal(Hash("secret"), stored.SecretHash);
        Assert.Empty(await DutiesAsync());
        Assert.Empty(await ListAsync());
        Assert.IsType<AnswerOutcome.Unknown>(await AnswerAsync(request.Id));
    }

    [Fact]
    public async Task A_request_of_one_site_is_unknown_to_another()
    {
        var request = await AddAsync();
        var blog = await store.PublishAsync(TestSite.Minimal("blog"));

        Assert.Null(await Requests.FindAsync(blog, request.Id, CancellationToken.None));
        Assert.Equal(CodeOutcome.Wrong, await Requests.VerifyAsync(blog, request.Id, CodeOf(1), Work(request), Now));
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request));
    }

    [Fact]
    public async Task A_taken_id_stores_nothing()
    {
        var request = await AddAsync();

        Assert.False(await Requests.AddAsync(shop, request with { Email = "eve@example.org" }, new RequestSecrets(Hash("other"), CodeOf(9)), Work(request)));
        Assert.Equal(request, await FindAsync(request.Id));
        Assert.Empty(await DutiesAsync());
        Assert.Equal(Email, Assert.Single(await TakeAsync()).Request.Email);
    }

    [Fact]
    public async Task The_right_code_opens_a_request_with_the_duty_to_answer_it()
    {
        var request = await AddAsync();
        Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request));

        Assert.Equal(request with { State = RequestState.Open, VerifiedAt = Now, Due = request.ReceivedAt + Month }, await FindAsync(request.Id));
        Assert.Equal(Work(request).Duty, Assert.Single(await DutiesAsync()));
        Assert.Equal([("request_access", 1L)], (await store.Duties.CountAsync(request.ReceivedAt + Month + Instant, CancellationToken.None)).Select(c => (c.Class, c.Overdue)));
    }

    [Fact]
    public async Task A_proven_identity_opens_a_request_at_once_with_the_duties_of_other_systems_and_without_a_code()
    {
        var request = Request(RequestType.Erasure, email: null);
        var crm = new Duty(Guid.CreateVersion7(Now), "profile", "crm", RetentionEvent.DeletionRequest, "account-7_0123456", Now, Now + Day, 1, $"request:{request.Id}");
        var happened = new EventWithDuties(new SubjectEvent($"request:{request.Id}", RetentionEvent.DeletionRequest, null, "account-7_0123456", Now), [crm]);

        Assert.Equal(request with { State = RequestState.Open, VerifiedAt = Now, Due = Now + Month }, await AddProvenAsync(request, happened));

        Assert.Equal([crm, Work(request).Duty], await DutiesAsync());
        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task A_code_counts_once_and_opens_the_request_again_only_after_another_was_sent()
    {
        var request = await OpenAsync();
        var duty = Assert.Single(await DutiesAsync());

        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request));
        Clock.Advance(Day);
        await Requests.RenewCodeAsync(shop, request.Id, CodeOf, Now);
        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request));
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request, 2));

        Assert.Equal(request, await FindAsync(request.Id));
        Assert.Equal([duty], await DutiesAsync());
    }

    [Fact]
    public async Task After_five_wrong_codes_only_a_new_code_opens_the_request()
    {
        var request = await AddAsync();
        for (var i = 1; i < RequestRules.WrongCodes; i++)
            Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request, 100 + i));

        Assert.Equal(CodeOutcome.Exhausted, await VerifyAsync(request, 100));
        Assert.Equal(CodeOutcome.Exhausted, await VerifyAsync(request));
        Assert.Empty(await DutiesAsync());

        await Requests.RenewCodeAsync(shop, request.Id, CodeOf, Now);
        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request));
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request, 2));
    }

    [Fact]
    public async Task A_code_ends_after_a_day_to_the_instant()
    {
        var (early, late) = (await AddAsync(), await AddAsync());
        Clock.Set(early.ReceivedAt + RequestRules.CodeValid - Instant);
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(early));
        Clock.Advance(Instant);
        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(late));
    }

    [Fact]
    public async Task At_most_five_codes_are_sent_for_a_request()
    {
        var request = await AddAsync();
        var numbers = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            numbers.AddRange((await SendAsync()).Select(m => m.Code));
            await Requests.RenewCodeAsync(shop, request.Id, CodeOf, Now);
        }

        Assert.Equal(Enumerable.Range(1, RequestRules.Codes), numbers);
        Assert.Equal(CodeOutcome.Verified, await VerifyAsync(request, RequestRules.Codes));
    }

    [Fact]
    public async Task A_code_of_an_unknown_request_is_wrong_and_none_is_sent()
    {
        var request = Request();

        Assert.Equal(CodeOutcome.Wrong, await VerifyAsync(request));
        await Requests.RenewCodeAsync(shop, request.Id, CodeOf, Now);
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task Right_codes_at_the_same_time_open_a_request_once()
    {
        var request = await AddAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => VerifyAsync(request))));

        Assert.Single(outcomes, CodeOutcome.Verified);
        Assert.Equal(7, outcomes.Count(o => o == CodeOutcome.Wrong));
        Assert.Single(await DutiesAsync());
        Assert.Single(await TakeAsync());
    }

    [Fact]
    public async Task Wrong_codes_at_the_same_time_are_each_counted()
    {
        var request = await AddAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => VerifyAsync(request, 100 + i))));

        Assert.Equal(RequestRules.WrongCodes - 1, outcomes.Count(o => o == CodeOutcome.Wrong));
        Assert.Equal(CodeOutcome.Exhausted, await VerifyAsync(request));
    }

    [Fact]
    public async Task The_same_id_at_the_same_time_is_taken_once()
    {
        var request = Request(email: null);

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Requests.AddAsync(shop, request, new RequestSecrets(Hash("secret"), null), Work(request)))));

        Assert.Single(added, true);
        Assert.Single(await DutiesAsync());
    }
}
