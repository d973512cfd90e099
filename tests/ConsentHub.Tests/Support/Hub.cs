using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConsentHub.Tests.Support;

/// <summary>A real hub: the product's own server on a free port, with its own folder for data and site files.</summary>
internal sealed class Hub : IAsyncDisposable
{
    public const string AdminKey = "chk_test-admin-key-0123456789abcdefghijklmnopq";

    private readonly WebApplication app;

    private Hub(WebApplication app, TestFolder folder, TestClock? clock)
    {
        this.app = app;
        Folder = folder;
        Clock = clock;
        Address = new Uri(app.Urls.First());
        Client = NewClient();
    }

    public TestFolder Folder { get; }

    /// <summary>The clock that the hub was started with; null if it uses the system's.</summary>
    public TestClock? Clock { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public Site Site(string key = "shop") => Services.GetRequiredService<SiteDirectory>().Find(key) ?? throw new InvalidOperationException($"No site {key}.");

    /// <param name="sites">The site files to start with; the test site <c>shop</c> by default.</param>
    /// <param name="folder">The folder of an earlier hub, to start on its data.</param>
    /// <param name="settings">Settings by their keys, such as <c>ConsentHub:RateLimit</c>.</param>
    public static async Task<Hub> StartAsync(
        IReadOnlyList<SiteFile>? sites = null, TestFolder? folder = null, TestClock? clock = null, params (string Key, string Value)[] settings)
    {
        folder ??= new TestFolder();
        foreach (var site in sites ?? (Directory.EnumerateFiles(folder.Sites).Any() ? [] : [TestSite.Minimal("shop")]))
            folder.WriteSite(site);

        var app = Server.Build(builder =>
        {
            builder.Configuration["ConsentHub:Data"] = folder.Data;
            builder.Configuration["ConsentHub:Sites"] = folder.Sites;
            builder.Configuration["ConsentHub:AdminKey"] = AdminKey;
            builder.Configuration["ConsentHub:RateLimit"] = "0";
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            foreach (var (key, value) in settings)
                builder.Configuration[key] = value;

            builder.WebHost.UseUrls(builder.Configuration["urls"]!);
            if (clock is not null)
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        });
        await Server.PrepareAsync(app, hasTerminal: false, CancellationToken.None);
        // As <c>serve</c> does right after the start.
        app.Services.GetRequiredService<SiteDirectory>().ReadAll();
        // On PostgreSQL an operator applies site files with the command line.
        if (app.Services.GetRequiredService<HubSettings>().Postgres is not null)
            await app.Services.GetRequiredService<SiteFolder>().ApplyChangesAsync(CancellationToken.None);

        await app.StartAsync();
        return new Hub(app, folder, clock);
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A client that sends an API key.</summary>
    public HttpClient KeyedClient(string key = AdminKey)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Makes a key of a role, as the API does, and returns its text.</summary>
    public Task<string> CreateKeyAsync(Role role, params string[] sites) => CreateKeyAsync(role, "crm", sites);

    /// <summary>Makes a key of the role connector for a system.</summary>
    public Task<string> CreateConnectorAsync(string system, params string[] sites) => CreateKeyAsync(Role.Connector, system, sites);

    private async Task<string> CreateKeyAsync(Role role, string system, string[] sites) =>
        (await Services.GetRequiredService<ApiKeyIssuer>().CreateAsync(new KeyDraft("test", role, sites.Length == 0 ? null : sites, ExpiresAt: null, role == Role.Connector ? system : null), Actor.CommandLine)).Text;

    /// <summary>Stops the server and keeps the folder, so that another hub can start on it.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Folder.Dispose();
    }
}
