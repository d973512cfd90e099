using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Decisions;

/// <summary>Decisions over HTTP, on each store: every reason, every refusal, and what a withdrawal changes.</summary>
public abstract class DecisionPromises : IAsyncLifetime
{
    private const string Marketing = "category=marketing";

    /// <summary>Two categories declare the purpose <c>news</c>.</summary>
    private static readonly SiteFile Shop = TestSite.Minimal("shop")
        .With("analytics", c => c with { Purposes = ["news"] }).With("marketing", c => c with { Purposes = ["news", "ads"] });

    private readonly string visitor = Choice.NewVisitorId();
    private Hub hub = null!;
    private HttpClient server = null!;

    internal TestClock Clock { get; } = new();

    public virtual async Task InitializeAsync()
    {
        hub = await StartAsync(Shop);
        server = hub.KeyedClient(await hub.CreateConnectorAsync("mailer", "shop"));
    }

    public virtual async Task DisposeAsync()
    {
        server.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_yes_names_the_record_that_it_rests_on()
    {
        var stored = await hub.Client.SendAsync(Choice.Save(visitor, "marketing")).JsonAsync(201);

        using var response = await server.AskAsync(visitor, Marketing);

        Assert.Equal(("no-store", "application/json"), (response.Headers.CacheControl?.ToString(), response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(
            $$"""{"allowed":true,"reason":"granted","category":"marketing","model":"opt_in","record":"{{stored["id"]}}","decidedAt":"{{stored["decidedAt"]}}","notice":1,"validUntil":"{{stored["expiresAt"]}}"}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(Asking.Pseudonym(visitor), (string?)stored["visitor"]);
    }

    [Fact]
    public async Task Without_a_record_the_answer_is_no_until_the_region_says_otherwise()
    {
        Assert.Equal("""{"allowed":false,"reason":"no_choice","category":"marketing","model":"opt_in"}""", (await server.DecisionAsync(visitor, Marketing)).ToJsonString());
        foreach (var (about, answer) in new[]
                 {
                     ("category=auth", (true, "required")), ("service=shop_session", (true, "required")), ($"{Marketing}&region=DE&gpc=false", (false, "no_choice")), ($"{Marketing}&region=ZZ", (false, "no_choice")),
                     ($"{Marketing}&region=US-CA&gpc=false", (true, "default")), ($"{Marketing}&region=US-CA&gpc=true", (false, "gpc")), ($"{Marketing}&region=US-CA", (false, "gpc")),
                     ("category=analytics&region=US-CA", (true, "default")), ("purpose=news&region=US-TX&gpc=true", (false, "gpc")), ("purpose=news&region=US-TX&gpc=false", (true, "default")),
                 })
            Assert.Equal((about, answer), (about, await server.ReasonAsync(visitor, about)));
    }

    [Fact]
    public async Task A_service_has_its_own_choice_and_a_purpose_needs_all_that_declare_it()
    {
        await hub.Client.SendAsync(Choice.Body(visitor, ("action", "save"), ("choices", Choice.Choices("marketing")), ("services", new JsonObject { ["shop_ads"] = false, ["shop_stats"] = true }))).JsonAsync(201);

        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));
        Assert.Equal((false, "refused"), await server.ReasonAsync(visitor, "service=shop_ads"));
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, "service=shop_stats"));
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, "purpose=ads"));
        var purpose = await server.DecisionAsync(visitor, "purpose=news");
        Assert.Equal(
            ("refused", "analytics", null, "news", """["analytics","marketing"]"""),
            ((string?)purpose["reason"], (string?)purpose["category"], (string?)purpose["service"], (string?)purpose["purpose"], purpose["categories"]!.ToJsonString()));
        var ofService = await server.DecisionAsync(visitor, "purpose=shop_ads_purpose");
        Assert.Equal(("refused", "marketing", "shop_ads"), ((string?)ofService["reason"], (string?)ofService["category"], (string?)ofService["service"]));
    }

    [Theory]
    [InlineData("withdraw", "withdrawn")]
    [InlineData("object", "withdrawn")]
    [InlineData("reject_all", "refused")]
    [InlineData("gpc", "gpc")]
    public async Task After_a_withdrawal_the_next_answer_is_no(string action, string reason)
    {
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));

        await hub.Client.SendAsync(Choice.Body(visitor, ("action", action))).JsonAsync(201);

        Assert.Equal((false, reason), await server.ReasonAsync(visitor, Marketing));
        Assert.False((await server.ReasonAsync(visitor, "service=shop_ads")).Allowed);
        Assert.False((await server.ReasonAsync(visitor, "purpose=ads")).Allowed);
    }

    [Fact]
    public async Task A_grant_ends_with_its_lifetime()
    {
        var stored = await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var end = DateTimeOffset.Parse((string)stored["expiresAt"]!, System.Globalization.CultureInfo.InvariantCulture);

        Clock.Set(end - TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));
        Clock.Set(end);
        Assert.Equal((false, "expired"), await server.ReasonAsync(visitor, Marketing));
    }

    [Fact]
    public async Task A_grant_under_a_laxer_model_is_none_where_consent_is_needed()
    {
        await hub.Client.SendAsync(Choice.Body(visitor, ("action", "accept_all"), ("choices", Choice.Choices("preferences", "analytics", "marketing")), ("region", "US-CA"), ("model", "opt_out"))).JsonAsync(201);

        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));
        Assert.Equal((false, "stricter_model"), await server.ReasonAsync(visitor, Marketing + "&region=DE"));
        Assert.Equal((false, "gpc"), await server.ReasonAsync(visitor, Marketing + "&gpc=true"));
    }

    [Fact]
    public async Task Once_the_site_asks_again_an_earlier_grant_counts_no_more()
    {
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        await PublishAsync(hub, Shop.With("marketing", c => c with { Purposes = [.. c.Purposes, "profiles"] }));

        Assert.Equal((false, "outdated"), await server.ReasonAsync(visitor, Marketing));
        Assert.Equal((false, "outdated"), await server.ReasonAsync(visitor, "purpose=profiles"));
    }

    [Fact]
    public async Task While_the_records_are_erased_the_answer_is_no_in_every_region()
    {
        var slices = hub.Services.GetRequiredService<ErasureSlices>();
        var letGo = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = hub.Services.GetRequiredService<IConsentStore>();
        var pseudonym = VisitorId.TryParse(visitor, out var id) ? id.In("shop") : default;
        await Task.WhenAll(Enumerable.Range(0, ErasureSlices.AtOnce + 1)
            .Select(i => store.AppendAsync(Draft.Of(hub.Site().Number, pseudonym, Draft.Marketing) with { Elapsed = TimeSpan.FromHours(i) })));
        Assert.Equal((true, "granted"), await server.ReasonAsync(visitor, Marketing));
        var holding = slices.TakeTurnAsync(() => letGo.Task);
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync(202);

        Assert.Equal((false, "erasing"), await server.ReasonAsync(visitor, Marketing + "&region=US-CA&gpc=false"));

        letGo.SetResult(true);
        await holding;
        Assert.Equal(ErasureSlices.AtOnce + 1, (int)(await hub.Client.EraseAsync(visitor))["records"]!);
        Assert.Equal((false, "no_choice"), await server.ReasonAsync(visitor, Marketing));
    }

    [Theory]
    [InlineData("", "category")]
    [InlineData("category=marketing&service=shop_ads", "service")]
    [InlineData("category=marketing&purpose=ads", "purpose")]
    [InlineData("category=marketing&category=analytics", "category")]
    [InlineData("category=marketing&channel=mail", "channel")]
    [InlineData("Category=marketing", "Category")]
    [InlineData("category=marketing&region=Germany", "region")]
    [InlineData("category=marketing&region=*", "region")]
    [InlineData("category=marketing&gpc=1", "gpc")]
    [InlineData("category=marketing&gpc=", "gpc")]
    public Task A_query_that_is_wrong_is_refused_with_the_name_of_the_parameter(string about, string parameter) =>
        server.AskAsync(visitor, about).RefusedAsync(400, "invalid_query", parameter);

    [Theory]
    [InlineData("")]
    [InlineData("visitor=&")]
    [InlineData("visitor=somebody&")]
    [InlineData("visitor=v1AAAAAAAAAAAAAAAAAAAAAB&")]
    [InlineData("visitor=v2AAAAAAAAAAAAAAAAAAAAAA&")]
    [InlineData("visitor=AAAAAAAAAAAAAAAAAAAAAA&")]
    public Task A_visitor_is_named_by_the_pseudonym_and_by_nothing_else(string named) =>
        server.GetAsync($"/v1/sites/shop/decisions?{named}category=marketing").RefusedAsync(400, "invalid_query", "visitor");

    [Theory]
    [InlineData("category=profiling", "category", "must be a category of notice 1: auth, preferences, analytics, marketing")]
    [InlineData("category=Marketing", "category", "must be a category of notice 1: auth, preferences, analytics, marketing")]
    [InlineData("category=", "category", "must be a category of notice 1: auth, preferences, analytics, marketing")]
    [InlineData("service=marketing", "service", "must be a service of notice 1: shop_session, shop_settings, shop_stats, shop_ads")]
    [InlineData("purpose=marketing", "purpose", "must be a purpose of notice 1: auth_purpose, shop_session_purpose, preferences_purpose, shop_settings_purpose, news, shop_stats_purpose, ads, shop_ads_purpose")]
    public async Task What_the_notice_does_not_declare_is_refused_and_never_allowed(string about, string parameter, string message)
    {
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);

        var problem = await server.AskAsync(visitor, about).RefusedAsync(422, "invalid_fields", parameter);

        Assert.Equal(message, (string?)problem["errors"]![parameter]![0]);
    }

    [Fact]
    public async Task Only_connectors_and_administrators_of_the_site_may_ask()
    {
        using var admin = hub.KeyedClient();
        using var editor = hub.KeyedClient(await hub.CreateKeyAsync(Role.Editor));
        using var elsewhere = hub.KeyedClient(await hub.CreateKeyAsync(Role.Connector, "blog"));

        Assert.Equal((false, "no_choice"), await admin.ReasonAsync(visitor, Marketing));
        await editor.AskAsync(visitor, Marketing).RefusedAsync(403, "key_not_allowed");
        await elsewhere.AskAsync(visitor, Marketing).RefusedAsync(403, "key_not_allowed");
        await hub.Client.AskAsync(visitor, Marketing).RefusedAsync(401, "key_required");
        await admin.AskAsync(visitor, Marketing, "nowhere").RefusedAsync(404, "unknown_site");
    }

    /// <summary>The visitor agrees and withdraws in turn, while others ask all the time.</summary>
    [Fact]
    public async Task No_answer_that_was_asked_for_after_an_acknowledged_withdrawal_is_a_yes()
    {
        // Even: the visitor has withdrawn, and this is acknowledged. Odd: a grant may have arrived.
        var (turn, yes, no, late) = (0, 0, 0, 0);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(AskAsync)).Append(Task.Run(ChooseAsync)));

        Assert.Equal(0, late);
        Assert.True(yes > 0 && no > 0, $"{yes} yes, {no} no");

        async Task ChooseAsync()
        {
            for (var round = 0; round < 40 || (Volatile.Read(ref yes) == 0 && round < 400); round++)
            {
                Interlocked.Increment(ref turn);
                await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
                Clock.Advance(TimeSpan.FromSeconds(1));
                await hub.Client.SendAsync(Choice.Body(visitor, ("action", "withdraw"))).JsonAsync(201);
                Clock.Advance(TimeSpan.FromSeconds(1));
                Interlocked.Increment(ref turn);
                // Somebody has asked between two withdrawals.
                var asked = Volatile.Read(ref no);
                while (Volatile.Read(ref no) == asked)
                {
                    deadline.Token.ThrowIfCancellationRequested();
                    await Task.Yield();
                }
            }

            Volatile.Write(ref turn, -1);
        }

        async Task AskAsync()
        {
            while (Volatile.Read(ref turn) is var before and not -1)
            {
                deadline.Token.ThrowIfCancellationRequested();
                var (allowed, _) = await server.ReasonAsync(visitor, Marketing);
                Interlocked.Increment(ref allowed ? ref yes : ref no);
                // The withdrawal was acknowledged before the question, and no grant was sent until after the answer.
                if (allowed && before % 2 == 0 && Volatile.Read(ref turn) == before)
                    Interlocked.Increment(ref late);
            }
        }
    }

    internal abstract Task<Hub> StartAsync(SiteFile site);

    /// <summary>Publishes a second version and waits until the hub knows it.</summary>
    internal abstract Task PublishAsync(Hub running, SiteFile site);
}
