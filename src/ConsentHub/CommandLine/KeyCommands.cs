using System.CommandLine;
using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.CommandLine;

/// <summary><c>key create</c>, <c>key list</c>, <c>key revoke</c>.</summary>
internal static class KeyCommands
{
    public static Command Create(CommandSurroundings around) => new("key", "API keys of analysts, editors and administrators.")
    {
        CreateKey(around),
        new Command("list", "Show all keys, without their secrets.").Runs(around, DataFolder.Existing, ListAsync),
        Revoke(around),
    };

    private static Command CreateKey(CommandSurroundings around)
    {
        var name = new Option<string>("--name") { Description = "Who uses the key.", Required = true };
        var role = new Option<string>("--role") { Description = "analyst reads, editor also publishes and records for visitors, admin also manages keys and erases.", Required = true, HelpName = "analyst|editor|admin" };
        var sites = new Option<string[]>("--site") { Description = "Key of a site that it is good for; may be given several times. All sites without.", HelpName = "KEY" };
        return new Command("create", "Make a key. Its text is printed once and can't be looked up again.") { name, role, sites }
            .Runs(around, DataFolder.New, (run, _) => CreateAsync(
                run, run.Parsed.GetRequiredValue(name), run.Parsed.GetRequiredValue(role), run.Parsed.GetValue(sites) is { Length: > 0 } some ? some : null));
    }

    private static async Task<int> CreateAsync(CommandRun run, string name, string role, string[]? sites)
    {
        var errors = KeyRules.Check(name, role, sites, run.Get<SiteDirectory>(), out var found);
        if (errors.Any)
            return run.Refuse(errors);

        var text = ApiKeyText.Create();
        var keys = run.Get<IKeyStore>();
        var key = await keys.CreateAsync(ApiKeyText.Hash(text), name, found, sites);
        await keys.AuditAsync(null, "key.create", null, $"key {Text(key.Id)}, role {role}");
        // The secret alone on standard output, for a script to catch.
        await run.Output.WriteLineAsync(text);
        await run.Error.WriteLineAsync($"Key {Text(key.Id)}, role {role}, {(sites is null ? "all sites" : string.Join(", ", sites))}. It is shown this once: keep it.");
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandRun run, CancellationToken ct)
    {
        var keys = await run.Get<IKeyStore>().ListAsync(ct);
        TextTable.Write(run.Output, ["id", "role", "sites", "created", "revoked", "name"], keys.Select(k => new[]
        {
            Text(k.Id), WireWords<Role>.Of(k.Role), k.Sites is null ? "all" : string.Join(',', k.Sites),
            Rfc3339.Of(k.CreatedAt), k.RevokedAt is { } at ? Rfc3339.Of(at) : "-", k.Name,
        }));
        return ExitCodes.Done;
    }

    private static Command Revoke(CommandSurroundings around)
    {
        var id = new Argument<long>("ID") { Description = "Id of the key, as key list shows it." };
        return new Command("revoke", "Revoke a key at once, also in a running server.") { id }
            .Runs(around, DataFolder.Existing, (run, _) => RevokeAsync(run, run.Parsed.GetValue(id)));
    }

    private static async Task<int> RevokeAsync(CommandRun run, long id)
    {
        var keys = run.Get<IKeyStore>();
        if (!await keys.RevokeAsync(id))
        {
            await run.Error.WriteLineAsync($"There is no key {Text(id)}. ConsentHub key list shows those that there are.");
            return ExitCodes.Usage;
        }

        await keys.AuditAsync(null, "key.revoke", null, $"key {Text(id)}");
        await run.Output.WriteLineAsync($"Key {Text(id)} is revoked.");
        return ExitCodes.Done;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
