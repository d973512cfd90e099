namespace ConsentHub.Stores;

/// <summary>Whether the store can take a write now.</summary>
internal interface IStoreHealth
{
    /// <summary>Null where a write went through and was synced; otherwise what is wrong, in words for an operator.</summary>
    Task<string?> CheckAsync(CancellationToken ct);
}
