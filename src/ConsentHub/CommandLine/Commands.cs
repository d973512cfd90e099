using System.CommandLine;

namespace ConsentHub.CommandLine;

/// <summary>The command line. Without a verb it serves.</summary>
internal static class Commands
{
    /// <param name="around">What the commands take from their process; absent, the process itself.</param>
    public static RootCommand Create(CommandSurroundings? around = null)
    {
        around ??= new CommandSurroundings();
        var root = new RootCommand("ConsentHub: asks visitors what they agree to, obeys it, and can prove it. Without a verb it serves.")
        {
            ServeCommand.Create(),
            SiteCommands.Create(around),
            ExportCommand.Create(around),
            StatsCommand.Create(around),
            KeyCommands.Create(around),
            EraseCommand.Create(around),
            BackupCommand.Create(around),
            RestoreCommand.Create(around),
            MigrateCommand.Create(around),
            VerifyCommands.Create(around),
            JournalCommand.Create(around),
            LedgerCommands.Create(around),
            HealthCommand.Create(around),
        };
        root.SetAction((_, ct) => ServeCommand.RunAsync(ct));
        return root;
    }
}
