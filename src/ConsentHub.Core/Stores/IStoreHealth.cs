namespace ConsentHub.Stores;

/// <summary>Checks whether the store can accept a write now.</summary>
internal interface IStoreHealth
{
    /// <summary>Null if a write succeeded and was synced; otherwise the reason, worded for an operator.</summary>
    Task<string?> CheckAsync(CancellationToken ct);
}
