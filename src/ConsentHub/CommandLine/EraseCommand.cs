using System.CommandLine;
using System.Text.Json;
using ConsentHub.Admin;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Keys;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.CommandLine;

/// <summary><c>erase</c>: removes all data of a visitor who requested the erasure from the operator.</summary>
internal static class EraseCommand
{
    public static Command Create(CommandContext context)
    {
        var site = new Argument<string>("SITE") { Description = "Key of the site." };
        var visitor = new Option<string>("--visitor") { Description = "The visitor's pseudonym in the records: v1 and 22 characters.", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Don't ask for confirmation." };
        return new Command("erase", "Erase a visitor's records (GDPR Art. 17) and print the erasure statement as JSON. An erasure can't be undone.") { site, visitor, yes }
            .Runs(context, DataFolder.Existing, (run, ct) => EraseAsync(
                run, run.Parsed.GetRequiredValue(site), run.Parsed.GetRequiredValue(visitor), run.Parsed.GetValue(yes), ct));
    }

    private static async Task<int> EraseAsync(CommandRun run, string key, string text, bool yes, CancellationToken ct)
    {
        if (run.FindSite(key) is not { } site)
            return ExitCodes.Usage;

        if (!Visitor.TryParse(text, out var visitor))
        {
            await run.Error.WriteLineAsync("--visitor must be a visitor's pseudonym from the records: v1 and 22 characters of base64url.");
            return ExitCodes.Usage;
        }

        if (!yes && !await ConfirmAsync(run, site, visitor.Value, ct))
        {
            await run.Error.WriteLineAsync("Nothing was erased.");
            return ExitCodes.Usage;
        }

        await run.Get<HubKeys>().PrepareAsync(ct);
        var erasure = await run.Get<VisitorRights>().EraseAsync(site, visitor.Value, ErasureReason.AdminRequest);
        await run.AuditAsync(AuditActions.VisitorErase, site.Key, VisitorErasure.Summary(erasure));
        await run.Output.WriteLineAsync(JsonSerializer.Serialize(erasure, ConsentResponseJson.Default.ErasureResponse));
        return ExitCodes.Done;
    }

    private static async Task<bool> ConfirmAsync(CommandRun run, Site site, Visitor visitor, CancellationToken ct)
    {
        var records = await run.Get<IConsentStore>().AllOfAsync(site.Number, visitor, ct).CountAsync(ct);
        await run.Error.WriteAsync($"Erase {Plural.Count(records, "record")} of {visitor} at {site.Key}? This can't be undone. Type yes: ");
        return string.Equals((await run.Context.Input.ReadLineAsync(ct))?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }
}
