using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Decisions;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Identity;

/// <summary>Sign-in over HTTP, on each store: whose choice stands, and what is refused.</summary>
public abstract class SignInPromises : IAsyncLifetime
{
    private static readonly SiteFile Shop = TestSite.Minimal("shop") with { Identity = true };

    private readonly string laptop = Choice.NewVisitorId(), phone = Choice.NewVisitorId();
    private Hub hub = null!;
    private HttpClient server = null!;

    internal TestClock Clock { get; } = new();

    public virtual async Task InitializeAsync()
    {
        hub = await StartAsync([Shop, TestSite.Minimal("blog")]);
        server = hub.KeyedClient(await hub.CreateConnectorAsync("mailer", "shop"));
    }

    public virtual async Task DisposeAsync()
    {
        server.Dispose();
        await hub.DisposeAsync();
    }

    /// <summary>The table of docs/identity.md: what the person chose, what the browser brought, and what then stands.</summary>
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("analytics", null, "analytics")]
    [InlineData(null, "analytics", "analytics")]
    [InlineData(null, "", "")]
    [InlineData("analytics", "", "")]
    [InlineData("", "analytics marketing", "")]
    [InlineData("analytics", "analytics marketing", "analytics")]
    [InlineData("analytics marketing", "analytics", "analytics")]
    [InlineData("analytics", "marketing", "")]
    [InlineData("analytics marketing", "marketing preferences", "marketing")]
    [InlineData("preferences", "preferences", "preferences")]
    public async Task What_a_browser_brings_later_can_refuse_and_never_allow(string? own, string? brought, string? stands)
    {
        if (own is not null)
            await ChooseAsync(await AccountAsync(), own);
        Clock.Advance(TimeSpan.FromMinutes(1));
        if (brought is not null)
            await ChooseAsync(laptop, brought);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var first = await hub.SignInAsync("4711", laptop);
        var second = await hub.SignInAsync("4711", phone);

        Assert.Equal((stands, stands), (first.Allowed(), second.Allowed()));
        Assert.Equal((string?)first["choice"]?["id"], (string?)second["choice"]?["id"]);
        if (brought is not null)
            Assert.Equal(Sorted(brought), await AllowedAsync(laptop));
    }

    [Theory]
    [InlineData("", "analytics")]
    [InlineData("analytics", "")]
    public async Task What_a_browser_chose_before_the_person_did_changes_nothing(string earlier, string own)
    {
        await ChooseAsync(laptop, earlier);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await ChooseAsync(await AccountAsync(), own);

        Assert.Equal(own, (await hub.SignInAsync("4711", laptop)).Allowed());
    }

    [Fact]
    public async Task The_latest_choice_of_the_signed_in_person_stands_on_every_device_and_a_withdrawal_holds_on_all()
    {
        var id = (string)(await hub.SignInAsync("4711", laptop))["visitorId"]!;
        Assert.Equal(id, (string?)(await hub.SignInAsync("4711", phone))["visitorId"]);
        foreach (var choice in new[] { "analytics", "", "marketing" })
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await ChooseAsync(id, choice);
            Assert.Equal(choice, (await hub.SignInAsync("4711", phone)).Allowed());
            Assert.Equal(choice == "marketing", (await OfSubjectAsync("category=marketing")).Allowed);
        }

        await hub.Client.SendAsync(Choice.Body(id, ("action", "withdraw"))).JsonAsync(201);
        Assert.Equal((false, "withdrawn"), await OfSubjectAsync("category=marketing"));
    }

    [Fact]
    public async Task A_choice_for_a_service_that_is_brought_can_refuse_only_this_service()
    {
        await ChooseAsync(await AccountAsync(), "analytics");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.SendAsync(Choice.Body(laptop, ("action", "save"), ("choices", Choice.Choices("analytics")), ("services", new JsonObject { ["shop_stats"] = false, ["shop_ads"] = true }))).JsonAsync(201);

        var choice = (await hub.SignInAsync("4711", laptop))["choice"]!;

        Assert.Equal("""{"shop_stats":false}""", choice["services"]!.ToJsonString());
        Assert.Equal((false, "refused"), await OfSubjectAsync("service=shop_stats"));
        Assert.Equal((false, "refused"), await OfSubjectAsync("service=shop_ads"));
        Assert.Equal((true, "granted"), await OfSubjectAsync("category=analytics"));
    }

    [Fact]
    public async Task The_records_of_a_person_name_no_record_of_a_browser()
    {
        var brought = await hub.Client.SendAsync(Choice.Save(laptop, "analytics")).JsonAsync(201);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var signedIn = await hub.SignInAsync("4711", laptop);

        Assert.NotEqual((string?)brought["id"], (string?)signedIn["choice"]!["id"]);
        Assert.NotEqual((string?)brought["visitor"], (string?)signedIn["visitor"]);
        Assert.Null(signedIn["choice"]!["previous"]);
        Assert.Equal((string?)brought["decidedAt"], (string?)signedIn["choice"]!["decidedAt"]);
        Assert.DoesNotContain("4711", signedIn.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_again_records_nothing_again()
    {
        await ChooseAsync(laptop, "analytics");
        var id = (string)(await hub.SignInAsync("4711", laptop))["visitorId"]!;
        await hub.SignInAsync("4711", laptop);
        await hub.SignInAsync("4711", id);

        var history = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent/history", ("Visitor-Id", id)).JsonAsync();
        Assert.Single(history["records"]!.AsArray());
    }

    [Fact]
    public async Task Erasing_a_person_leaves_what_the_browsers_chose_themselves()
    {
        await ChooseAsync(laptop, "analytics");
        await hub.SignInAsync("4711", laptop);
        using var admin = hub.KeyedClient();
        var path = $"/v1/sites/shop/subjects/{hub.Tokens().SubjectOf("shop", "4711")}";

        var erased = await admin.DeleteAsync(path).JsonAsync();

        Assert.Equal(1, (int)erased["records"]!);
        Assert.Equal((false, "no_choice"), await OfSubjectAsync("category=analytics"));
        Assert.Equal("analytics", await AllowedAsync(laptop));
        Assert.Null((await admin.DeleteAsync(path).JsonAsync())["statement"]);
        await admin.DeleteAsync("/v1/sites/shop/subjects/4711").RefusedAsync(422, "invalid_fields", "subject");
    }

    [Fact]
    public async Task A_person_erases_their_own_records()
    {
        await ChooseAsync(laptop, "analytics");
        var id = (string)(await hub.SignInAsync("4711", laptop))["visitorId"]!;

        Assert.Equal(1, (int)(await hub.Client.EraseAsync(id))["records"]!);

        Assert.Null((await hub.SignInAsync("4711", phone)).Allowed());
    }

    [Fact]
    public async Task A_token_serves_the_browser_that_used_it_first()
    {
        var token = hub.TokenFor("4711");
        await hub.SendTokenAsync(token, laptop).JsonAsync();
        await hub.SendTokenAsync(token, phone).RefusedAsync(409, "token_used", "token");
        await hub.SendTokenAsync(token, laptop).JsonAsync();
    }

    [Fact]
    public async Task Bad_sign_ins_are_refused_and_store_nothing()
    {
        await ChooseAsync(laptop, "analytics");
        var token = hub.TokenFor("4711");
        await hub.SendTokenAsync(hub.TokenFor("4711", "blog"), laptop).RefusedAsync(422, "invalid_fields", "token");
        await hub.SendTokenAsync("a.b.c", laptop).RefusedAsync(422, "invalid_fields", "token");
        await hub.SendTokenAsync(null, laptop).RefusedAsync(422, "invalid_fields", "token");
        await hub.SendTokenAsync(token, "somebody").RefusedAsync(400, "invalid_header", "Visitor-Id");
        await hub.SendTokenAsync(token, laptop, origin: "https://evil.example").RefusedAsync(403, "origin_not_allowed");
        await hub.SendTokenAsync(hub.TokenFor("4711", "blog"), laptop, "blog").RefusedAsync(404, "no_identity");
        await hub.SendTokenAsync(hub.TokenFor("4711", "blog"), laptop, "nowhere").RefusedAsync(404, "unknown_site");
        Clock.Advance(TimeSpan.FromMinutes(10));
        await hub.SendTokenAsync(token, laptop).RefusedAsync(422, "invalid_fields", "token");

        Assert.Equal((false, "no_choice"), await OfSubjectAsync("category=analytics"));
        await server.GetAsync("/v1/sites/shop/decisions?category=analytics&subject=4711").RefusedAsync(400, "invalid_query", "subject");
        await server.GetAsync($"/v1/sites/shop/decisions?category=analytics&subject={hub.Tokens().SubjectOf("shop", "4711")}&visitor={Asking.Pseudonym(laptop)}")
            .RefusedAsync(400, "invalid_query", "subject");
    }

    internal abstract Task<Hub> StartAsync(IReadOnlyList<SiteFile> sites);

    private async Task<string> AccountAsync() => (string)(await hub.SignInAsync("4711", Choice.NewVisitorId()))["visitorId"]!;

    private Task<JsonNode> ChooseAsync(string visitorId, string granted) =>
        hub.Client.SendAsync(granted.Length == 0 ? Choice.Body(visitorId) : Choice.Save(visitorId, granted.Split(' '))).JsonAsync(201);

    private async Task<string?> AllowedAsync(string visitorId) => new JsonObject
    {
        ["choice"] = (await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitorId)).JsonAsync()).DeepClone(),
    }.Allowed();

    private static string Sorted(string categories) => string.Join(' ', categories.Split(' ').Order(StringComparer.Ordinal));

    private async Task<(bool Allowed, string Reason)> OfSubjectAsync(string about)
    {
        var decision = await server.GetAsync($"/v1/sites/shop/decisions?{about}&subject={hub.Tokens().SubjectOf("shop", "4711")}").JsonAsync();
        return ((bool)decision["allowed"]!, (string)decision["reason"]!);
    }
}
