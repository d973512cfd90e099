namespace ConsentHub.Keys;

/// <summary>The keys of the hub, which sign what it publishes.</summary>
internal interface IHubKeyStore
{
    /// <summary>Every key of the hub, in the order of their chain.</summary>
    Task<IReadOnlyList<HubKey>> ListAsync(CancellationToken ct);

    /// <summary>Appends keys to the chain.</summary>
    /// <param name="make">
    /// Receives the existing keys, and whether the database holds anything that keys have sealed. Returns the keys to add. Runs while no other
    /// process can add a key. If it throws, nothing is added and the caller gets the exception.
    /// </param>
    Task AddAsync(Func<IReadOnlyList<HubKey>, bool, IReadOnlyList<HubKey>> make);

    /// <summary>Replaces a key's wrapped secret.</summary>
    Task RewrapAsync(long number, byte[] wrapped);
}
