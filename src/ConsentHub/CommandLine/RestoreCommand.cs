using System.CommandLine;
using System.Globalization;
using ConsentHub.Access.Audit;
using ConsentHub.Backups;
using ConsentHub.Hosting;
using ConsentHub.Proof;
using ConsentHub.Sites;
using ConsentHub.Storage;
using ConsentHub.Storage.Postgres;
using ConsentHub.Storage.Sqlite;

namespace ConsentHub.CommandLine;

/// <summary><c>restore</c>: puts a backup in the place of the database, and forgets again what was erased since.</summary>
/// <remarks>
/// Checkpoints handed out since the backup would contradict the restored log, so each log goes on under a new name (DESIGN section 8).
/// </remarks>
internal static class RestoreCommand
{
    public static Command Create(CommandSurroundings around)
    {
        var file = new Argument<string?>("FILE") { Description = "The backup.", Arity = ArgumentArity.ZeroOrOne };
        var replaced = new Option<bool>("--database-replaced") { Description = "On PostgreSQL, in place of FILE: its own tools have put back an older copy of the database. The logs get new names, and what was erased since is erased again." };
        var replace = new Option<bool>("--replace") { Description = "Move a database that is there out of the way. It is kept under another name: delete it when you no longer need it." };
        var journals = new Option<string[]>("--journal") { Description = "Erasure journal of another instance; may be given several times. This folder's own is always read.", HelpName = "FILE" };
        var command = new Command("restore", "Put a backup in the place of the database. Stop the server first. What was erased since the backup is erased again.") { file, replace, replaced, journals };
        command.SetAction((parsed, ct) => HubCommand.GuardAsync(parsed, async () =>
        {
            var settings = HubSettings.Read(around.Configuration());
            var given = parsed.GetValue(journals) ?? [];
            if (given.FirstOrDefault(j => !File.Exists(j)) is { } absent)
                throw new StartupException($"--journal: there is no file {absent}.");

            await using var services = HubCommand.Services(around, settings);
            var generation = settings.Postgres is null
                ? Place(settings, Backup(parsed.GetValue(file), parsed.GetValue(replaced)), parsed.GetValue(replace), around.Time.GetUtcNow(), parsed.InvocationConfiguration.Error)
                : await RenameAsync(services, parsed.GetValue(file), parsed.GetValue(replaced), given, around.Time.GetUtcNow());
            await services.GetRequiredService<SiteDirectory>().ReloadAsync(ct);
            var again = await CatchUpAsync(services, given, ct);
            await services.GetRequiredService<AuditTrail>().WriteAsync(
                Actor.CommandLine, AuditActions.Restore, null, $"each log goes on as r{Text(generation)}; {Words.Count(again, "erasure")} made again");
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Restored. {Words.Count(again, "erasure")} since the backup made again. Each log goes on as …/r{generation}; receipts handed out before verify under its earlier name."));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Backup(string? file, bool replaced) =>
        file is null || replaced ? throw new StartupException("Name the backup: ConsentHub restore FILE. --database-replaced is for PostgreSQL.") : file;

    /// <summary>Gives the logs of a PostgreSQL database new names, as a restored copy of SQLite gets them.</summary>
    private static async Task<int> RenameAsync(ServiceProvider services, string? file, bool replaced, IReadOnlyList<string> journals, DateTimeOffset now)
    {
        if (file is not null || !replaced)
            throw new StartupException("PostgreSQL is restored by its own tools: see docs/operating.md. Afterwards, before an instance starts: ConsentHub restore --database-replaced.");

        var journal = services.GetRequiredService<ErasureJournal>();
        var known = journals.Select(ErasureJournal.Read).Append(journal.Read()).Max(j => j.Generation);
        var generation = await PostgresRestore.RenameLogsAsync(services.GetRequiredService<PostgresConnections>(), known);
        journal.AppendRestore(generation, now);
        return generation;
    }

    private static int Place(HubSettings settings, string backup, bool replace, DateTimeOffset now, TextWriter error)
    {
        var target = Path.GetFullPath(Path.Combine(settings.Data, SqliteDatabase.FileName));
        if (!File.Exists(backup))
            throw new StartupException($"There is no file {backup}.");
        if (File.Exists(target) && !replace)
            throw new StartupException($"{target} exists. To put the backup in its place, stop the server and add --replace.");
        if (File.Exists(target) && !SqliteCopy.IsAlone(target))
            throw new StartupException($"{target} is in use. Stop the server first.");

        Directory.CreateDirectory(settings.Data);
        var restoring = target + ".restoring";
        try
        {
            Unpack(settings, backup, restoring);
            var journal = new ErasureJournal(settings);
            SqliteCopy.Prepare(restoring, journal.Read().Generation, out var generation);
            journal.AppendRestore(generation, now);
            if (File.Exists(target))
            {
                var kept = $"{target}.replaced-{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
                File.Move(target, kept);
                error.WriteLine($"The database that was there is now {kept}. It holds personal data: delete it when you no longer need it.");
            }

            File.Move(restoring, target);
            return generation;
        }
        catch (InvalidDataException e)
        {
            throw new StartupException($"{backup} can't be restored: {e.Message}.");
        }
        finally
        {
            File.Delete(restoring);
        }
    }

    private static void Unpack(HubSettings settings, string backup, string target)
    {
        using var source = File.OpenRead(backup);
        using var file = new FileStream(target, FileMode.Create, FileAccess.Write);
        var magic = new byte[BackupCipher.Magic.Length];
        var encrypted = source.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.AsSpan().SequenceEqual(BackupCipher.Magic);
        source.Seek(0, SeekOrigin.Begin);
        if (encrypted)
            BackupCipher.Decrypt(settings.MasterKey ?? throw new InvalidDataException("it is encrypted. Set ConsentHub__MasterKey to the key that it was made with"), source, file);
        else
            source.CopyTo(file);

        file.Flush();
        DiskSync.Flush(file.SafeFileHandle);
    }

    private static async Task<int> CatchUpAsync(IServiceProvider services, IReadOnlyList<string> journals, CancellationToken ct)
    {
        await services.GetRequiredService<HubKeys>().PrepareAsync(ct);
        var own = services.GetRequiredService<ErasureJournal>().Read();
        return await services.GetRequiredService<JournalReplay>().ApplyAsync([.. own.Erasures, .. journals.SelectMany(j => ErasureJournal.Read(j).Erasures)], ct);
    }
}
