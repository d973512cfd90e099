using System.CommandLine;

namespace ConsentHub.CommandLine;

/// <summary>The verbs of the command line. The default verb is <c>serve</c>.</summary>
internal static class Commands
{
    /// <param name="context">The parts of the process that commands use; null for those of the real process.</param>
    public static RootCommand Create(CommandContext? context = null)
    {
        context ??= new CommandContext();
        var root = new RootCommand("ConsentHub asks visitors for consent, obeys their choices, and can prove the choices. Without a verb it runs the server.")
        {
            ServeCommand.Create(),
            SiteCommands.Create(context),
            ExportCommand.Create(context),
            StatsCommand.Create(context),
            KeyCommands.Create(context),
            EraseCommand.Create(context),
            BackupCommand.Create(context),
            RestoreCommand.Create(context),
            MigrateCommand.Create(context),
            VerifyCommands.Create(context),
            JournalCommand.Create(context),
            LedgerCommands.Create(context),
            PromisesCommands.Create(context),
            RequestCommands.Create(context),
            HealthCommand.Create(context),
        };
        root.SetAction((_, ct) => ServeCommand.RunAsync(ct));
        return root;
    }
}
