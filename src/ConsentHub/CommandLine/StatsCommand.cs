using System.CommandLine;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Sites;

namespace ConsentHub.CommandLine;

/// <summary><c>stats rebuild</c>: recounts the statistics from the records.</summary>
internal static class StatsCommand
{
    public static Command Create(CommandContext context)
    {
        var sites = new Argument<string[]>("SITE") { Description = "Site keys of the sites to recount. Default: all sites.", Arity = ArgumentArity.ZeroOrMore };
        var rebuild = new Command("rebuild", "Recount the statistics from the records. Afterwards each count is the number of remaining and removed records. Counts of impressions are kept.") { sites };
        rebuild.Runs(context, DataFolder.Existing, (run, ct) => RebuildAsync(run, run.Parsed.GetValue(sites) ?? [], ct));
        return new Command("stats", "Statistics.") { rebuild };
    }

    private static async Task<int> RebuildAsync(CommandRun run, string[] keys, CancellationToken ct)
    {
        var all = run.Get<SiteDirectory>().All.OrderBy(s => s.Key, StringComparer.Ordinal);
        var chosen = keys.Length == 0 ? [.. all] : keys.Select(run.FindSite).ToList();
        if (chosen.Contains(null))
            return ExitCodes.Usage;

        foreach (var site in chosen)
            await RebuildAsync(run, site!, ct);

        return ExitCodes.Done;
    }

    private static async Task RebuildAsync(CommandRun run, Site site, CancellationToken ct)
    {
        var log = run.Get<IConsentLog>();
        var size = Math.Max(await log.LogSizeAsync(site.Number, ct), 1);
        var records = 0L;
        RebuiltCounts differed;
        using (var bar = new ProgressBar(run.Error, site.Key, run.Context.ShowsProgress, run.Context.Time))
        {
            var progress = new ProgressTo<long>(done => bar.Show((records = done) / (double)size, done));
            differed = await log.RebuildRollupsAsync(site.Number, progress, ct);
            bar.Finish(records);
        }

        var counts = $"{Plural.Count(differed.Cells, "cell")} and {Plural.Count(differed.Hours, "hour")}";
        await run.AuditAsync(AuditActions.StatsRebuild, site.Key, $"{counts} corrected");
        await run.Output.WriteLineAsync(differed == default ? $"{site.Key}: every cell and every hour was right." : $"{site.Key}: {counts} were wrong and have been corrected.");
    }
}
