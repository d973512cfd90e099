using ConsentHub.Hosting;

namespace ConsentHub.Storage.Sqlite;

/// <summary>The embedded store, wired.</summary>
internal static class SqliteSetup
{
    public static void AddSqliteStore(this IServiceCollection services, HubSettings settings)
    {
        services.AddSingleton(p => SqliteDatabase.Open(settings.Data, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStoreDatabase>(p => p.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<SqliteReaders>();
        services.AddSingleton<ErasureSlices>();
        services.AddSingleton<IConsentStore, SqliteConsentStore>();
        services.AddSingleton<IConsentLog, SqliteConsentLog>();
        services.AddSingleton<ISiteStore, SqliteSiteStore>();
        services.AddSingleton<IKeyStore, SqliteKeyStore>();
        services.AddSingleton<IAuditStore, SqliteAuditStore>();
        services.AddSingleton<IStoreHealth, SqliteHealth>();
        services.AddSingleton<ILedgerStore, SqliteLedgerStore>();
        services.AddTransient<ILogSnapshot, SqliteLogSnapshot>();
    }
}
