using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Promises;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Duties;
using ConsentHub.Sqlite.Maintenance;
using ConsentHub.Sqlite.Reading;
using ConsentHub.Sqlite.Requests;
using ConsentHub.Sqlite.Retention;
using ConsentHub.Sqlite.Writing;
using ConsentHub.Stores;

namespace ConsentHub.Sqlite;

/// <summary>The embedded store: one database file in the data folder, one server process.</summary>
internal sealed class SqliteProvider(HubSettings settings) : IStoreProvider
{
    public bool IsShared => false;

    public string MissingMessage => $"There is no database in {Path.GetFullPath(settings.Data)}. Set ConsentHub__Data to the server's data folder.";

    public bool Exists() => File.Exists(Path.Combine(settings.Data, SqliteDatabase.FileName));

    public void AddTo(IServiceCollection services, bool untouched)
    {
        services.AddSingleton(p => untouched ? SqliteDatabase.OpenUntouched(settings.Data) : SqliteDatabase.Open(settings.Data, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStoreDatabase>(p => p.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<SqliteWriter>();
        services.AddSingleton<SqliteReaders>();
        services.AddSingleton<ErasureSlices>();
        services.AddSingleton<IConsentStore, SqliteConsentStore>();
        services.AddSingleton<IRetentionStore, SqliteRetentionStore>();
        services.AddSingleton<IHoldStore, SqliteHoldStore>();
        services.AddSingleton<IDutyStore, SqliteDutyStore>();
        services.AddSingleton<IWebhookStore, SqliteWebhookStore>();
        services.AddSingleton<IRequestStore, SqliteRequestStore>();
        services.AddSingleton<IConsentLog, SqliteConsentLog>();
        services.AddSingleton<ISiteStore, SqliteSiteStore>();
        services.AddSingleton<IApiKeyStore, SqliteApiKeyStore>();
        services.AddSingleton<IAuditStore, SqliteAuditStore>();
        services.AddSingleton<IStoreHealth, SqliteHealth>();
        services.AddSingleton<IHubKeyStore, SqliteHubKeyStore>();
        services.AddSingleton<ILedgerStore, SqliteLedgerStore>();
        services.AddTransient<ILogSnapshot, SqliteLogSnapshot>();
    }
}
