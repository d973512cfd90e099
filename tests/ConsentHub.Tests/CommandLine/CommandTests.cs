using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.CommandLine;

/// <summary>Keys, erasure and settings from the command line, beside a running server.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task A_key_made_here_gives_access_until_it_is_revoked()
    {
        await using var hub = await Hub.StartAsync();
        var made = (await Cli.RunAsync(hub.Folder, ["key", "create", "--name", "BI export", "--role", "analyst", "--site", "shop"])).Ended(ExitCodes.Done);
        using var analyst = hub.KeyedClient(made.Output.Trim());
        await analyst.GetAsync("/v1/sites/shop/records").JsonAsync();
        await analyst.GetAsync("/v1/admin/keys").JsonAsync(403);

        var list = (await Cli.RunAsync(hub.Folder, ["key", "list"])).Ended(ExitCodes.Done);
        var line = Assert.Single(list.Output.Split('\n'), l => l.EndsWith("BI export", StringComparison.Ordinal));
        Assert.Contains("analyst", line, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Output.Trim(), list.Output, StringComparison.Ordinal);

        (await Cli.RunAsync(hub.Folder, ["key", "revoke", line.Split(' ')[0]])).Ended(ExitCodes.Done);
        await analyst.GetAsync("/v1/sites/shop/records").JsonAsync(401);
        (await Cli.RunAsync(hub.Folder, ["key", "revoke", "99"])).Ended(ExitCodes.Usage);
        Assert.Equal(["access.refused", "access.refused", "key.revoke", "key.list", "records.read", "key.create"], (await AuditAsync(hub)).Select(e => (string?)e["action"]).Take(6));
    }

    [Fact]
    public async Task A_connectors_key_made_here_names_its_system()
    {
        await using var hub = await Hub.StartAsync([ConnectedShop.Site]);
        var made = (await Cli.RunAsync(hub.Folder, ["key", "create", "--name", "CRM", "--role", "connector", "--system", "crm", "--site", "shop"])).Ended(ExitCodes.Done);
        using var crm = hub.KeyedClient(made.Output.Trim());

        await crm.SendEventsAsync(ConnectedShop.Event("e1", dataClass: "profile")).JsonAsync();

        Assert.Equal(["profile"], await crm.ClassesAsync());
        Assert.Contains("role connector, system crm, shop", made.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^2 +connector +crm +shop ", (await Cli.RunAsync(hub.Folder, ["key", "list"])).Ended(ExitCodes.Done).Output);
        (await Cli.RunAsync(hub.Folder, ["verify", "database"])).Ended(ExitCodes.Done);
    }

    [Theory]
    [InlineData("--role", "owner", "--name", "x")]
    [InlineData("--role", "admin", "--name", "")]
    [InlineData("--role", "connector", "--name", "x")]
    [InlineData("--role", "admin", "--system", "crm", "--name", "x")]
    [InlineData("--site", "nowhere", "--role", "admin", "--name", "x")]
    public async Task A_wrong_argument_for_a_key_is_refused_and_its_option_named(params string[] options)
    {
        await using var hub = await Hub.StartAsync();
        var run = (await Cli.RunAsync(hub.Folder, ["key", "create", .. options])).Ended(ExitCodes.Usage);
        Assert.StartsWith("--", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Erasing_asks_first_then_removes_and_prints_the_statement()
    {
        await using var hub = await Hub.StartAsync();
        var visitor = Choice.NewVisitorId();
        var stored = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        string[] words = ["erase", "shop", "--visitor", (string)stored["visitor"]!];

        var no = (await Cli.RunAsync(hub.Folder, words, input: "no\n")).Ended(ExitCodes.Usage);
        Assert.Contains("Erase 1 record of", no.Error, StringComparison.Ordinal);
        (await Cli.RunAsync(hub.Folder, words, input: "")).Ended(ExitCodes.Usage);
        Assert.Single((await hub.KeyedClient().GetAsync("/v1/sites/shop/records").JsonAsync())["records"]!.AsArray());

        var yes = (await Cli.RunAsync(hub.Folder, words, input: "yes\n")).Ended(ExitCodes.Done);
        var statement = JsonNode.Parse(yes.Output)!;
        Assert.Equal((1, 1L), ((int)statement["records"]!, (long)statement["leafIndex"]!));
        hub.Client.DefaultRequestHeaders.Add("Visitor-Id", visitor);
        await hub.Client.GetAsync("/v1/sites/shop/consent").JsonAsync(404);

        var nothing = (await Cli.RunAsync(hub.Folder, [.. words, "--yes"])).Ended(ExitCodes.Done);
        Assert.Equal(0, (int)JsonNode.Parse(nothing.Output)!["records"]!);
        var audit = await AuditAsync(hub);
        Assert.Contains(audit, e => (string?)e["action"] == "visitor.erase" && (string?)e["detail"] == "1 record, leaf 1" && (string?)e["actor"] == "command_line");
        Assert.DoesNotContain(audit, e => e.ToJsonString().Contains((string)stored["visitor"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_verb_explains_itself()
    {
        using var folder = new TestFolder();
        foreach (var words in new[] { "", "serve", "verify", "verify database", "verify receipt", "verify log", "verify export", "export", "stats", "stats rebuild", "key", "key create", "key list", "key revoke", "site", "site check", "site apply", "site list", "erase" })
        {
            var run = (await Cli.RunAsync(folder, [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Ended(ExitCodes.Done);
            Assert.Contains("Description:", run.Output, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder.Data));
    }

    [Theory]
    [InlineData("exprt shop")]
    [InlineData("export")]
    [InlineData("export shop --colour red")]
    [InlineData("key revoke three")]
    [InlineData("site apply")]
    public async Task Unknown_arguments_end_with_1(string words)
    {
        using var folder = new TestFolder();
        var run = (await Cli.RunAsync(folder, words.Split(' '))).Ended(ExitCodes.Usage);
        Assert.NotEqual("", run.Error);
    }

    [Theory]
    [InlineData("export shop")]
    [InlineData("key list")]
    [InlineData("stats rebuild")]
    [InlineData("verify database")]
    [InlineData("site list")]
    [InlineData("erase shop --visitor v1AAAAAAAAAAAAAAAAAAAAAA --yes")]
    public async Task Without_a_database_nothing_is_created_and_the_setting_is_named(string words)
    {
        using var folder = new TestFolder();
        var run = (await Cli.RunAsync(folder, words.Split(' '))).Ended(ExitCodes.NotStarted);
        Assert.Contains("ConsentHub__Data", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_wrong_setting_ends_with_3_and_one_line()
    {
        using var folder = new TestFolder();
        var run = (await Cli.RunAsync(folder, ["key", "list"], settings: ("ConsentHub:RateLimit", "many"))).Ended(ExitCodes.NotStarted);
        Assert.Equal("ConsentHub: The setting ConsentHub__RateLimit must be a whole number of writes a minute, 0 (no limit) to 1000000.", run.Error.Trim());
    }

    private static Task<IReadOnlyList<JsonNode>> AuditAsync(Hub hub) => hub.AuditAsync();
}

internal static class AuditCalls
{
    public static async Task<IReadOnlyList<JsonNode>> AuditAsync(this Hub hub)
    {
        using var admin = hub.KeyedClient();
        var answer = await admin.GetAsync("/v1/admin/audit").JsonAsync();
        return [.. answer["entries"]!.AsArray().Select(e => e!)];
    }
}
