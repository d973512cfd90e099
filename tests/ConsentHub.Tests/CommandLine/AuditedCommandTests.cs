using System.CommandLine;
using ConsentHub.Audit;
using ConsentHub.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.CommandLine;

/// <summary>Commands are in the audit trail too. A new verb must be added to one of the tables.</summary>
public sealed class AuditedCommandTests
{
    /// <summary>These verbs only check, or they replace the database: the tests of restore and migrate look for their entries.</summary>
    private static readonly string[] Elsewhere =
        ["serve", "health", "site check", "site list", "verify receipt", "verify log", "verify export", "verify database", "restore", "migrate", "promises due", "promises duties"];

    [Fact]
    public async Task Every_audited_verb_leaves_an_entry()
    {
        await using var hub = await Hub.StartAsync();
        var stored = await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        using var other = new TestFolder();
        other.WriteSite(TestSite.Minimal("later"));
        var output = Path.Combine(hub.Folder.Root, "out");
        (string Verb, string Action, string[] Words)[] table =
        [
            ("key create", "key.create", ["--name", "BI", "--role", "analyst", "--expires", "2999-01-01"]),
            ("key list", "key.list", []),
            ("key revoke", "key.revoke", ["2"]),
            ("export", "records.export", ["shop", "--output", output]),
            ("stats rebuild", "stats.rebuild", ["shop"]),
            ("backup", "backup", []),
            ("journal rebuild", "journal.rebuild", []),
            ("ledger rotate-key", "ledger.rotate", []),
            ("promises resume", "promises.resume", []),
            ("request list", "request.read", ["shop"]),
            ("request answer", "request.answer", ["shop", (await hub.RestrictAsync()).Id.ToString(), "--outcome", "done", "--text", "Done."]),
            ("erase", "visitor.erase", ["shop", "--visitor", (string)stored["visitor"]!, "--yes"]),
            ("site apply", "site.publish", [Path.Combine(other.Sites, "later.json")]),
        ];
        var trail = hub.Services.GetRequiredService<IAuditStore>();

        foreach (var (verb, action, words) in table)
        {
            var before = (await trail.ReadAsync(new AuditQuery { Actor = ActorKind.CommandLine, Limit = 1 }, CancellationToken.None)) is [var last] ? last.Id : 0;
            (await Cli.RunAsync(hub.Folder, [.. verb.Split(' '), .. words])).Ended(ExitCodes.Done);
            var entries = await trail.ReadAsync(new AuditQuery { Actor = ActorKind.CommandLine, After = before }, CancellationToken.None);
            Assert.Equal([action], entries.Select(e => e.Action).Distinct());
            // An entry announces a new key before the key is made.
            Assert.Equal(action == "ledger.rotate" ? ["begins", "key 3"] : [entries[0].Detail], entries.OrderBy(e => e.Id).Select(e => e.Detail));
        }

        Assert.Equal(Leaves(Commands.Create(), "").Order(), table.Select(t => t.Verb).Concat(Elsewhere).Order());
        // The running server applies a file in its folder by itself, and writes an entry.
        Assert.Contains(await trail.ReadAsync(new AuditQuery { Action = "site.publish", Site = "shop" }, CancellationToken.None), e => e.Actor == ActorKind.Hub);
        (await Cli.RunAsync(hub.Folder, ["verify", "database"])).Ended(ExitCodes.Done);
    }

    private static IEnumerable<string> Leaves(Command command, string name) => command.Subcommands.Count == 0
        ? [name]
        : command.Subcommands.SelectMany(c => Leaves(c, $"{name} {c.Name}".Trim()));
}
