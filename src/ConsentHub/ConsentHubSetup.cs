using ConsentHub.Access;
using ConsentHub.Admin;
using ConsentHub.Analysts;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Backups;
using ConsentHub.Banner;
using ConsentHub.Connectors;
using ConsentHub.ConsentLog.Export;
using ConsentHub.ConsentLog;
using ConsentHub.Demo;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Health;
using ConsentHub.Http;
using ConsentHub.Identity;
using ConsentHub.Intake;
using ConsentHub.Keys;
using ConsentHub.Limits;
using ConsentHub.Metrics;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres;
using ConsentHub.Preferences;
using ConsentHub.Promises;
using ConsentHub.Receipts;
using ConsentHub.Redis;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Publishing;
using ConsentHub.Sites;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite;
using ConsentHub.Stores;
using ConsentHub.Telemetry;
using ConsentHub.Visitors.Notices;
using ConsentHub.Visitors.Receipts;
using ConsentHub.Visitors.Rights;
using ConsentHub.Visitors;
using ConsentHub.Webhooks;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace ConsentHub;

/// <summary>Registers all services and middleware, in the order in which they run.</summary>
internal static class ConsentHubSetup
{
    /// <summary>Registers the parts that the server and the command line share: settings, store, sites.</summary>
    /// <param name="untouched">If true, the database must exist and is neither migrated nor written.</param>
    public static void AddConsentHubCore(this IServiceCollection services, HubSettings settings, bool untouched = false)
    {
        services.AddSingleton(settings);
        if (settings.Redis is { } redis)
            RedisConnection.CheckSetting(redis);

        // Tests register their own clock.
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HubMetrics>();

        var store = StoreOf(settings);
        services.AddSingleton(store);
        store.AddTo(services, untouched);

        services.AddSingleton<LedgerOrigins>();
        services.AddSingleton<MasterKey>();
        services.AddSingleton<HubKeys>();
        services.AddSingleton<SubjectTokens>();
        services.AddSingleton<LedgerPublisher>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ApiKeyIssuer>();
        services.AddSingleton<ErasureJournal>();
        services.AddSingleton<JournalReplay>();
        services.AddSingleton<RetentionPromises>();
        services.AddSingleton<DutySites>();
        services.AddSingleton<DutySignal>();
        services.AddSingleton<BackupFolder>();
        services.AddSingleton<BackupWindow>();

        services.AddSingleton<RedisConnection>();
        services.AddSingleton<SiteChangeNotifier>();
        services.AddSingleton<SiteDirectory>();
        services.AddSingleton(p => new SitePublisher(
            p.GetRequiredService<ISiteStore>(), p.GetRequiredService<AuditTrail>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<SiteChangeNotifier>().AnnounceAsync));
        services.AddSingleton<AppliedSiteFiles>();
        services.AddSingleton<SiteFolder>();
        services.AddSingleton<ReceiptIssuer>();
        services.AddSingleton<VisitorRights>();
        services.AddSingleton<VisitorExportResult>();
        services.AddSingleton<LogSelectionReader>();
        services.AddSingleton<LogExport>();
        services.AddSingleton<ExportManifest>();
    }

    public static void AddConsentHubServer(this WebApplicationBuilder builder, HubSettings settings)
    {
        var services = builder.Services;
        services.AddConsentHubCore(settings);
        services.AddSingleton(_ => new BannerCode(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "wwwroot", "consenthub.js"))));
        services.AddSingleton(_ => new ServedBanner(Path.Combine(AppContext.BaseDirectory, "wwwroot")));
        services.AddSingleton<CompressionBudget>();
        services.AddSingleton<NoticeResponses>();
        services.AddSingleton<ConsentRecorder>();
        services.AddSingleton<PendingErasures>();
        services.AddSingleton<DailyLimitRefusals>();
        services.AddHostedService(p => p.GetRequiredService<DailyLimitRefusals>());
        services.AddSingleton<StreamedResponse>();
        services.AddSingleton<ExportResult>();
        services.AddAccess();
        services.AddSingleton<HubOrigin>();
        services.AddSingleton(p => new ReadyCheck(p.GetRequiredService<IStoreHealth>(), TimeProvider.System));
        services.AddSingleton<ApiDocument>();
        services.AddSingleton<ClientRegion>();
        services.AddSingleton<WriteLimiter>();
        services.AddSingleton<ClientHash>();
        services.AddSingleton(p => new LocalLimit(settings.RateLimit, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReadLimiter>();
        services.AddSingleton<SharedLimit>();
        services.AddSingleton<Draining>();
        services.AddHostedService(p => p.GetRequiredService<Draining>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30 + settings.DrainSeconds));
        services.AddHostedService(p => p.GetRequiredService<SiteChangeNotifier>());
        services.AddHostedService(p => p.GetRequiredService<RedisConnection>());
        if (StoreOf(settings).IsShared)
            services.AddHostedService<SitePoll>();
        else
            services.AddHostedService<SiteFolderWatch>();

        services.AddHostedService<BackupExpiry>();
        services.AddSingleton<ErasedIdExpiry>();
        services.AddHostedService(p => p.GetRequiredService<ErasedIdExpiry>());
        services.AddSingleton<ErasureCompletion>();
        services.AddHostedService(p => p.GetRequiredService<ErasureCompletion>());
        services.AddSingleton<RetentionRun>();
        services.AddHostedService(p => p.GetRequiredService<RetentionRun>());
        services.AddSingleton<DutyRun>();
        services.AddHostedService(p => p.GetRequiredService<DutyRun>());
        services.AddHostedService<RequestRun>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(p => p.GetRequiredService<WebhookSender>());
        services.AddRequests();
        services.AddHostedService<JournalWatch>();
        services.AddPreferencePage();
        builder.AddTelemetry();

        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, SiteCorsPolicies>();
        services.AddOpenApiDocument();

        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new Rfc3339Converter()));
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            // The middleware reads the addresses in the header from the nearest proxy outwards, and stops at the first unknown address: any caller may
            // have written the rest. A longer chain than this limit is forged, and reading it would only cost time.
            forwarded.ForwardLimit = 16;
            foreach (var network in settings.KnownProxies)
                forwarded.KnownIPNetworks.Add(network);
        });

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every endpoint has its own, far smaller limit. When an endpoint refuses a body within this limit, the server discards the rest of
            // the body for up to five seconds, so that the caller gets the response. Beyond this limit the server closes the connection.
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    public static void UseConsentHub(this WebApplication app, HubSettings settings)
    {
        app.Services.ObserveHub();
        app.UseDraining(settings);
        app.UseClientRegion(settings);
        app.UseMetrics(settings);
        app.UseForwardedHeaders();
        app.UsePublicAddress(settings);
        app.UseHeadAsGet();
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => StatusPages.WriteAsync(context.HttpContext));
        app.UseSecurityHeaders(settings);
        app.UseReadLimit(settings);
        // The busiest endpoints skip the look-up of static files.
        app.UseWhen(context => !IsBusy(context.Request.Path), files => files.UseDefaultFiles().UseStaticFiles());
        app.UseRouting();
        app.UseCors();
        app.UseAccess();
        app.UseStrictQuery();

        app.MapHealth();
        app.MapGpcSupport();
        app.MapScript();
        app.MapDemo();
        app.MapPreferencePage();

        app.MapKeys();
        app.MapAudit();
        app.MapDrafts();
        app.MapHolds();
        app.MapRequestHandling();
        app.MapEvents();
        app.MapDuties();
        app.MapPromises();
        app.MapDecisions();
        app.MapWebhooks();

        var site = app.MapGroup("/v1/sites/{site}").AddEndpointFilter<SiteFilter>().RequireCors(SiteCorsPolicies.Public).WithTags("Visitors");
        site.MapNotices();
        PinnedScript.Map(site);
        site.MapConsents();
        site.MapReceipts();
        site.MapRequests();
        app.MapAnalysis();
        app.MapVisitorErasure();

        app.MapLedger();

        app.MapOpenApiDocument();
    }

    /// <summary>The only method that selects a store: add a third store here.</summary>
    public static IStoreProvider StoreOf(HubSettings settings) =>
        settings.Postgres is { } postgres ? new PostgresProvider(postgres) : new SqliteProvider(settings);

    /// <summary>Describes an error of a store's client library in one line; null for other errors. A third store adds its errors here.</summary>
    public static string? ExplainStoreError(Exception error) => error switch
    {
        SqliteException => SqliteErrors.Explain(error),
        NpgsqlException => PostgresErrors.Explain(error),
        _ => null,
    };

    private static bool IsBusy(PathString path) => path.StartsWithSegments("/v1", StringComparison.Ordinal) || path == "/consent.js";
}
