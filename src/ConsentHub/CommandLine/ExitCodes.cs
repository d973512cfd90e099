namespace ConsentHub.CommandLine;

/// <summary>Exit codes for scripts. System.CommandLine also returns 1 for unknown arguments.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The arguments were wrong.</summary>
    public const int Usage = 1;

    /// <summary>A check failed: for example, a site file has errors, a publication was refused, or a record was changed.</summary>
    public const int CheckFailed = 2;

    /// <summary>The program could not start, because of an error in a setting, the data folder or the database.</summary>
    public const int NotStarted = 3;

    /// <summary>The verification passed, but with a key from the verified data itself. A forger could have supplied that key too, so compare it with a trusted copy.</summary>
    public const int KeyNotGiven = 4;

    /// <summary>The command was interrupted. Shells use this code for Ctrl+C.</summary>
    public const int Stopped = 130;
}
