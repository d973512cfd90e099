using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Keys;

namespace ConsentHub.CommandLine;

/// <summary><c>ledger rotate-key</c>: creates a new signing key. The earlier keys stay published.</summary>
internal static class LedgerCommands
{
    public static Command Create(CommandContext context) => new("ledger", "The sites' ledgers.")
    {
        new Command("rotate-key", "Sign with a new key from now on, also in a running server. Earlier keys stay published, so their signatures can still be verified.")
            .Runs(context, DataFolder.Existing, RotateAsync),
    };

    private static async Task<int> RotateAsync(CommandRun run, CancellationToken ct)
    {
        var keys = run.Get<HubKeys>();
        await keys.PrepareAsync(ct);
        // This entry is written before the rotation: if the audit trail can't be written, the command fails and adds no key.
        await run.AuditAsync(AuditActions.LedgerRotate, null, "begins");
        var number = await keys.RotateAsync(ct);
        // The new key signs this entry. If somebody later removes the new key from the end of the key chain, this signature reveals it.
        await run.AuditAsync(AuditActions.LedgerRotate, null, string.Create(CultureInfo.InvariantCulture, $"key {number}"));
        await run.Output.WriteLineAsync("A new key signs from now on. Inform everybody who keeps the verifier key: /ledger/SITE/key lists the new key first.");
        return ExitCodes.Done;
    }
}
