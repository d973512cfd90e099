namespace ConsentHub.Keys;

/// <summary>The keys of the hub, which sign what it publishes.</summary>
internal interface IHubKeyStore
{
    /// <summary>Every key of the hub, in the order of their chain.</summary>
    Task<IReadOnlyList<HubKey>> ListAsync(CancellationToken ct);

    /// <summary>Adds keys behind the last.</summary>
    /// <param name="make">
    /// Gets the keys that there are, and whether the database holds anything that keys have sealed; gives those to add. Runs while no other
    /// process can add one. What it throws reaches the caller, and nothing is added.
    /// </param>
    Task AddAsync(Func<IReadOnlyList<HubKey>, bool, IReadOnlyList<HubKey>> make);

    /// <summary>Replaces how a key is wrapped.</summary>
    Task RewrapAsync(long number, byte[] wrapped);
}
