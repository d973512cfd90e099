using System.Text.Json.Nodes;
using ConsentHub.Audit;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Requests;

/// <summary>What a requester gets in the end.</summary>
public sealed class RequestPackageTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private readonly MailServer mail = MailServer.Start();
    private Hub hub = null!;

    public async Task InitializeAsync() => hub = await Hub.StartAsync([RequestHub.Shop with { Sale = DataSale.Sharing }], clock: clock, settings: mail.Settings);

    public async Task DisposeAsync()
    {
        await hub.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task The_package_has_the_facts_the_records_of_the_browser_the_answer_and_the_statement()
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var (id, secret) = await hub.OpenAsync(mail, visitorId: visitor);
        clock.Advance(TimeSpan.FromDays(1));
        await AnswerAsync(id, new RequestAnswer(IsDone: true, "Here is your data."));
        var closed = await mail.NextAsync();

        var package = (await hub.ReadAsync(id, secret, "/package").JsonAsync()).AsObject();
        var export = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/visitor/export", ("Visitor-Id", visitor)).JsonAsync();

        Assert.Equal(["format", "site", "siteName", "madeAt", "request", "facts", "browser"], package.Select(m => m.Key));
        Assert.Equal(export.ToJsonString(), package["browser"]!.ToJsonString());
        Assert.Equal(("answered", "Here is your data."), ((string?)package["request"]!["state"], (string?)package["request"]!["answer"]));
        Assert.Equal("kept", (string?)package["request"]!["statement"]!["record"]!["outcome"]);
        Assert.Equal("request_access", (string?)package["request"]!["statement"]!["record"]!["class"]);
        var facts = package["facts"]!;
        Assert.Equal(("Test Shop AS", "sharing", "profile"), ((string?)facts["controller"]!["name"], (string?)facts["sale"], (string?)facts["retention"]![0]!["id"]));
        Assert.Equal(["auth", "preferences", "analytics", "marketing"], facts["categories"]!.AsArray().Select(c => (string)c!["id"]!));
        Assert.Equal("Test Shop AS", (string?)facts["categories"]![0]!["recipients"]![0]!["provider"]);
        Assert.DoesNotContain("Here is your data", closed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_visitor_id_the_package_has_no_records_and_an_open_request_no_statement()
    {
        var body = RequestHub.ByMail();
        body["lang"] = "de";
        body["region"] = "US-CA";
        body["message"] = "Alles,\r\nbitte.";
        var id = (string)(await hub.RequestAsync(body).JsonAsync(202))["id"]!;
        var secret = (string)(await hub.EnterAsync(id, (await mail.NextAsync()).Code).JsonAsync())["secret"]!;

        using var response = await hub.ReadAsync(id, secret, "/package");
        var package = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        Assert.Equal(("no-store", $"request-shop-{id}.json"), (response.Headers.CacheControl?.ToString(), response.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        Assert.False(package.ContainsKey("browser"));
        Assert.Equal(("open", "Alles,\nbitte.", "US-CA"), ((string?)package["request"]!["state"], (string?)package["request"]!["message"], (string?)package["request"]!["region"]));
        Assert.False(package["request"]!.AsObject().ContainsKey("statement"));
        Assert.Equal("Statistik", (string?)package["facts"]!["categories"]![2]!["name"]);
        Assert.NotEmpty(package["facts"]!["rights"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_reads_a_package_without_the_secret()
    {
        var (id, secret) = await hub.OpenAsync(mail);

        await hub.ReadAsync(id, null, "/package").RefusedAsync(404, "unknown_request");
        await hub.ReadAsync(id, "x" + secret[1..], "/package").RefusedAsync(404, "unknown_request");
        await hub.ReadAsync(Choice.NewId(), secret, "/package").RefusedAsync(404, "unknown_request");
        await hub.ReadAsync(id.ToUpperInvariant() + "0", secret, "/package").RefusedAsync(404, "unknown_request");
    }

    private async Task AnswerAsync(string id, RequestAnswer answer)
    {
        var sealer = await hub.Services.GetRequiredService<AuditTrail>().SealerAsync();
        Assert.IsType<AnswerOutcome.Closed>(await hub.Services.GetRequiredService<IRequestStore>().AnswerAsync(
            hub.Site().Number, "shop", Guid.Parse(id), answer, Actor.CommandLine, sealer, clock.GetUtcNow()));
        hub.Later(TimeSpan.Zero);
    }
}
