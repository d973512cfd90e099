using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;

namespace ConsentHub.CommandLine;

/// <summary><c>promises due</c>, <c>promises duties</c>, <c>promises resume</c>.</summary>
internal static class PromisesCommands
{
    public static Command Create(CommandContext context) => new("promises", "What is done at the end of the periods that a site promises.")
    {
        Due(context),
        Duties(context),
        new Command("resume", "Continue after a clock that leapt ahead or went back, once you have checked that the clock is right.")
            .Runs(context, DataFolder.Existing, (run, _) => ResumeAsync(run)),
    };

    private static Command Due(CommandContext context)
    {
        var site = new Option<string?>("--site") { Description = "Key of one site. Default: all sites that promise a period.", HelpName = "KEY" };
        return new Command("due", "Show how many records are due now and within 30 days. Changes nothing.") { site }
            .Runs(context, DataFolder.Existing, (run, ct) => DueAsync(run, run.Parsed.GetValue(site), ct));
    }

    private static Command Duties(CommandContext context)
    {
        var site = new Option<string?>("--site") { Description = "Key of one site. Default: all sites.", HelpName = "KEY" };
        var system = new Option<string?>("--system") { Description = "Name of one system, as heldBy of the site files has it. Default: all systems.", HelpName = "NAME" };
        return new Command("duties", "Show how many duties other systems have not acknowledged, and how many are overdue. Changes nothing.") { site, system }
            .Runs(context, DataFolder.Existing, (run, ct) => DutiesAsync(run, run.Parsed.GetValue(site), run.Parsed.GetValue(system), ct));
    }

    private static async Task<int> DutiesAsync(CommandRun run, string? key, string? system, CancellationToken ct)
    {
        if (key is not null && run.FindSite(key) is null)
            return ExitCodes.Usage;

        var now = run.Context.Time.GetUtcNow();
        var tally = new DutyTally(run.Get<IDutyStore>(), run.Get<IHoldStore>());
        var rows = new List<string[]>();
        foreach (var site in (await run.Get<DutySites>().AllAsync(ct)).Where(s => key is null || s.Key == key))
        {
            foreach (var row in await tally.OfAsync(site, system, now, ct))
                rows.Add([site.Key, row.Class, row.System, Text(row.Open), Text(row.Overdue), row.First is { } first ? Rfc3339.Of(first) : "-"]);
        }

        if (rows.Count == 0)
            await run.Error.WriteLineAsync("No class of data is held by another system here (heldBy in the site files).");
        else
            TextTable.Write(run.Output, ["site", "class", "system", "open", "overdue", "first due"], rows);

        return ExitCodes.Done;
    }

    private static async Task<int> DueAsync(CommandRun run, string? key, CancellationToken ct)
    {
        if (key is not null && run.FindSite(key) is null)
            return ExitCodes.Usage;

        var now = run.Context.Time.GetUtcNow();
        var forecast = new RetentionForecast(run.Get<IRetentionStore>(), run.Get<IConsentStore>(), run.Get<IConsentLog>());
        var rows = new List<string[]>();
        foreach (var rules in (await run.Get<RetentionPromises>().AllAsync(ct)).Where(r => key is null || r.Key == key))
        {
            var due = await forecast.OfAsync(rules, now, ct);
            var holds = (await run.Get<IHoldStore>().ListAsync(rules.Site, ct)).Where(h => h.Class == RetentionClass.ConsentRecords && h.IsInForce(now)).ToList();
            rows.Add([rules.Key, Text(due.Now), Text(due.Soon), due.Next is { } next ? Rfc3339.Of(next) : "-", holds.Count == 0 ? "-" : string.Join("; ", holds.Select(Text))]);
        }

        if (rows.Count == 0)
            await run.Error.WriteLineAsync(key is null ? "No site promises a period for consent records." : $"{key} promises no period for consent records.");
        else
            TextTable.Write(run.Output, ["site", "due", "within 30 days", "next", "hold"], rows);

        return ExitCodes.Done;
    }

    private static async Task<int> ResumeAsync(CommandRun run)
    {
        var now = run.Context.Time.GetUtcNow();
        await run.Get<IRetentionStore>().SetClockAsync(now);
        await run.AuditAsync(AuditActions.PromisesResume, null, $"the clock says {Rfc3339.Of(now)}");
        await run.Output.WriteLineAsync($"The hub removes what is due from {Rfc3339.Of(now)} on.");
        return ExitCodes.Done;
    }

    private static string Text(Hold hold) => $"{hold.Id}: {hold.Reason}{(hold.Until is { } until ? $", until {Rfc3339.Of(until)}" : "")}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
