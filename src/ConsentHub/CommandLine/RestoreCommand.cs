using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Backups;
using ConsentHub.Erasures;
using ConsentHub.Files;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Maintenance;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;
using Microsoft.Data.Sqlite;

namespace ConsentHub.CommandLine;

/// <summary><c>restore</c>: replaces the database with a backup, and repeats the erasures since that backup.</summary>
/// <remarks>
/// Checkpoints published since the backup would contradict the restored log. So each log continues under a new name (docs/operating.md).
/// </remarks>
internal static class RestoreCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "The backup.", Arity = ArgumentArity.ZeroOrOne };
        var replaced = new Option<bool>("--database-replaced") { Description = "For PostgreSQL, instead of FILE: PostgreSQL's own tools have restored an older copy of the database. Gives the logs new names, and repeats the erasures since that copy." };
        var replace = new Option<bool>("--replace") { Description = "Replace an existing database. The existing database becomes a backup in the data folder, which is deleted after the backup window." };
        var journals = new Option<string[]>("--journal") { Description = "Erasure journal of another instance; may be given several times. The journal in this data folder is always read.", HelpName = "FILE" };
        var command = new Command("restore", "Replace the database with a backup. Stop the server first. Erasures since the backup are repeated.") { file, replace, replaced, journals };
        command.SetAction((parsed, ct) => HubCommand.GuardAsync(parsed, async () =>
        {
            var settings = HubSettings.Read(context.Configuration());
            var given = parsed.GetValue(journals) ?? [];
            if (given.FirstOrDefault(j => !File.Exists(j)) is { } absent)
                throw new StartupException($"--journal: there is no file {absent}.");

            await using var services = HubCommand.Services(context, settings);
            var generation = services.GetRequiredService<IStoreProvider>().IsShared
                ? await RenameAsync(services, parsed.GetValue(file), parsed.GetValue(replaced), given, context.Time.GetUtcNow())
                : await PlaceAsync(
                    settings, services.GetRequiredService<BackupFolder>(), Backup(parsed.GetValue(file), parsed.GetValue(replaced)), parsed.GetValue(replace),
                    context.Time.GetUtcNow(), parsed.InvocationConfiguration.Error, ct);
            await services.GetRequiredService<SiteDirectory>().ReloadAsync(ct);
            var again = await CatchUpAsync(services, given, ct);
            await services.GetRequiredService<AuditTrail>().WriteAsync(
                Actor.CommandLine, AuditActions.Restore, null, $"each log continues as r{Text(generation)}; {Plural.Count(again, "erasure")} repeated");
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"The database is restored. Erasures since the backup that were repeated: {again}. Each log continues under the name …/r{generation}; earlier receipts verify under the log's earlier name."));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Backup(string? file, bool replaced) =>
        file is null || replaced ? throw new StartupException("Name the backup: ConsentHub restore FILE. --database-replaced is only for PostgreSQL.") : file;

    /// <summary>Gives the logs of a PostgreSQL database new names, as <c>restore</c> does on SQLite.</summary>
    private static async Task<int> RenameAsync(ServiceProvider services, string? file, bool replaced, IReadOnlyList<string> journals, DateTimeOffset now)
    {
        if (file is not null || !replaced)
            throw new StartupException("Restore PostgreSQL with its own tools (see docs/operating.md). Then, before an instance starts, run ConsentHub restore --database-replaced.");

        var journal = services.GetRequiredService<ErasureJournal>();
        var known = journals.Select(ErasureJournal.Read).Append(journal.Read()).Max(j => j.Generation);
        var generation = await PostgresRestore.RenameLogsAsync(services.GetRequiredService<PostgresConnections>(), known, services.GetRequiredService<LedgerOrigins>());
        journal.AppendRestore(generation, now);
        return generation;
    }

    /// <summary>Checks the backup, then replaces the present database with it in one step. If a check fails, the present database stays.</summary>
    private static async Task<int> PlaceAsync(
        HubSettings settings, BackupFolder backups, string backup, bool replace, DateTimeOffset now, TextWriter error, CancellationToken ct)
    {
        var target = Path.GetFullPath(Path.Combine(settings.Data, SqliteDatabase.FileName));
        if (!File.Exists(backup))
            throw new StartupException($"There is no file {backup}.");
        if (File.Exists(target) && !replace)
            throw new StartupException($"{target} already exists. To replace it with the backup, stop the server and add --replace.");
        if (File.Exists(target) && !IsAlone(target))
            throw new StartupException($"{target} is in use. Stop the server first.");

        PrivateFile.MakeFolder(settings.Data);
        var restoring = Path.Combine(Path.GetDirectoryName(target)!, BackupFolder.Restoring);
        try
        {
            BackupFile.Unpack(backup, settings.MasterKey, restoring);
            var journal = new ErasureJournal(settings);
            SqliteCopy.Prepare(restoring, journal.Read().Generation, new LedgerOrigins(settings), out var generation);
            var kept = File.Exists(target) ? await backups.KeepAsync(target, ct) : null;
            journal.AppendRestore(generation, now);
            SqliteCopy.DeleteLogs(target);
            File.Move(restoring, target, overwrite: true);
            if (kept is not null)
                await error.WriteLineAsync($"The earlier database is now the backup {kept}, which is deleted after the backup window.");

            return generation;
        }
        catch (InvalidDataException e)
        {
            throw new StartupException($"{backup} can't be restored: {e.Message}.");
        }
        finally
        {
            SqliteCopy.DeleteLogs(restoring);
            File.Delete(restoring);
        }
    }

    private static bool IsAlone(string database)
    {
        try
        {
            return SqliteCopy.IsAlone(database);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            throw new StartupException($"{database} is damaged, so its choices can't be kept as a backup. Move it and its -wal file away, then restore without --replace.", e);
        }
    }

    private static async Task<int> CatchUpAsync(IServiceProvider services, IReadOnlyList<string> journals, CancellationToken ct)
    {
        await services.GetRequiredService<HubKeys>().PrepareAsync(ct);
        var own = services.GetRequiredService<ErasureJournal>().Read();
        return await services.GetRequiredService<JournalReplay>().ApplyAsync([.. own.Erasures, .. journals.SelectMany(j => ErasureJournal.Read(j).Erasures)], ct);
    }
}
