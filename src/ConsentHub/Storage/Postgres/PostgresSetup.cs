namespace ConsentHub.Storage.Postgres;

/// <summary>The store for several instances, wired.</summary>
internal static class PostgresSetup
{
    public static void AddPostgresStore(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(p => PostgresDatabase.Open(connectionString, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStoreDatabase>(p => p.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<PostgresConnections>();
        services.AddSingleton<PostgresPartitions>();
        services.AddSingleton<PostgresBatches>();
        services.AddSingleton<PostgresWriter>();
        services.AddSingleton<PostgresLookups>();
        services.AddSingleton<PostgresRollups>();
        services.AddSingleton<ErasureSlices>();
        services.AddSingleton<IConsentStore, PostgresConsentStore>();
        services.AddSingleton<IConsentLog, PostgresConsentLog>();
        services.AddSingleton<ISiteStore, PostgresSiteStore>();
        services.AddSingleton<IKeyStore, PostgresKeyStore>();
        services.AddSingleton<IAuditStore, PostgresAuditStore>();
        services.AddSingleton<IStoreHealth, PostgresHealth>();
        services.AddSingleton<ILedgerStore, PostgresLedgerStore>();
        services.AddTransient<ILogSnapshot, PostgresLogSnapshot>();
    }
}
