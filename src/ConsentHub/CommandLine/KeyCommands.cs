using System.CommandLine;
using System.Globalization;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Sites;

namespace ConsentHub.CommandLine;

/// <summary><c>key create</c>, <c>key list</c>, <c>key revoke</c>.</summary>
internal static class KeyCommands
{
    public static Command Create(CommandContext context) => new("key", "API keys of analysts, editors, administrators and connected systems.")
    {
        CreateKey(context),
        new Command("list", "Show all API keys, without their secrets.").Runs(context, DataFolder.Existing, ListAsync),
        Revoke(context),
    };

    private static Command CreateKey(CommandContext context)
    {
        var name = new Option<string>("--name") { Description = "Who uses the key.", Required = true };
        var role = new Option<string>("--role") { Description = "analyst reads; editor also publishes sites and records choices for visitors; admin also manages keys and erases visitors; connector is a system that holds data.", Required = true, HelpName = "analyst|editor|admin|connector" };
        var system = new Option<string>("--system") { Description = "The system that uses the key, as heldBy of a site file names it. Only for the role connector.", HelpName = "NAME" };
        var sites = new Option<string[]>("--site") { Description = "Site key of a site that the API key is valid for; may be given several times. Default: all sites.", HelpName = "KEY" };
        var expires = new Option<string>("--expires") { Description = "When the key expires: a date (midnight UTC) or a time in RFC 3339. Default: never.", HelpName = "TIME" };
        return new Command("create", "Create an API key. Its text is printed once and can't be looked up again.") { name, role, system, sites, expires }
            .Runs(context, DataFolder.New, (run, _) => CreateAsync(
                run, run.Parsed.GetRequiredValue(name), run.Parsed.GetRequiredValue(role), run.Parsed.GetValue(system), run.Parsed.GetValue(sites) is { Length: > 0 } some ? some : null, run.Parsed.GetValue(expires)));
    }

    private static async Task<int> CreateAsync(CommandRun run, string name, string role, string? system, string[]? sites, string? expires)
    {
        var (draft, errors) = KeyRules.Check(name, role, system, sites, expires, run.Get<SiteDirectory>(), run.Context.Time.GetUtcNow());
        if (draft is null)
            return run.Refuse(errors);

        var (text, key) = await run.Get<ApiKeyIssuer>().CreateAsync(draft, Actor.CommandLine);
        // Only the secret goes to standard output, so that a script can capture it.
        await run.Output.WriteLineAsync(text);
        var until = key.ExpiresAt is { } at ? $", until {Rfc3339.Of(at)}" : "";
        await run.Error.WriteLineAsync($"Key {Text(key.Id)}, role {role}, {(system is null ? "" : $"system {system}, ")}{(sites is null ? "all sites" : string.Join(", ", sites))}{until}. The key is shown only once: save it now.");
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(CommandRun run, CancellationToken ct)
    {
        var keys = await run.Get<IApiKeyStore>().ListAsync(ct);
        await run.AuditAsync(AuditActions.KeyList, null, null);
        TextTable.Write(run.Output, ["id", "role", "system", "sites", "created", "expires", "last used", "revoked", "name"], keys.Select(k => new[]
        {
            Text(k.Id), WireNames<Role>.Of(k.Role), k.System ?? "-", k.Sites is null ? "all" : string.Join(',', k.Sites),
            Rfc3339.Of(k.CreatedAt), Time(k.ExpiresAt), Time(k.LastUsedAt), Time(k.RevokedAt), k.Name,
        }));
        return ExitCodes.Done;
    }

    private static string Time(DateTimeOffset? time) => time is { } at ? Rfc3339.Of(at) : "-";

    private static Command Revoke(CommandContext context)
    {
        var id = new Argument<long>("ID") { Description = "Id of the API key, as key list shows it." };
        return new Command("revoke", "Revoke an API key at once. A running server refuses it from then on.") { id }
            .Runs(context, DataFolder.Existing, (run, _) => RevokeAsync(run, run.Parsed.GetValue(id)));
    }

    private static async Task<int> RevokeAsync(CommandRun run, long id)
    {
        if (!await run.Get<ApiKeyIssuer>().RevokeAsync(id, Actor.CommandLine))
        {
            await run.Error.WriteLineAsync($"There is no key {Text(id)}. ConsentHub key list shows all keys.");
            return ExitCodes.Usage;
        }

        await run.Output.WriteLineAsync($"Key {Text(id)} is revoked.");
        return ExitCodes.Done;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
