namespace ConsentHub.Stores;

/// <summary>The store of record that the settings name. Set-up and the command line use this interface before the database is open.</summary>
internal interface IStoreProvider
{
    /// <summary>Whether several instances share one database. If so, only <c>site apply</c> applies site files, so that instances with different files do not contradict each other.</summary>
    bool IsShared { get; }

    /// <summary>Whether the settings name an existing database of ConsentHub.</summary>
    /// <exception cref="StartupException">The database can't be reached.</exception>
    bool Exists();

    /// <summary>The message for an operator if <see cref="Exists"/> returns false. It names the setting to correct.</summary>
    string MissingMessage { get; }

    /// <summary>Registers every interface of the store. The database is opened when it is first resolved.</summary>
    /// <param name="untouched">True: the database must exist and is neither migrated nor written. False: it is created and migrated where needed.</param>
    void AddTo(IServiceCollection services, bool untouched);
}
