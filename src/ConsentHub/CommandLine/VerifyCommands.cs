using System.CommandLine;

namespace ConsentHub.CommandLine;

/// <summary><c>verify</c>: proves that nothing was changed afterwards, or names what was.</summary>
internal static class VerifyCommands
{
    public static Command Create(CommandSurroundings around) => new("verify", "Prove that nothing was changed afterwards, or name what was.")
    {
        VerifyDatabaseCommand.Create(around),
    };
}
