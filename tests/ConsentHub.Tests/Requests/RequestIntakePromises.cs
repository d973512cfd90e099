using System.Text.Json.Nodes;
using ConsentHub.Intake;
using ConsentHub.Requests;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Requests;

/// <summary>Privacy requests over HTTP with a real mail server, on each store: who proves an identity, and what follows.</summary>
public abstract class RequestIntakePromises : IAsyncLifetime
{
    private readonly MailServer mail = MailServer.Start();
    private Hub hub = null!;

    internal TestClock Clock { get; } = new();

    public virtual async Task InitializeAsync() => hub = await StartAsync(mail.Settings);

    public virtual async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task A_request_opens_with_the_code_of_its_mail_and_not_before()
    {
        var sent = await hub.RequestAsync(RequestHub.ByMail()).JsonAsync(202);
        var id = (string)sent["id"]!;
        var message = await mail.NextAsync();
        await hub.ReadAsync(id, "guessed").RefusedAsync(404, "unknown_request");

        var verified = await hub.EnterAsync(id, $" {message.Code[..4]} {message.Code[4..]}").JsonAsync();
        var opened = await mail.NextAsync();
        var shown = await hub.ReadAsync(id, (string)verified["secret"]!).JsonAsync();

        Assert.Equal(["id", "state"], sent.AsObject().Select(m => m.Key));
        Assert.Equal(("unverified", "open", "open"), ((string?)sent["state"], (string?)verified["state"], (string?)shown["state"]));
        Assert.Equal([RequestHub.Jane, RequestHub.Jane], [.. message.To, .. opened.To]);
        Assert.Equal((string?)verified["due"], (string?)shown["due"]);
        Assert.Contains(id, opened.Text, StringComparison.Ordinal);
        await hub.ReadAsync(id, "guessed").RefusedAsync(404, "unknown_request");
        await hub.ReadAsync(id, null).RefusedAsync(404, "unknown_request");
    }

    [Fact]
    public async Task After_five_wrong_codes_only_another_code_opens_the_request()
    {
        var id = await hub.AskAsync();
        var code = (await mail.NextAsync()).Code;
        for (var i = 1; i < RequestRules.WrongCodes; i++)
            await hub.EnterAsync(id, RequestHub.WrongCode(code)).RefusedAsync(422, "invalid_fields", "code");

        await hub.EnterAsync(id, RequestHub.WrongCode(code)).RefusedAsync(429, "code_exhausted");
        await hub.EnterAsync(id, code).RefusedAsync(429, "code_exhausted");
        using (var renewed = await hub.RenewAsync(id))
            Assert.Equal(202, (int)renewed.StatusCode);

        var another = (await mail.NextAsync()).Code;
        Assert.NotEqual(code, another);
        await hub.EnterAsync(id, code).RefusedAsync(422, "invalid_fields", "code");
        await hub.EnterAsync(id, another).JsonAsync();
    }

    [Fact]
    public async Task Text_that_is_no_code_counts_as_no_attempt()
    {
        var id = await hub.AskAsync();
        var code = (await mail.NextAsync()).Code;

        foreach (var text in (string[])["", "1234567", "123456789", "12345abc", new string('1', 1000), "١٢٣٤٥٦٧٨"])
            await hub.EnterAsync(id, text).RefusedAsync(422, "invalid_fields", "code");

        await hub.EnterAsync(id, code).JsonAsync();
    }

    [Fact]
    public async Task A_code_is_void_after_a_day()
    {
        var id = await hub.AskAsync();
        var code = (await mail.NextAsync()).Code;

        Clock.Advance(RequestRules.CodeValid);

        await hub.EnterAsync(id, code).RefusedAsync(422, "invalid_fields", "code");
    }

    [Fact]
    public async Task A_duplicate_of_a_request_is_verified_on_its_own()
    {
        var first = await hub.AskAsync();
        var code = (await mail.NextAsync()).Code;
        await hub.EnterAsync(first, code).JsonAsync();
        await mail.NextAsync();

        var second = await hub.AskAsync();
        var another = (await mail.NextAsync()).Code;

        Assert.NotEqual((first, code), (second, another));
        await hub.EnterAsync(second, code).RefusedAsync(422, "invalid_fields", "code");
        await hub.EnterAsync(second, another).JsonAsync();
    }

    [Fact]
    public async Task Known_and_unknown_people_get_the_same_response()
    {
        await hub.OpenAsync(mail);

        var known = await ResponseAsync(RequestHub.Jane);
        var unknown = await ResponseAsync(RequestHub.Joe);
        await ResponseAsync(RequestHub.Jane);
        var tooMany = await ResponseAsync(RequestHub.Jane);
        tooMany = await ResponseAsync(RequestHub.Jane);

        Assert.Equal(known, unknown);
        Assert.Equal(known, tooMany);
    }

    [Fact]
    public async Task An_address_gets_three_codes_an_hour_for_unverified_requests()
    {
        for (var i = 0; i < RequestRules.UnverifiedAtOnce; i++)
            await hub.AskAsync(email: i == 0 ? RequestHub.Jane.ToUpperInvariant() : RequestHub.Jane);
        var fourth = await hub.AskAsync();
        await hub.RenewAsync(fourth);
        // Messages that are due earlier are sent first.
        Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.AskAsync(email: RequestHub.Joe);
        for (var i = 0; i < RequestRules.UnverifiedAtOnce; i++)
            await mail.NextAsync();
        Assert.Equal([RequestHub.Joe], (await mail.NextAsync()).To);

        Clock.Advance(RequestRules.AddressWindow + TimeSpan.FromSeconds(1));
        await hub.AskAsync();

        Assert.Equal([RequestHub.Jane], (await mail.NextAsync()).To);
        Assert.Equal(RequestRules.UnverifiedAtOnce + 2, mail.All.Count);
    }

    [Fact]
    public async Task At_most_five_codes_are_sent_for_a_request_and_an_unknown_one_is_told_apart_by_nobody()
    {
        var id = await hub.AskAsync();
        await mail.NextAsync();
        for (var i = 1; i <= RequestRules.Codes; i++)
        {
            using var renewed = await hub.RenewAsync(id);
            Assert.Equal((202, ""), ((int)renewed.StatusCode, await renewed.Content.ReadAsStringAsync()));
            if (i < RequestRules.Codes)
                await mail.NextAsync();
        }

        using var unknown = await hub.RenewAsync(Choice.NewId());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.AskAsync(email: RequestHub.Joe);

        Assert.Equal((202, ""), ((int)unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        Assert.Equal([RequestHub.Joe], (await mail.NextAsync()).To);
        Assert.Equal(RequestRules.Codes + 1, mail.All.Count);
    }

    [Fact]
    public async Task Somebody_who_lost_the_secret_gets_it_with_another_code()
    {
        var (id, secret) = await hub.OpenAsync(mail);

        await hub.RenewAsync(id);
        var verified = await hub.EnterAsync(id, (await mail.NextAsync()).Code).JsonAsync();

        Assert.Equal(secret, (string?)verified["secret"]);
    }

    [Fact]
    public async Task A_token_opens_a_request_at_once_and_gives_the_site_and_its_systems_their_duties()
    {
        var body = new JsonObject { ["type"] = "erasure", ["token"] = hub.TokenOf("4711") };
        var sent = await hub.RequestAsync(body).JsonAsync(202);
        var replayed = await hub.RequestAsync(body).RefusedAsync(409, "token_used", "token");
        var shown = await hub.ReadAsync((string)sent["id"]!, (string)sent["secret"]!).JsonAsync();

        using var admin = hub.KeyedClient();
        var duties = (await admin.GetAsync("/v1/sites/shop/duties?dueBefore=2027-01-01T00:00:00Z").JsonAsync())["duties"]!.AsArray();
        Assert.Equal(("open", "open"), ((string?)sent["state"], (string?)shown["state"]));
        Assert.Equal(["profile crm", "request_erasure site"], duties.Select(d => $"{d!["class"]} {d["system"]}").Order(StringComparer.Ordinal));
        Assert.Equal((string?)sent["due"], (string?)duties.Single(d => (string?)d!["system"] == "site")!["due"]);
        Assert.DoesNotContain((string)sent["id"]!, replayed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_site_an_expired_one_and_a_changed_one_are_refused()
    {
        var good = hub.TokenOf("4711");
        foreach (var token in (string[])[hub.TokenOf("4711", "blog"), good[..^2] + (good[^2] == 'A' ? "BA" : "AA"), "x.y.z", ""])
            await hub.RequestAsync(new JsonObject { ["type"] = "access", ["token"] = token }).RefusedAsync(422, "invalid_fields", "token");

        Clock.Advance(TimeSpan.FromMinutes(10));
        await hub.RequestAsync(new JsonObject { ["type"] = "access", ["token"] = good }).RefusedAsync(422, "invalid_fields", "token");
    }

    [Fact]
    public async Task The_records_of_a_browser_that_asked_for_erasure_are_erased_once_the_identity_is_proven()
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var id = await hub.AskAsync("erasure", visitorId: visitor);
        var code = (await mail.NextAsync()).Code;
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();

        await hub.EnterAsync(id, code).JsonAsync();

        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).RefusedAsync(404, "no_consent");
    }

    [Fact]
    public async Task An_erasure_that_the_end_of_a_hub_left_open_is_done_later_and_a_later_choice_stays()
    {
        var (left, later) = (Choice.NewVisitorId(), Choice.NewVisitorId());
        await hub.Client.SendAsync(Choice.AcceptAll(left)).JsonAsync(201);
        await OpenInStoreAsync("guardian", left);
        await OpenInStoreAsync("erasure", later);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.SendAsync(Choice.AcceptAll(later)).JsonAsync(201);

        await hub.Services.GetRequiredService<UnfinishedErasures>().RunAsync(CancellationToken.None);

        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", left)).RefusedAsync(404, "no_consent");
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", later)).JsonAsync();
    }

    [Fact]
    public async Task A_restriction_begins_once_the_identity_is_proven()
    {
        var visitor = Choice.NewVisitorId();
        var pseudonym = (string)(await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201))["visitor"]!;
        var id = await hub.AskAsync("restriction", visitorId: visitor);
        var code = (await mail.NextAsync()).Code;
        var store = hub.Services.GetRequiredService<IRequestStore>();
        var before = await store.IsRestrictedAsync(hub.Site().Number, pseudonym, CancellationToken.None);

        await hub.EnterAsync(id, code).JsonAsync();

        Assert.False(before);
        Assert.True(await store.IsRestrictedAsync(hub.Site().Number, pseudonym, CancellationToken.None));
    }

    internal abstract Task<Hub> StartAsync((string Key, string Value)[] settings);

    /// <summary>Verifies a request as a hub does that ends right after the transaction.</summary>
    private async Task OpenInStoreAsync(string type, string visitorId)
    {
        var id = Guid.Parse(await hub.AskAsync(type, visitorId: visitorId));
        var (store, site) = (hub.Services.GetRequiredService<IRequestStore>(), hub.Site());
        var request = (await store.FindAsync(site.Number, id, CancellationToken.None))!.Request;
        var hash = hub.Services.GetRequiredService<RequestCodes>().HashOf(id, (await mail.NextAsync()).Code);
        Assert.Equal(CodeOutcome.Verified, await store.VerifyAsync(site.Number, id, hash, RequestWork.Of(request, site.Latest, site.Latest, Clock.GetUtcNow()), Clock.GetUtcNow()));
        // The message that the request is open.
        hub.Later(TimeSpan.Zero);
        await mail.NextAsync();
    }

    /// <summary>A response without the id of the request and the time.</summary>
    private async Task<string> ResponseAsync(string email)
    {
        using var response = await hub.RequestAsync(RequestHub.ByMail(email: email));
        var body = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n{body.Replace((string)JsonNode.Parse(body)!["id"]!, "", StringComparison.Ordinal)}";
    }
}
