using System.CommandLine;
using ConsentHub.Verification;

namespace ConsentHub.CommandLine;

/// <summary><c>verify</c>: proves that stored data is unchanged, or names the changes.</summary>
internal static class VerifyCommands
{
    public static Command Create(CommandContext context) => new("verify", "Prove that stored data is unchanged, or name what was changed. Exit code 0: unchanged, 2: changed.")
    {
        VerifyDatabaseCommand.Create(context),
        VerifyReceiptCommand.Create(),
        VerifyLogCommand.Create(),
        VerifyExportCommand.Create(context),
    };

    public static Option<string?> KeyOption() => new("--key")
    {
        Description = "The verifier key of the log (NAME+ID+KEY), or a file of such keys, from a source that you trust. Default: the key that came with the data, which proves nothing by itself.",
        HelpName = "KEY|FILE",
    };

    /// <summary>Runs a <c>verify</c> command. Unreadable input gives the exit code of wrong arguments.</summary>
    public static Task<int> GuardAsync(System.CommandLine.ParseResult parsed, Func<Task<int>> run) => HubCommand.GuardAsync(parsed, async () =>
    {
        try
        {
            return await run();
        }
        catch (VerificationInputException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
    });
}
