using System.CommandLine;
using ConsentHub.Audit;
using ConsentHub.Erasures;
using ConsentHub.Keys;

namespace ConsentHub.CommandLine;

/// <summary><c>journal rebuild</c>: rewrites a lost erasure journal from the database.</summary>
internal static class JournalCommand
{
    public static Command Create(CommandContext context) => new("journal", "The erasure journal beside the database.")
    {
        new Command("rebuild", "Add the erasures that are in the database but not in the journal. Use this only if the journal is lost for good: an erasure that both lack stays lost.")
            .Runs(context, DataFolder.Existing, RebuildAsync),
    };

    private static async Task<int> RebuildAsync(CommandRun run, CancellationToken ct)
    {
        await run.Get<HubKeys>().PrepareAsync(ct);
        var added = Plural.Count(await run.Get<JournalReplay>().RebuildAsync(ct), "erasure");
        await run.AuditAsync(AuditActions.JournalRebuild, null, added);
        await run.Output.WriteLineAsync($"{added} added to {run.Get<ErasureJournal>().Path}.");
        return ExitCodes.Done;
    }
}
