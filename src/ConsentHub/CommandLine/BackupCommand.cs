using System.CommandLine;
using ConsentHub.Audit;
using ConsentHub.Backups;
using ConsentHub.Erasures;
using ConsentHub.Settings;
using ConsentHub.Sqlite.Database;
using ConsentHub.Stores;

namespace ConsentHub.CommandLine;

/// <summary><c>backup</c>: makes a consistent copy of the database while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandContext context)
    {
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write. You must delete this file yourself. Default: a file in the folder backups of the data folder, which ConsentHub deletes after the backup window.",
            HelpName = "FILE",
        };
        return new Command("backup", "Copy the database while the server runs. The copy is encrypted if ConsentHub__MasterKey is set. The hub's keys in the copy are always wrapped by the master key.") { output }
            .Runs(context, DataFolder.Existing, (run, ct) => BackUpAsync(run, run.Parsed.GetValue(output), ct));
    }

    private static async Task<int> BackUpAsync(CommandRun run, string? output, CancellationToken ct)
    {
        if (run.Get<IStoreProvider>().IsShared)
            throw new StartupException("Back up PostgreSQL with its own tools, pg_dump or pg_basebackup (see docs/operating.md). Keep each instance's erasures.journal beside the copies.");

        var folder = run.Get<BackupFolder>();
        var path = output ?? folder.NewFile();
        if (File.Exists(path))
        {
            await run.Error.WriteLineAsync($"{path} already exists. Name another file.");
            return ExitCodes.Usage;
        }

        await BackupFile.WriteAsync((scratch, read) => SqliteCopy.Read(run.Get<SqliteDatabase>(), scratch, read), run.Get<HubSettings>().MasterKey, path, ct);
        await run.AuditAsync(AuditActions.Backup, null, Path.GetFileName(path));
        folder.DeleteExpired(run.Get<BackupWindow>().Now.Span);
        await run.Output.WriteLineAsync(path);
        return ExitCodes.Done;
    }
}
