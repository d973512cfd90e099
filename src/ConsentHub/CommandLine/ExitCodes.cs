namespace ConsentHub.CommandLine;

/// <summary>What a script can tell from how a command ended. 1 is also System.CommandLine's for words it does not know.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The words of the command were wrong.</summary>
    public const int Usage = 1;

    /// <summary>Something was checked and found wrong: a site file, a refused publication, a record that was changed.</summary>
    public const int Faulty = 2;

    /// <summary>The program can't run here: a setting, the data folder, the database.</summary>
    public const int NotStarted = 3;

    /// <summary>Everything that was verified holds, with a key that came along with it. Whoever made it up could have brought that key too: compare it first.</summary>
    public const int KeyNotGiven = 4;

    /// <summary>Stopped from outside, as shells number it for Ctrl+C.</summary>
    public const int Stopped = 130;
}
