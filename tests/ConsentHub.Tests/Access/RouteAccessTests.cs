using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ConsentHub.ApiKeys;
using ConsentHub.Formats;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Access;

/// <summary>Who may call which route: every mapped route, with every role, for the key's site and for another.</summary>
public sealed class RouteAccessTests(RouteAccessTests.Keys keys) : IClassFixture<RouteAccessTests.Keys>
{
    private const string Nobody = "chk_nobody-has-this-key-0123456789abcdefghijklmn";

    /// <summary>The roles that may do what needs a role.</summary>
    private static readonly Dictionary<Role, Role[]> Allowed = new()
    {
        [Role.Analyst] = [Role.Analyst, Role.Editor, Role.Admin],
        [Role.Editor] = [Role.Editor, Role.Admin],
        [Role.Admin] = [Role.Admin],
        [Role.Connector] = [Role.Connector, Role.Admin],
    };

    /// <summary>The role that each route requires.</summary>
    private static readonly Dictionary<string, Role> Keyed = new(StringComparer.Ordinal)
    {
        ["GET /v1/sites/{site}/records"] = Role.Analyst,
        ["GET /v1/sites/{site}/records/export"] = Role.Analyst,
        ["GET /v1/sites/{site}/records/export/manifest"] = Role.Analyst,
        ["GET /v1/sites/{site}/stats"] = Role.Analyst,
        ["GET /v1/admin/sites/{site}"] = Role.Editor,
        ["PUT /v1/admin/sites/{site}"] = Role.Editor,
        ["POST /v1/admin/sites/{site}/publish"] = Role.Editor,
        ["GET /v1/admin/sites/{site}/requests"] = Role.Admin,
        ["GET /v1/admin/sites/{site}/requests/{id}"] = Role.Admin,
        ["POST /v1/admin/sites/{site}/requests/{id}/answer"] = Role.Admin,
        ["DELETE /v1/admin/sites/{site}/requests/{id}/restriction"] = Role.Admin,
        ["GET /v1/admin/sites/{site}/holds"] = Role.Admin,
        ["PUT /v1/admin/sites/{site}/holds/{id}"] = Role.Admin,
        ["DELETE /v1/admin/sites/{site}/holds/{id}"] = Role.Admin,
        ["GET /v1/admin/sites/{site}/webhooks"] = Role.Admin,
        ["PUT /v1/admin/sites/{site}/webhooks/{system}"] = Role.Admin,
        ["DELETE /v1/admin/sites/{site}/webhooks/{system}"] = Role.Admin,
        ["POST /v1/sites/{site}/events"] = Role.Connector,
        ["GET /v1/sites/{site}/decisions"] = Role.Connector,
        ["GET /v1/sites/{site}/duties"] = Role.Connector,
        ["GET /v1/sites/{site}/duties/{id}/statement"] = Role.Connector,
        ["POST /v1/sites/{site}/duties/{id}/ack"] = Role.Connector,
        ["DELETE /v1/sites/{site}/visitors/{visitor}"] = Role.Admin,
        ["GET /v1/admin/keys"] = Role.Admin,
        ["POST /v1/admin/keys"] = Role.Admin,
        ["DELETE /v1/admin/keys/{id}"] = Role.Admin,
        ["GET /v1/admin/audit"] = Role.Admin,
        ["GET /v1/admin/audit/export"] = Role.Admin,
    };

    /// <summary>The route that anybody may call, but that refuses a key which is not valid for it.</summary>
    private const string Optional = "POST /v1/sites/{site}/consents";

    private static readonly HashSet<string> Public = new(StringComparer.Ordinal)
    {
        "GET /health/live", "GET /health/ready", "GET /.well-known/gpc.json", "GET /demo/pixel.gif", "GET /openapi/v1.json",
        "GET /consent.js", "GET /banner/{hash}/{file}", "GET /v1/sites/{site}/script",
        "GET /preferences/{site}", "POST /preferences/{site}", "GET /preferences/{site}/notices", "GET /preferences/{site}/notices/{version}",
        "GET /preferences/{site}/requests", "POST /preferences/{site}/requests", "GET /preferences/{site}/requests/{id}", "POST /preferences/{site}/requests/{id}",
        "GET /v1/sites/{site}/notice", "GET /v1/sites/{site}/notices", "GET /v1/sites/{site}/notices/{version}",
        "GET /v1/sites/{site}/consent", "GET /v1/sites/{site}/consent/history", "GET /v1/sites/{site}/consents/{id}/receipt",
        "GET /v1/sites/{site}/visitor/export", "DELETE /v1/sites/{site}/visitor", "POST /v1/sites/{site}/shown", "GET /v1/sites/{site}/promises",
        "POST /v1/sites/{site}/requests", "POST /v1/sites/{site}/requests/{id}/code", "POST /v1/sites/{site}/requests/{id}/code/renewal",
        "GET /v1/sites/{site}/requests/{id}", "GET /v1/sites/{site}/requests/{id}/package",
        "GET /ledger/{site}/checkpoint", "GET /ledger/{site}/tile/{**path}", "GET /ledger/{site}/key",
    };

    [Fact]
    public void Every_mapped_route_is_listed_with_who_may_call_it()
    {
        var mapped = from endpoint in keys.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                     select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

        Assert.Equal(Keyed.Keys.Concat(Public).Append(Optional).Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Promise("0.16", "3.4")]
    public async Task A_route_takes_the_keys_of_its_role_and_site_and_no_others()
    {
        foreach (var (route, least) in Keyed)
        {
            var ofSite = route.Contains("{site}", StringComparison.Ordinal);
            Assert.Equal((401, "key_required"), await StatusAsync(route, key: null));
            Assert.Equal((401, "key_required"), await StatusAsync(route, Nobody));
            foreach (var role in Enum.GetValues<Role>())
            {
                foreach (var site in new[] { null, "shop", "blog" })
                {
                    var admitted = Allowed[least].Contains(role) && (site is null || (ofSite && site == "shop"));
                    var (status, code) = await StatusAsync(route, keys[role, site]);
                    Assert.True(admitted == (status is not (401 or 403)), $"{route} answers {status} to an {role} of {site ?? "all sites"}.");
                    if (!admitted)
                        Assert.Equal((403, "key_not_allowed"), (status, code));
                }
            }
        }
    }

    [Fact]
    public async Task A_choice_needs_no_key_and_refuses_one_that_may_not_write()
    {
        Assert.Equal((415, "unsupported_media_type"), await StatusAsync(Optional, key: null));
        Assert.Equal((401, "key_required"), await StatusAsync(Optional, Nobody));
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var site in new[] { null, "shop", "blog" })
            {
                var admitted = Allowed[Role.Editor].Contains(role) && site is not "blog";
                Assert.Equal(admitted ? (415, "unsupported_media_type") : (403, "key_not_allowed"), await StatusAsync(Optional, keys[role, site]));
            }
        }
    }

    [Fact]
    public async Task Public_routes_respond_alike_with_and_without_a_key()
    {
        foreach (var route in Public)
            Assert.Equal(await StatusAsync(route, key: null), await StatusAsync(route, Nobody));
    }

    [Fact]
    public async Task Only_requests_to_routes_that_need_a_key_are_authenticated()
    {
        var meters = keys.Hub.Services.GetRequiredService<IMeterFactory>();
        var authenticated = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "aspnetcore.authentication.authenticate.duration" && ReferenceEquals(instrument.Meter.Scope, meters))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref authenticated));
        listener.Start();
        using var editor = keys.Hub.KeyedClient(keys[Role.Editor, "shop"]);

        await keys.Hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await editor.GetAsync("/v1/sites/shop/notice").JsonAsync();
        Assert.Equal(0, authenticated);

        await editor.GetAsync("/v1/sites/shop/stats").JsonAsync();
        Assert.Equal(1, authenticated);
        await editor.SendAsync(Choice.Body()).JsonAsync(201);
        Assert.Equal(2, authenticated);
    }

    [Fact]
    public async Task A_refusal_names_the_role_is_not_cached_and_is_the_same_for_sites_that_do_not_exist()
    {
        using var none = keys.Hub.NewClient();
        using (var answer = await none.GetAsync("/v1/sites/shop/stats"))
        {
            Assert.Equal(("Bearer", "no-store"), (answer.Headers.WwwAuthenticate.ToString(), answer.Headers.CacheControl?.ToString()));
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal("Send a valid API key as Authorization: Bearer chk_…", (string?)problem["detail"]);
        }

        await none.GetAsync("/v1/sites/nowhere/stats").RefusedAsync(401, "key_required");
        await none.GetAsync("/v1/admin/audit?colour=red").RefusedAsync(401, "key_required");
        await none.GetAsync("/v1/sites/nowhere/consents").RefusedAsync(405, "method_not_allowed");
        await none.SendAsync(HttpMethod.Post, "/v1/sites/nowhere/consents", ("Authorization", "Bearer " + Nobody)).RefusedAsync(404, "unknown_site");

        using var analyst = keys.Hub.KeyedClient(keys[Role.Analyst, "shop"]);
        using (var answer = await analyst.GetAsync("/v1/admin/sites/shop"))
        {
            Assert.Equal((403, 0, "no-store"), ((int)answer.StatusCode, answer.Headers.WwwAuthenticate.Count, answer.Headers.CacheControl?.ToString()));
            Assert.Equal("This request needs a key with the role editor for this site.", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]);
        }

        Assert.Equal("This request needs a key with the role admin for all sites.", (string?)(await analyst.GetAsync("/v1/admin/keys").RefusedAsync(403, "key_not_allowed"))["detail"]);
        Assert.Equal("This request needs a key with the role analyst for this site.", (string?)(await analyst.GetAsync("/v1/sites/nowhere/stats").RefusedAsync(403, "key_not_allowed"))["detail"]);
    }

    [Fact]
    public async Task A_preflight_asks_for_no_key()
    {
        using var allowed = await keys.Hub.Client.SendAsync(
            HttpMethod.Options, "/v1/sites/shop/consents", ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));
        using var keyed = await keys.Hub.Client.SendAsync(HttpMethod.Options, "/v1/admin/keys", ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "GET"));

        Assert.Equal((204, true), ((int)allowed.StatusCode, allowed.Headers.Contains("Access-Control-Allow-Origin")));
        Assert.Equal((405, false), ((int)keyed.StatusCode, keyed.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_key_that_expires_has_its_expiry_in_the_response_to_a_choice_and_not_in_a_refusal()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock, settings: ("ConsentHub:RateLimit", "1"));
        var expires = Rfc3339.Of(clock.GetUtcNow().AddDays(1));
        async Task<HttpClient> ClientAsync(Role role)
        {
            var body = new JsonObject { ["name"] = "ends soon", ["role"] = WireNames<Role>.Of(role), ["expiresAt"] = expires };
            var made = await hub.KeyedClient().PostRawAsync("/v1/admin/keys", body.ToJsonString()).JsonAsync(201);
            return hub.KeyedClient((string)made["secret"]!);
        }

        using var editor = await ClientAsync(Role.Editor);
        using var analyst = await ClientAsync(Role.Analyst);
        using (var answer = await editor.SendAsync(Choice.Body()))
            Assert.Equal((201, expires), ((int)answer.StatusCode, Assert.Single(answer.Headers.GetValues("Key-Expires-At"))));
        using (var answer = await editor.PostRawAsync("/v1/sites/shop/shown", """{"notice":1,"lang":"en","outcome":"shown"}"""))
            Assert.Equal((204, false), ((int)answer.StatusCode, answer.Headers.Contains("Key-Expires-At")));
        using (var answer = await analyst.GetAsync("/v1/admin/sites/shop"))
            Assert.Equal((403, false), ((int)answer.StatusCode, answer.Headers.Contains("Key-Expires-At")));

        clock.Advance(TimeSpan.FromDays(1));
        var expired = await editor.SendAsync(Choice.Body()).RefusedAsync(401, "key_expired");
        Assert.Equal($"This key expired at {expires}. Ask an administrator for a new one.", (string?)expired["detail"]);
    }

    [Fact]
    public async Task The_log_warns_once_of_a_key_that_expires_and_names_no_refusal()
    {
        using var folder = new TestFolder();
        folder.WriteSite(TestSite.Minimal("shop"));
        await using var hub = await HubProcess.StartAsync(folder, null, ("ConsentHub__AdminKey", Hub.AdminKey));
        using var client = hub.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Hub.AdminKey);
        var body = new JsonObject { ["name"] = "ends soon", ["role"] = "analyst", ["expiresAt"] = Rfc3339.Of(TimeProvider.System.GetUtcNow().AddDays(13)) };
        var made = await client.PostRawAsync("/v1/admin/keys", body.ToJsonString()).JsonAsync(201);

        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["secret"]!);
        await client.GetAsync("/v1/sites/shop/stats").JsonAsync();
        await client.GetAsync("/v1/sites/shop/stats").JsonAsync();
        await client.GetAsync("/v1/admin/keys").RefusedAsync(403, "key_not_allowed");
        client.DefaultRequestHeaders.Authorization = new("Bearer", Nobody);
        await client.GetAsync("/v1/admin/keys").RefusedAsync(401, "key_required");
        await hub.StopAsync();

        var line = Assert.Single(hub.Output.Split('\n'), l => l.Contains("Access.", StringComparison.Ordinal) || l.Contains("Auth", StringComparison.Ordinal));
        Assert.Contains("API key 2 (ends soon) is in use and expires at", line, StringComparison.Ordinal);
    }

    private async Task<(int Status, string? Code)> StatusAsync(string route, string? key)
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        // The hub has nothing of what is changed or erased here, so a call that is let in is refused for that reason.
        var path = pattern.Replace("{site}", "shop", StringComparison.Ordinal).Replace("{visitor}", "nobody", StringComparison.Ordinal)
            .Replace("{id}", "9999", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal)
            .Replace("{hash}", "0123456789abcdef", StringComparison.Ordinal).Replace("{file}", "none.js", StringComparison.Ordinal).Replace("{**path}", "0/000", StringComparison.Ordinal);
        using var answer = key is null
            ? await keys.Hub.Client.SendAsync(new HttpMethod(method), path)
            : await keys.Hub.Client.SendAsync(new HttpMethod(method), path, ("Authorization", "Bearer " + key));
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return ((int)answer.StatusCode, isProblem ? (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"] : null);
    }

    /// <summary>A hub of two sites with a key of each role, for all sites and for one.</summary>
    public sealed class Keys : IAsyncLifetime
    {
        private readonly Dictionary<(Role, string), string> made = [];

        internal Hub Hub { get; private set; } = null!;

        internal string this[Role role, string? site] => made[(role, site ?? "")];

        public async Task InitializeAsync()
        {
            Hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);
            foreach (var role in Enum.GetValues<Role>())
            {
                foreach (var sites in new string[][] { [], ["shop"], ["blog"] })
                    made[(role, sites.FirstOrDefault() ?? "")] = await Hub.CreateKeyAsync(role, sites);
            }
        }

        public async Task DisposeAsync() => await Hub.DisposeAsync();
    }
}
