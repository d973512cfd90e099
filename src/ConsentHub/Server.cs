using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Erasures;
using ConsentHub.Files;
using ConsentHub.Http;
using ConsentHub.Keys;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Stores;

namespace ConsentHub;

/// <summary>Builds the server from its settings, and prepares it. The caller then starts it.</summary>
internal static partial class Server
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>The framework's settings for listening addresses.</summary>
    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <param name="configure">Changes that tests make, such as settings or the clock.</param>
    public static WebApplication Build(Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "ConsentHub",
            // wwwroot and appsettings.json are beside the program, independent of the working directory.
            ContentRootPath = AppContext.BaseDirectory,
            // Settings are read once. Watching their file would cause an event for every write to a database in the same folder.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        var hasStarted = false;
        builder.ConfigureLogging(() => hasStarted);
        configure?.Invoke(builder);
        if (AddressSettings.All(name => string.IsNullOrEmpty(builder.Configuration[name])))
            builder.WebHost.UseUrls(DefaultUrl);

        var settings = HubSettings.Read(builder.Configuration);
        builder.AddConsentHubServer(settings);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => hasStarted = true);
        app.UseConsentHub(settings);
        return app;
    }

    /// <summary>Prepares the server before it accepts requests: opens and migrates the store, applies the site files if the store is SQLite, and makes the first key.</summary>
    /// <param name="hasTerminal">Whether the output is a terminal (<see cref="FirstKey"/>).</param>
    /// <returns>The new first admin key; null if a key is configured, or if the hub already has a key.</returns>
    public static async Task<MadeKey?> PrepareAsync(WebApplication app, bool hasTerminal, CancellationToken ct)
    {
        _ = app.Services.GetRequiredService<IStoreDatabase>();
        await app.Services.GetRequiredService<HubKeys>().PrepareAsync(ct);
        await app.Services.GetRequiredService<AuditTrail>().CheckHeadAsync(ct);
        await app.Services.GetRequiredService<SiteDirectory>().ReloadAsync(ct);
        await app.Services.GetRequiredService<JournalReplay>().CheckAsync(ct);
        if (!app.Services.GetRequiredService<IStoreProvider>().IsShared)
            await app.Services.GetRequiredService<SiteFolder>().ApplyChangesAsync(ct);
        if (app.Services.GetRequiredService<BackupWindow>().Conflict is { } conflict)
            throw new StartupException(conflict);

        WarnOfReaders(app);
        return await app.Services.GetRequiredService<FirstKey>().EnsureAsync(hasTerminal, ct);
    }

    private static void WarnOfReaders(WebApplication app)
    {
        var data = Path.GetFullPath(app.Services.GetRequiredService<HubSettings>().Data);
        if (PrivateFile.FindReadable(data) is [var first, ..] files)
            Log.OthersRead(app.Logger, files.Count, data, Path.GetFileName(first));
    }

    private static partial class Log
    {
        [LoggerMessage(94, LogLevel.Warning, "Other users of this machine can read {Count} files in {Folder}, such as {File}. The hub creates private files; these have other permissions. Make the folder private: chmod -R go-rwx {Folder}")]
        public static partial void OthersRead(ILogger logger, int count, string folder, string file);
    }
}
