namespace ConsentHub.Verification;

/// <summary>The errors found, each as one readable line. The first ones are kept, and all are counted.</summary>
internal sealed class ErrorList
{
    /// <summary>Limit of kept lines; a replaced log would have one for each entry.</summary>
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
