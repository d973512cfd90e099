namespace ConsentHub.Stores;

/// <summary>The database behind the store. Whoever holds it knows that its schema is this program's.</summary>
internal interface IStoreDatabase
{
    /// <summary>Where it is, for the person who started the hub; no password.</summary>
    string Place { get; }
}
