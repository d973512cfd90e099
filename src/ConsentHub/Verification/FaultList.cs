namespace ConsentHub.Verification;

/// <summary>What was found wrong, each in one line that a person understands. The first ones are kept, the rest is counted.</summary>
internal sealed class FaultList
{
    /// <summary>More lines help nobody; a log that was replaced would have one for each entry.</summary>
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
