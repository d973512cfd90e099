using System.CommandLine;
using ConsentHub.Sites;
using ConsentHub.Storage;
using ConsentHub.Verification;

namespace ConsentHub.CommandLine;

/// <summary><c>verify database</c>: every record against its hash, every tile, every checkpoint ever signed.</summary>
internal static class VerifyDatabaseCommand
{
    public static Command Create(CommandSurroundings around) =>
        new Command("database", "Check every record against its place in the log, every tile, and every checkpoint ever signed. Works beside a running server, writes nothing, needs no master key.")
            .Runs(around, DataFolder.Untouched, RunAsync);

    private static async Task<int> RunAsync(CommandRun run, CancellationToken ct)
    {
        using var verifier = new DatabaseVerifier(run.Get<ILogSnapshot>(), run.Get<SiteDirectory>());
        var file = await verifier.CheckFileAsync(ct);
        await WriteAsync(run.Output, file, FaultList.Kept);
        var faults = file.Count;
        foreach (var log in await verifier.LogsAsync(ct))
        {
            var report = await CheckAsync(run, verifier, log, ct);
            await run.Output.WriteLineAsync(Summary(report) + Waiting(log.Waiting));
            await WriteAsync(run.Output, report.Faults, Math.Max(FaultList.Kept - faults, 0));
            faults += report.Faults.Count;
        }

        await run.Output.WriteLineAsync(faults == 0 ? "No fault." : $"{Words.Count(faults, "fault")}.");
        return faults == 0 ? ExitCodes.Done : ExitCodes.Faulty;
    }

    private static async Task<LogReport> CheckAsync(CommandRun run, DatabaseVerifier verifier, StoredLog log, CancellationToken ct)
    {
        using var bar = new ProgressBar(run.Error, log.Key, run.Around.ShowsProgress, run.Around.Time);
        var report = await verifier.CheckAsync(log, new ProgressTo<long>(p => bar.Show(p / (double)Math.Max(log.Length, 1), p)), ct);
        bar.Finish(report.Records);
        return report;
    }

    private static string Summary(LogReport report) =>
        $"{report.Site}: {Words.Count(report.Length, "position")}: {Words.Count(report.Records, "record")}, {Words.Count(report.Removals, "removal")}, {report.Removed} removed; "
        + $"{Words.Count(report.Checkpoints, "checkpoint")}; {(report.Faults.Count == 0 ? "no fault" : Words.Count(report.Faults.Count, "fault"))}";

    private static string Waiting(long choices) => choices switch
    {
        0 => "",
        1 => "; 1 choice waits to be placed in it",
        _ => $"; {Words.Count(choices, "choice")} wait to be placed in it",
    };

    private static async Task WriteAsync(TextWriter output, FaultList faults, long most)
    {
        var shown = Math.Min(most, faults.Lines.Count);
        foreach (var line in faults.Lines.Take((int)shown))
            await output.WriteLineAsync("    " + line);

        if (faults.Count > shown)
            await output.WriteLineAsync($"    and {faults.Count - shown} more");
    }
}
