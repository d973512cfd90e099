namespace ConsentHub.Sqlite.Writing;

/// <summary>The sites whose logs have entries that are not counted yet (<see cref="SqliteCounting"/>), in the order in which they will be counted.</summary>
internal sealed class UncountedSites
{
    private readonly Queue<int> turns = new();
    private readonly HashSet<int> sites = [];

    public UncountedSites(IEnumerable<int> sites) => Add(sites);

    public int Count => turns.Count;

    public void Add(params IEnumerable<int> grown)
    {
        foreach (var site in grown)
        {
            if (sites.Add(site))
                turns.Enqueue(site);
        }
    }

    /// <summary>Removes and returns the site that is counted next.</summary>
    public bool TryTake(out int site) => turns.TryDequeue(out site) && sites.Remove(site);
}
