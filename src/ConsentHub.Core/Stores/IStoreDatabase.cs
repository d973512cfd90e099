namespace ConsentHub.Stores;

/// <summary>The database behind the store. An instance exists only after its schema has been checked to be this program's.</summary>
internal interface IStoreDatabase
{
    /// <summary>The location of the database, for the person who started the hub; contains no password.</summary>
    string Place { get; }
}
