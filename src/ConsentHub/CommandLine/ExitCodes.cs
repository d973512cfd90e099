namespace ConsentHub.CommandLine;

/// <summary>Exit codes for scripts. System.CommandLine also returns 1 for unknown arguments.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The arguments were wrong.</summary>
    public const int Usage = 1;

    /// <summary>A check failed: a site file, a refused publication, a changed record.</summary>
    public const int CheckFailed = 2;

    /// <summary>The program can't run here: a setting, the data folder, the database.</summary>
    public const int NotStarted = 3;

    /// <summary>The verification passed with a key from the verified data itself. A forger could have supplied that key too: compare it first.</summary>
    public const int KeyNotGiven = 4;

    /// <summary>Interrupted; shells use this code for Ctrl+C.</summary>
    public const int Stopped = 130;
}
