using ConsentHub.BrowserTests.Engines;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Support;

/// <summary>What every test of a page needs: hubs, customers' pages and browser profiles, all disposed with the test.</summary>
/// <remarks>A test also fails if a page threw, or wrote an error to the console that the test did not expect.</remarks>
public abstract class BrowserTest(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly List<Profile> profiles = [];
    private readonly List<EnginePage> enginePages = [];
    private readonly List<IAsyncDisposable> owned = [];
    private readonly List<TestFolder> stopped = [];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A hub with the demo site of the repository, which serves the demo page at its root.</summary>
    private protected Task<Hub> StartDemoAsync(params (string Key, string Value)[] settings)
    {
        var folder = new TestFolder();
        File.Copy(Path.Combine(TestSite.Folder, "demo.json"), Path.Combine(folder.Sites, "demo.json"));
        return StartAsync(folder, settings);
    }

    /// <summary>A hub for a customer whose pages are on another origin.</summary>
    private protected Task<Hub> StartShopAsync(SiteFile? site = null, params (string Key, string Value)[] settings)
    {
        var folder = new TestFolder();
        folder.WriteSite(site ?? ShopSite.File);
        return StartAsync(folder, settings);
    }

    /// <summary>A hub for the site files in a folder.</summary>
    private protected Task<Hub> StartFolderAsync(TestFolder folder) => StartAsync(folder, []);

    private protected async Task StopAsync(Hub hub)
    {
        owned.Remove(hub);
        stopped.Add(hub.Folder);
        await hub.StopAsync();
    }

    /// <summary>Starts a stopped hub again, on its own port and data.</summary>
    private protected Task<Hub> RestartAsync(Hub hub)
    {
        stopped.Remove(hub.Folder);
        return StartAsync(hub.Folder, [("urls", hub.Address.GetLeftPart(UriPartial.Authority))]);
    }

    private protected async Task<SitePages> StartPagesAsync(bool https = false) => Own(await SitePages.StartAsync(https));

    /// <summary>A real mail server, whose settings a hub takes.</summary>
    private protected MailServer StartMail() => Own(MailServer.Start());

    /// <summary>A browser profile of a new visitor, with nothing stored.</summary>
    private protected async Task<Profile> NewProfileAsync(Action<BrowserNewContextOptions>? configure = null)
    {
        var profile = await Profile.CreateAsync(chromium.Browser, configure);
        profiles.Add(profile);
        return profile;
    }

    /// <summary>A page in a browser profile of its own.</summary>
    private protected async Task<IPage> OpenAsync(Uri address, Action<BrowserNewContextOptions>? configure = null) =>
        await (await NewProfileAsync(configure)).OpenAsync(address);

    /// <summary>A page in an engine, with an empty profile.</summary>
    private protected async Task<EnginePage> OpenAsync(Engine engine, Uri address)
    {
        var page = engine switch
        {
            Engine.Chromium => await ChromiumPage.CreateAsync(chromium),
            Engine.Firefox => await FirefoxPage.CreateAsync(),
            Engine.WebKit => await WebKitPage.CreateAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(engine)),
        };
        enginePages.Add(page);
        await page.GoToAsync(address);
        return page;
    }

    /// <summary>Closes a page of an engine before the test ends.</summary>
    private protected async Task CloseAsync(EnginePage page)
    {
        enginePages.Remove(page);
        await page.DisposeAsync();
        Assert.Empty(page.UnexpectedErrors);
    }

    private protected Profile ProfileOf(IPage page) => profiles.Single(profile => profile.Context == page.Context);

    public async Task DisposeAsync()
    {
        foreach (var page in enginePages)
            await page.DisposeAsync();

        string[] errors = [.. profiles.SelectMany(profile => profile.UnexpectedErrors), .. enginePages.SelectMany(page => page.UnexpectedErrors)];
        foreach (var profile in profiles)
            await profile.DisposeAsync();

        foreach (var part in Enumerable.Reverse(owned))
            await part.DisposeAsync();

        foreach (var folder in stopped)
            folder.Dispose();

        Assert.Empty(errors);
    }

    private async Task<Hub> StartAsync(TestFolder folder, (string Key, string Value)[] settings) =>
        Own(await Hub.StartAsync(folder: folder, settings: [("Logging:LogLevel:Default", "Error"), .. settings]));

    private T Own<T>(T part) where T : IAsyncDisposable
    {
        owned.Add(part);
        return part;
    }
}
