namespace ConsentHub.Sqlite.Writing;

/// <summary>The sites whose logs have grown and are not counted yet (<see cref="SqliteCounting"/>), in the order in which it is their turn.</summary>
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

    /// <summary>The site whose turn it is; it is no longer among them.</summary>
    public bool TryTake(out int site) => turns.TryDequeue(out site) && sites.Remove(site);
}
