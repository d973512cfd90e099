using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.Postgres.Maintenance;
using ConsentHub.Postgres.Reading;
using ConsentHub.Postgres.Requests;
using ConsentHub.Postgres.Retention;
using ConsentHub.Postgres.Writing;
using ConsentHub.Promises;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Stores;
using Npgsql;

namespace ConsentHub.Postgres;

/// <summary>The store for several instances: they share one PostgreSQL database.</summary>
internal sealed class PostgresProvider : IStoreProvider
{
    private readonly string connectionString;

    /// <exception cref="StartupException">The connection string can't be read, or names no host.</exception>
    public PostgresProvider(string connectionString)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(connectionString) is not { Host.Length: > 0 })
                throw new StartupException("The setting ConnectionStrings__Postgres must name a Host, such as Host=db;Database=consenthub;Username=consenthub;Password=….");
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"The setting ConnectionStrings__Postgres is not an Npgsql connection string: {e.Message}", e);
        }

        this.connectionString = connectionString;
    }

    public bool IsShared => true;

    public string MissingMessage => $"{PostgresDatabase.PlaceOf(connectionString)} is not a ConsentHub database. Set ConnectionStrings__Postgres to the server's database.";

    public bool Exists() => PostgresDatabase.Exists(connectionString);

    public void AddTo(IServiceCollection services, bool untouched)
    {
        services.AddSingleton(p => untouched ? PostgresDatabase.OpenUntouched(connectionString) : PostgresDatabase.Open(connectionString, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStoreDatabase>(p => p.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<PostgresConnections>();
        services.AddSingleton<PostgresPartitions>();
        services.AddSingleton<PostgresBatches>();
        services.AddSingleton<PostgresWriter>();
        services.AddSingleton<PostgresLookups>();
        services.AddSingleton<PostgresRollups>();
        services.AddSingleton<ErasureSlices>();
        services.AddSingleton<IConsentStore, PostgresConsentStore>();
        services.AddSingleton<IRetentionStore, PostgresRetentionStore>();
        services.AddSingleton<IHoldStore, PostgresHoldStore>();
        services.AddSingleton<IDutyStore, PostgresDutyStore>();
        services.AddSingleton<IWebhookStore, PostgresWebhookStore>();
        services.AddSingleton<IRequestStore, PostgresRequestStore>();
        services.AddSingleton<IConsentLog, PostgresConsentLog>();
        services.AddSingleton<ISiteStore, PostgresSiteStore>();
        services.AddSingleton<PostgresKeyLookups>();
        services.AddSingleton<IApiKeyStore, PostgresApiKeyStore>();
        services.AddSingleton<IAuditStore, PostgresAuditStore>();
        services.AddSingleton<IStoreHealth, PostgresHealth>();
        services.AddSingleton<IHubKeyStore, PostgresHubKeyStore>();
        services.AddSingleton<ILedgerStore, PostgresLedgerStore>();
        services.AddTransient<ILogSnapshot, PostgresLogSnapshot>();
        services.AddHostedService<PostgresMaintenance>();
    }
}
