namespace ConsentHub.Verification;

/// <summary>The errors found, each as one readable line. Keeps the first lines, and counts all errors.</summary>
internal sealed class ErrorList
{
    /// <summary>Maximum number of kept lines. A log that was replaced as a whole would have one line for each entry.</summary>
    public const int Kept = 1000;

    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    public long Count { get; private set; }

    public void Add(string line)
    {
        if (Count++ < Kept)
            lines.Add(line);
    }
}
