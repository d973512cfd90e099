using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Access;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Sites.Model;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Access;

/// <summary>
/// Every route that checks a key writes one entry to the audit trail, whatever the response. A new route must be added to
/// the table.
/// </summary>
public sealed class AuditedRouteTests(AuditedRouteTests.Shop fixture) : IClassFixture<AuditedRouteTests.Shop>
{
    private const string Visitor = "v1AAAAAAAAAAAAAAAAAAAAAA";
    private const string Event = """{"id":"e1","kind":"account_closed","class":"profile","subject":"crm-account-00001","at":"2026-01-01"}""";

    private static readonly Call[] Calls =
    [
        new("GET /v1/admin/keys", "key.list", 200),
        new("POST /v1/admin/keys", "key.create", 201, Body: """{"name":"x","role":"analyst"}"""),
        new("POST /v1/admin/keys", "key.create", 422, Body: """{"name":"x","role":"emperor"}"""),
        new("DELETE /v1/admin/keys/{id}", "key.revoke", 204, Path: "/v1/admin/keys/2"),
        new("DELETE /v1/admin/keys/{id}", "key.revoke", 404, Path: "/v1/admin/keys/99"),
        new("GET /v1/admin/audit", "audit.read", 200),
        new("GET /v1/admin/audit", "audit.read", 400, Path: "/v1/admin/audit?colour=red"),
        new("GET /v1/admin/audit/export", "audit.export", 200, Path: "/v1/admin/audit/export?format=ndjson"),
        new("PUT /v1/admin/sites/{site}", "site.draft", 200, Site: "console-site", Body: TestSite.Json(TestSite.Minimal("console-site") with { ManagedBy = ManagedBy.Console }), Match: "\"0\""),
        new("PUT /v1/admin/sites/{site}", "site.draft", 428, Site: "console-site", Body: "{}"),
        new("GET /v1/admin/sites/{site}", "site.read", 200, Site: "console-site"),
        new("POST /v1/admin/sites/{site}/publish", "site.publish", 200, Site: "console-site", Match: "\"0\""),
        new("POST /v1/admin/sites/{site}/publish", "site.publish", 404, Site: "console-site", Match: "\"1\""),
        new("PUT /v1/admin/sites/{site}/holds/{id}", "hold.put", 200, Path: "/v1/admin/sites/shop/holds/court", Site: "shop", Body: """{"class":"consent_records","reason":"a claim"}"""),
        new("PUT /v1/admin/sites/{site}/holds/{id}", "hold.put", 422, Path: "/v1/admin/sites/shop/holds/court", Site: "shop", Body: """{"class":"consent_records"}"""),
        new("GET /v1/admin/sites/{site}/holds", "hold.list", 200, Path: "/v1/admin/sites/shop/holds", Site: "shop"),
        new("DELETE /v1/admin/sites/{site}/holds/{id}", "hold.lift", 204, Path: "/v1/admin/sites/shop/holds/court", Site: "shop"),
        new("DELETE /v1/admin/sites/{site}/holds/{id}", "hold.lift", 404, Path: "/v1/admin/sites/shop/holds/court", Site: "shop"),
        new("GET /v1/admin/sites/{site}/requests", "request.read", 200, Path: "/v1/admin/sites/shop/requests", Site: "shop"),
        new("GET /v1/admin/sites/{site}/requests", "request.read", 400, Path: "/v1/admin/sites/shop/requests?state=lost", Site: "shop"),
        new("GET /v1/admin/sites/{site}/requests/{id}", "request.read", 200, Path: "/v1/admin/sites/shop/requests/REQUEST", Site: "shop"),
        new("GET /v1/admin/sites/{site}/requests/{id}", "request.read", 404, Path: "/v1/admin/sites/shop/requests/1", Site: "shop"),
        new("POST /v1/admin/sites/{site}/requests/{id}/answer", "request.answer", 200, Path: "/v1/admin/sites/shop/requests/REQUEST/answer", Site: "shop", Body: """{"outcome":"done","text":"Done."}"""),
        new("POST /v1/admin/sites/{site}/requests/{id}/answer", "request.answer", 200, Path: "/v1/admin/sites/shop/requests/REQUEST/answer", Site: "shop", Body: """{"outcome":"done","text":"Done."}"""),
        new("POST /v1/admin/sites/{site}/requests/{id}/answer", "request.answer", 422, Path: "/v1/admin/sites/shop/requests/REQUEST/answer", Site: "shop", Body: "{}"),
        new("POST /v1/admin/sites/{site}/requests/{id}/answer", "request.answer", 404, Path: "/v1/admin/sites/shop/requests/1/answer", Site: "shop", Body: """{"outcome":"done","text":"Done."}"""),
        new("DELETE /v1/admin/sites/{site}/requests/{id}/restriction", "restriction.lift", 204, Path: "/v1/admin/sites/shop/requests/REQUEST/restriction", Site: "shop"),
        new("DELETE /v1/admin/sites/{site}/requests/{id}/restriction", "restriction.lift", 404, Path: "/v1/admin/sites/shop/requests/REQUEST/restriction", Site: "shop"),
        new("PUT /v1/admin/sites/{site}/webhooks/{system}", "webhook.put", 201, Path: "/v1/admin/sites/shop/webhooks/archive", Site: "shop", Body: """{"url":"https://archive.example/"}"""),
        new("PUT /v1/admin/sites/{site}/webhooks/{system}", "webhook.put", 422, Path: "/v1/admin/sites/shop/webhooks/archive", Site: "shop", Body: "{}"),
        new("GET /v1/admin/sites/{site}/webhooks", "webhook.list", 200, Path: "/v1/admin/sites/shop/webhooks", Site: "shop"),
        new("DELETE /v1/admin/sites/{site}/webhooks/{system}", "webhook.delete", 204, Path: "/v1/admin/sites/shop/webhooks/archive", Site: "shop"),
        new("DELETE /v1/admin/sites/{site}/webhooks/{system}", "webhook.delete", 404, Path: "/v1/admin/sites/shop/webhooks/archive", Site: "shop"),
        new("GET /v1/sites/{site}/records", "records.read", 200, Site: "shop"),
        new("GET /v1/sites/{site}/records", "records.read", 404, Site: "nowhere"),
        new("GET /v1/sites/{site}/records/export", "records.export", 200, Site: "shop"),
        new("GET /v1/sites/{site}/records/export/manifest", "records.manifest", 200, Site: "shop"),
        new("GET /v1/sites/{site}/stats", "stats.read", 200, Site: "shop"),
        new("POST /v1/sites/{site}/events", "events.add", 200, Site: "shop", Body: Event, Type: "application/x-ndjson"),
        new("POST /v1/sites/{site}/events", "events.add", 200, Site: "shop", Body: Event, Type: "application/x-ndjson"),
        new("POST /v1/sites/{site}/events", "events.add", 409, Site: "shop", Body: Event.Replace("crm", "erp", StringComparison.Ordinal), Type: "application/x-ndjson"),
        new("POST /v1/sites/{site}/events", "events.add", 422, Site: "shop", Body: "{}", Type: "application/x-ndjson"),
        new("GET /v1/sites/{site}/duties", "duty.list", 200, Site: "shop"),
        new("GET /v1/sites/{site}/duties", "duty.list", 400, Path: "/v1/sites/shop/duties?limit=0", Site: "shop"),
        new("POST /v1/sites/{site}/duties/{id}/ack", "duty.acknowledge", 200, Path: "/v1/sites/shop/duties/DUTY/ack", Site: "shop", Body: """{"outcome":"done"}"""),
        new("POST /v1/sites/{site}/duties/{id}/ack", "duty.acknowledge", 200, Path: "/v1/sites/shop/duties/DUTY/ack", Site: "shop", Body: """{"outcome":"done"}"""),
        new("GET /v1/sites/{site}/duties/{id}/statement", "duty.statement", 200, Path: "/v1/sites/shop/duties/DUTY/statement", Site: "shop"),
        new("GET /v1/sites/{site}/duties/{id}/statement", "duty.statement", 404, Path: "/v1/sites/shop/duties/1/statement", Site: "shop"),
        new("POST /v1/sites/{site}/duties/{id}/ack", "duty.acknowledge", 404, Path: "/v1/sites/shop/duties/1/ack", Site: "shop", Body: """{"outcome":"done"}"""),
        new("POST /v1/sites/{site}/duties/{id}/ack", "duty.acknowledge", 422, Path: "/v1/sites/shop/duties/1/ack", Site: "shop", Body: "{}"),
        // Only the first request of a day has an entry (FirstOfDayTests).
        new("GET /v1/sites/{site}/decisions", "decision.read", 200, Path: $"/v1/sites/shop/decisions?category=marketing&visitor={Visitor}", Site: "shop"),
        new("DELETE /v1/sites/{site}/visitors/{visitor}", "visitor.erase", 200, Path: $"/v1/sites/shop/visitors/{Visitor}", Site: "shop"),
        new("DELETE /v1/sites/{site}/visitors/{visitor}", "visitor.erase", 422, Path: "/v1/sites/shop/visitors/somebody", Site: "shop"),
        .. new[] { "guardian", "renew", "import", "reject_all" }.Select(action =>
            new Call("POST /v1/sites/{site}/consents", "consent.record", 201, Site: "shop", Body: Choice.Body(null, ("action", action)).ToJsonString())),
        new("POST /v1/sites/{site}/consents", "consent.record", 422, Site: "shop", Body: Choice.Body(null, ("lang", "xx")).ToJsonString()),
    ];

    private readonly Hub hub = fixture.Hub;

    [Fact]
    [Promise("0.16", "1.24", "3.4")]
    public async Task Every_request_with_a_key_writes_one_entry()
    {
        // The manifest needs an entry in the log. A call of the table revokes the key with the id 2.
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.CreateKeyAsync(Role.Analyst);
        using var admin = hub.KeyedClient();
        string? duty = null;
        var privacy = (await hub.RestrictAsync()).Id.ToString();

        foreach (var call in Calls)
        {
            // The events of the table have given one duty.
            duty ??= (await admin.GetAsync("/v1/sites/shop/duties?system=crm").JsonAsync())["duties"] is JsonArray { Count: 1 } duties ? (string)duties[0]!["id"]! : null;
            var before = (await EntriesAsync())[0].Id;
            using var answer = await admin.SendAsync(call.Request(duty, privacy));
            Assert.True((int)answer.StatusCode == call.Status, $"{call}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await answer.Content.ReadAsByteArrayAsync();

            // The hub writes refused attempts of other tests once a minute, so they may come in between.
            var entry = Assert.Single(await EntriesAsync(), e => e.Id > before && e.Action != AuditActions.AccessRefused);
            Assert.Equal((call.Action, ActorKind.Key, 1L, call.Site), (entry.Action, entry.Actor, entry.Key, entry.Site));
            if (call.Status >= 400)
                Assert.True(entry.Detail!.Contains(call.Action == "consent.record" ? "not stored" : $"answered {call.Status}", StringComparison.Ordinal), $"{call}: {entry.Detail}");
        }
    }

    [Fact]
    public async Task Every_route_that_checks_a_key_is_in_the_table()
    {
        var known = Calls.Select(c => c.Route).ToHashSet(StringComparer.Ordinal);
        var audited = new List<string>();
        foreach (var endpoint in hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                var route = $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";
                var path = route.Split(' ')[1].Replace("{site}", "shop", StringComparison.Ordinal).Replace("{visitor}", Visitor, StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
                using var answer = await hub.Client.SendAsync(new HttpMethod(method), path, ("Authorization", "Bearer chk_nobody-has-this-key-0123456789abcdefghijklmn"));
                var refused = (int)answer.StatusCode == 401;
                Assert.True(refused == endpoint.Metadata.GetMetadata<AuditedAction>() is not null, $"{route} answers {(int)answer.StatusCode} to a wrong key.");
                if (refused)
                    audited.Add(route);
            }
        }

        Assert.Equal(known.Order(), audited.Order());
        Assert.All(Calls, call => Assert.Contains(call.Action, AuditActions.All));
    }

    [Fact]
    public async Task Refused_attempts_are_counted_and_bounded()
    {
        await using var own = await Hub.StartAsync();
        var analyst = await own.CreateKeyAsync(Role.Analyst, "shop");
        using var keyed = own.KeyedClient(analyst);
        using var wrong = own.KeyedClient("chk_nobody-has-this-key-0123456789abcdefghijklmn");
        for (var i = 0; i < 3; i++)
            await keyed.GetAsync("/v1/admin/keys").RefusedAsync(403, "key_not_allowed");
        for (var i = 0; i < 5; i++)
            await wrong.GetAsync("/v1/sites/shop/stats").RefusedAsync(401, "key_required");
        foreach (var path in new[] { "/v1/admin/keys", "/v1/admin/audit", "/v1/sites/shop/records", "/v1/sites/shop/records/export" })
            await wrong.GetAsync(path).RefusedAsync(401, "key_required");

        var entries = await own.KeyedClient().GetAsync("/v1/admin/audit?action=access.refused").JsonAsync();

        var told = entries["entries"]!.AsArray().Select(e => (Actor: (string?)e!["actor"], Key: (long?)e["key"], Detail: (string)e["detail"]!)).Reverse().ToList();
        Assert.Equal(RefusedAttempts.NamedCallers + 1, told.Count);
        Assert.Equal(("hub", null), (told[0].Actor, told[0].Key));
        Assert.Matches("^5 attempts at stats.read with no key of this hub, client [0-9a-f]{16}$", told[0].Detail);
        Assert.Equal(("key", 2L, "3 attempts at key.list beyond its role or sites"), (told[1].Actor, told[1].Key, told[1].Detail));
        Assert.Equal("2 more attempts of 2 other kinds", told[^1].Detail);
        Assert.DoesNotContain("127.0.0.1", entries.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("chk_", entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_attempts_that_a_locked_store_did_not_take_are_written_later()
    {
        await using var own = await Hub.StartAsync();
        using var wrong = own.KeyedClient("chk_nobody-has-this-key-0123456789abcdefghijklmn");
        foreach (var path in new[] { "/v1/admin/keys", "/v1/admin/keys", "/v1/admin/audit" })
            await wrong.GetAsync(path).RefusedAsync(401, "key_required");

        using (var other = own.Services.GetRequiredService<SqliteDatabase>().OpenWriter())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<StoreUnavailableException>(own.Services.GetRequiredService<RefusedAttempts>().WriteAsync);
            await other.ExecuteAsync("ROLLBACK");
        }

        await wrong.GetAsync("/v1/admin/keys").RefusedAsync(401, "key_required");
        var entries = (await own.AuditAsync()).Where(e => (string?)e["action"] == AuditActions.AccessRefused).Select(e => ((string)e["detail"]!).Split(',')[0]);
        Assert.Equal(["1 attempt at audit.read with no key of this hub", "3 attempts at key.list with no key of this hub"], entries.Order());
    }

    [Fact]
    public async Task Refused_attempts_not_yet_written_are_in_the_trail_once_the_hub_has_stopped()
    {
        using var folder = new TestFolder();
        var own = await Hub.StartAsync(folder: folder);
        await own.KeyedClient("chk_nobody-has-this-key-0123456789abcdefghijklmn").GetAsync("/v1/admin/keys").RefusedAsync(401, "key_required");
        await own.StopAsync();

        await using var next = await Hub.StartAsync(folder: folder);
        Assert.Contains(await next.AuditAsync(), e => (string?)e["action"] == "access.refused");
    }

    private Task<IReadOnlyList<AuditEntry>> EntriesAsync() => hub.Services.GetRequiredService<IAuditStore>().ReadAsync(new AuditQuery(), CancellationToken.None);

    /// <param name="Route">Method and pattern.</param>
    private sealed record Call(string Route, string Action, int Status, string? Path = null, string? Site = null, string? Body = null, string? Match = null, string Type = "application/json")
    {
        /// <param name="duty">Id of the duty that the path names as <c>DUTY</c>.</param>
        /// <param name="privacy">Id of the privacy request that the path names as <c>REQUEST</c>.</param>
        public HttpRequestMessage Request(string? duty, string privacy)
        {
            var (method, pattern) = (Route.Split(' ')[0], Route.Split(' ')[1]);
            var request = new HttpRequestMessage(new HttpMethod(method), (Path ?? pattern.Replace("{site}", Site, StringComparison.Ordinal))
                .Replace("DUTY", duty, StringComparison.Ordinal).Replace("REQUEST", privacy, StringComparison.Ordinal));
            if (Match is not null)
                request.Headers.TryAddWithoutValidation("If-Match", Match);
            if (Body is not null)
                request.Content = new StringContent(Body, Encoding.UTF8, Type);

            return request;
        }

        public override string ToString() => $"{Route}, {Status}";
    }

    /// <summary>A hub with a site whose data another system holds.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        internal Hub Hub { get; private set; } = null!;

        public async Task InitializeAsync() => Hub = await Hub.StartAsync([ConnectedShop.Site]);

        public async Task DisposeAsync() => await Hub.DisposeAsync();
    }
}
