using System.CommandLine;
using ConsentHub.ConsentLog;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Sites;
using ConsentHub.Verification;
using ConsentHub.Verification.Database;

namespace ConsentHub.CommandLine;

/// <summary><c>verify database</c>: checks every record against its hash, every tile, and every checkpoint ever signed.</summary>
internal static class VerifyDatabaseCommand
{
    private const int MaxKeys = 100;

    public static Command Create(CommandContext context)
    {
        var keys = new Option<string[]>("--key")
        {
            Description = "A verifier key that you kept (NAME+ID+KEY), or a file of such keys; may be given several times. Every signature must be by one of these keys. Default: the keys in the database, which anybody who can write to the database may have replaced.",
            HelpName = "KEY|FILE",
        };
        var checkpoints = new Option<string[]>("--checkpoint")
        {
            Description = "File with a checkpoint that you kept, as /ledger/SITE/checkpoint returned it; may be given several times. The log in the database must begin with the entries that this checkpoint covers.",
            HelpName = "FILE",
        };
        return new Command("database", "Check every record against its place in the log, every tile, every checkpoint ever signed, the hub's keys, and all other data that these keys sign. Works beside a running server, writes nothing, needs no master key. Exit code 4 if neither a key nor the master key was available to compare with.") { keys, checkpoints }
            .Runs(context, DataFolder.Untouched, (run, ct) => VerifyCommands.GuardAsync(run.Parsed, async () =>
                await RunAsync(run, await ReadAsync(run, run.Parsed.GetValue(keys) ?? [], run.Parsed.GetValue(checkpoints) ?? [], ct), ct)));
    }

    private static async Task<Evidence> ReadAsync(CommandRun run, string[] given, string[] files, CancellationToken ct)
    {
        var keys = new List<VerifierKey>();
        foreach (var one in given)
            keys.AddRange(await GivenKeys.ReadAsync(one, ct));
        if (keys.Count > MaxKeys)
            throw new VerificationInputException($"--key: {keys.Count} keys are more than the limit of {MaxKeys}.");

        var checkpoints = new List<KeptCheckpoint>();
        foreach (var file in files)
            checkpoints.Add(await KeptCheckpoint.ReadAsync(file, ct));

        return new Evidence(run.Get<MasterKey>(), given.Length == 0 ? null : keys, checkpoints);
    }

    private static async Task<int> RunAsync(CommandRun run, Evidence evidence, CancellationToken ct)
    {
        using var verifier = new DatabaseVerifier(run.Get<ILogSnapshot>(), run.Get<SiteDirectory>(), evidence, run.Context.Time);
        var file = await verifier.CheckFileAsync(ct);
        await WriteAsync(run.Output, file, ErrorList.Kept);
        var errors = file.Count;
        var logs = await verifier.LogsAsync(ct);
        foreach (var log in logs)
        {
            var report = await CheckAsync(run, verifier, log, ct);
            await run.Output.WriteLineAsync(Summary(report));
            await WriteAsync(run.Output, report.Errors, Math.Max(ErrorList.Kept - errors, 0));
            errors += report.Errors.Count;
        }

        await run.Output.WriteLineAsync(errors == 0 ? "No errors." : $"{Plural.Count(errors, "error")}.");
        if (errors > 0)
            return ExitCodes.CheckFailed;
        if (evidence.Keys is not null)
            return ExitCodes.Done;

        var origin = logs.SelectMany(log => log.Origins.TakeLast(1)).FirstOrDefault();
        if (origin is not null)
            await run.Output.WriteLineAsync(KeyRemark.Of("from the database itself", origin, CheckpointCheck.KeysOf(origin, verifier.Keys)));
        if (!verifier.MasterOpensAll)
            return ExitCodes.KeyNotGiven;

        await run.Output.WriteLineAsync("The available master key decrypts every key of the hub, so nobody without the master key has replaced a key.");
        return ExitCodes.Done;
    }

    private static async Task<LogReport> CheckAsync(CommandRun run, DatabaseVerifier verifier, StoredLog log, CancellationToken ct)
    {
        using var bar = new ProgressBar(run.Error, log.Key, run.Context.ShowsProgress, run.Context.Time);
        var report = await verifier.CheckAsync(log, new ProgressTo<long>(p => bar.Show(p / (double)Math.Max(log.Length, 1), p)), ct);
        bar.Finish(report.Records);
        return report;
    }

    private static string Summary(LogReport report) =>
        $"{report.Site}: {Plural.Count(report.Length, "position")}: {Plural.Count(report.Records, "record")}, {Plural.Count(report.Removals, "removal")}, {report.Removed} removed{(report.Statements == 0 ? "" : $", {Plural.Count(report.Statements, "statement")}")}; "
        + $"{Plural.Count(report.Checkpoints, "checkpoint")}; {(report.Errors.Count == 0 ? "no errors" : Plural.Count(report.Errors.Count, "error"))}";

    private static async Task WriteAsync(TextWriter output, ErrorList errors, long most)
    {
        var shown = Math.Min(most, errors.Lines.Count);
        foreach (var line in errors.Lines.Take((int)shown))
            await output.WriteLineAsync("    " + line);

        if (errors.Count > shown)
            await output.WriteLineAsync($"    and {errors.Count - shown} more");
    }
}
