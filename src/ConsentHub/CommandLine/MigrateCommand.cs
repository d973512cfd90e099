using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Backups;
using ConsentHub.ConsentLog;
using ConsentHub.Keys;
using ConsentHub.Ledger;
using ConsentHub.Postgres;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Reading;
using ConsentHub.Postgres.Writing;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Verification.Database;

namespace ConsentHub.CommandLine;

/// <summary><c>migrate</c>: moves a deployment from SQLite to PostgreSQL, and verifies that the copy is complete.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandContext context)
    {
        var to = new Option<string>("--to") { Description = "Connection string of an empty PostgreSQL database, such as \"Host=db;Database=consenthub;Username=consenthub;Password=…\".", HelpName = "CONNECTION", Required = true };
        var command = new Command("migrate", "Copy the SQLite database of the data folder to PostgreSQL. Stop the server first. An interrupted copy continues where it stopped. Once the copy is verified, the SQLite file becomes a backup that is deleted after the backup window.") { to };
        command.SetAction((parsed, ct) => HubCommand.GuardAsync(parsed, async () =>
        {
            var settings = HubSettings.Read(context.Configuration());
            RequireAlone(settings);
            await using (var services = HubCommand.Services(context, settings))
            {
                await services.GetRequiredService<SiteDirectory>().ReloadAsync(ct);
                if (await MigrateAsync(new CommandRun(parsed, services, context), parsed.GetRequiredValue(to), ct) is var code && code != ExitCodes.Done)
                    return code;
            }

            await using var closed = HubCommand.Services(context, settings);
            await KeepAsync(closed.GetRequiredService<BackupFolder>(), FileOf(settings), parsed.InvocationConfiguration.Output, ct);
            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>Requires a SQLite database that no process has open. Must run before this command itself opens the database.</summary>
    private static void RequireAlone(HubSettings settings)
    {
        if (ConsentHubSetup.StoreOf(settings).IsShared)
            throw new StartupException("migrate copies from SQLite. Unset ConnectionStrings__Postgres, and name the new database with --to.");
        if (ConsentHubSetup.StoreOf(settings) is var store && !store.Exists())
            throw new StartupException(store.MissingMessage);

        if (!SqliteCopy.IsAlone(FileOf(settings)))
            throw new StartupException($"{FileOf(settings)} is in use. Stop the server first.");
    }

    private static string FileOf(HubSettings settings) => Path.GetFullPath(Path.Combine(settings.Data, SqliteDatabase.FileName));

    /// <summary>Turns the SQLite file into a backup. Erasures no longer reach this file, so it must be deleted after the backup window.</summary>
    private static async Task KeepAsync(BackupFolder backups, string file, TextWriter output, CancellationToken ct)
    {
        if (!SqliteCopy.IsAlone(file))
            throw new StartupException($"{file} is in use, so it was not removed. It contains personal data that erasures no longer reach: delete the file.");

        var kept = await backups.KeepAsync(file, ct);
        SqliteCopy.DeleteLogs(file);
        File.Delete(file);
        await output.WriteLineAsync($"The SQLite file is now the backup {kept}, which an instance with this data folder deletes after the backup window.");
    }

    private static async Task<int> MigrateAsync(CommandRun run, string to, CancellationToken ct)
    {
        var settings = run.Get<HubSettings>();
        var moved = new MasterKey(settings, new PostgresProvider(to));
        moved.RequireForSharedDatabase();
        var database = run.Get<SqliteDatabase>();
        await using var target = PostgresDatabase.OpenForCopy(to, run.Context.Time);
        await using var source = database.OpenReader();
        var move = new SqliteToPostgres(source, target);
        await move.ClaimAsync(ct);
        await CopyAsync(run, move, await TotalAsync(run, ct), ct);
        if (!await ProveAsync(run, move, target, ct))
            return ExitCodes.CheckFailed;

        // PostgreSQL requires the master key as a setting. Hub keys that were wrapped with the key in the master key file are wrapped again with the key in the setting.
        using (var keys = new HubKeys(new PostgresHubKeyStore(new PostgresConnections(target)), moved, run.Context.Time))
        {
            await keys.PrepareAsync(ct);
            await new AuditTrail(new PostgresAuditStore(new PostgresConnections(target), run.Context.Time), keys).WriteAsync(Actor.CommandLine, AuditActions.Migrate, null, null);
        }

        await move.FinishAsync(ct);
        await run.Output.WriteLineAsync(
            $"{Plural.Count(run.Get<SiteDirectory>().Count, "site")} moved to {target.Place}. Set ConnectionStrings__Postgres and start the server. Keep the data folder, which has the erasure journal.");
        return ExitCodes.Done;
    }

    private static async Task<long> TotalAsync(CommandRun run, CancellationToken ct)
    {
        var total = 0L;
        foreach (var site in run.Get<SiteDirectory>().All)
            total += await run.Get<IConsentLog>().LogSizeAsync(site.Number, ct);

        return total;
    }

    private static async Task CopyAsync(CommandRun run, SqliteToPostgres move, long total, CancellationToken ct)
    {
        using var bar = new ProgressBar(run.Error, "copy", run.Context.ShowsProgress, run.Context.Time);
        await move.CopyAsync(new ProgressTo<long>(done => bar.Show(done / (double)Math.Max(total, 1), done)), ct);
        bar.Finish(total);
    }

    /// <summary>Counts the rows of every table and verifies every log, in the original and in the copy.</summary>
    private static async Task<bool> ProveAsync(CommandRun run, SqliteToPostgres move, PostgresDatabase target, CancellationToken ct)
    {
        var differences = await move.DifferencesAsync(ct);
        foreach (var (table, before, after) in differences)
            await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Table {table} has {before} rows in the original and {after} in the copy."));

        using var copied = new SiteDirectory(new PostgresSiteStore(new PostgresConnections(target), run.Context.Time));
        var original = await LogsAsync(run, "verify the original", run.Get<ILogSnapshot>(), run.Get<SiteDirectory>(), ct);
        var copy = await LogsAsync(run, "verify the copy", new PostgresLogSnapshot(target), copied, ct);
        var sound = differences.Count == 0 && original.Errors + copy.Errors == 0 && original.Logs.SequenceEqual(copy.Logs);
        if (sound)
        {
            foreach (var log in copy.Logs)
                await run.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{log.Key}: {log.Records} records, {log.Removals} removals{(log.Statements == 0 ? "" : $", {log.Statements} statements")}, root {log.Root} on both sides"));
        }
        else
        {
            await run.Error.WriteLineAsync("The copy differs from the original, so it stays marked as unfinished. Run ConsentHub verify database on the original. If the original has no errors, empty the target database and copy again.");
        }

        return sound;
    }

    private static async Task<(IReadOnlyList<MovedLog> Logs, long Errors)> LogsAsync(CommandRun run, string what, ILogSnapshot snapshot, SiteDirectory sites, CancellationToken ct)
    {
        using (snapshot)
        {
            using var verifier = new DatabaseVerifier(snapshot, sites, new Evidence(run.Get<MasterKey>(), null, []), run.Context.Time);
            var file = await verifier.CheckFileAsync(ct);
            var errors = (long)file.Count;
            var logs = new List<MovedLog>();
            foreach (var log in await verifier.LogsAsync(ct))
            {
                using var bar = new ProgressBar(run.Error, $"{what} {log.Key}", run.Context.ShowsProgress, run.Context.Time);
                var report = await verifier.CheckAsync(log, new ProgressTo<long>(p => bar.Show(p / (double)Math.Max(log.Length, 1), p)), ct);
                bar.Finish(report.Records);
                errors += report.Errors.Count;
                foreach (var line in file.Lines.Concat(report.Errors.Lines))
                    await run.Error.WriteLineAsync($"{what}: {line}");

                var root = report.Errors.Count == 0 ? (await new LedgerTree(new SnapshotTiles(snapshot, log.Site), log.Length).RootAsync(ct)).ToString() : "";
                logs.Add(new(log.Key, log.Length, report.Records, report.Removals, report.Statements, report.Checkpoints, root));
            }

            return (logs, errors);
        }
    }

    /// <summary>The values of a log that must be equal in the original and in the copy.</summary>
    private sealed record MovedLog(string Key, long Length, long Records, long Removals, long Statements, long Checkpoints, string Root);
}
