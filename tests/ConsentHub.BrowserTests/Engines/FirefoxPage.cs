using OpenQA.Selenium.BiDi;
using OpenQA.Selenium.BiDi.Browser;
using OpenQA.Selenium.BiDi.BrowsingContext;
using OpenQA.Selenium.BiDi.Input;
using OpenQA.Selenium.BiDi.Log;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>A page in Firefox, which is started once for the whole run, without a display. Each page is a Firefox container of its own.</summary>
internal sealed class FirefoxPage : EnginePage
{
    private static readonly Lazy<Task<IBiDi>> Shared = new(LaunchAsync);

    /// <summary>Every window behaves as if it had the focus, because several tests use the one browser at the same time.</summary>
    private const string Preferences = """
        user_pref("focusmanager.testmode", true);
        user_pref("ui.prefersReducedMotion", 1);
        user_pref("intl.accept_languages", "en-GB, en");
        user_pref("app.normandy.enabled", false);
        user_pref("app.update.disabledForTesting", true);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("network.captive-portal-service.enabled", false);
        user_pref("network.connectivity-service.enabled", false);
        user_pref("dom.min_background_timeout_value", 4);
        """;

    /// <summary>
    /// Only Firefox writes this error also for a script that was still loading when its page ended. In Chromium and
    /// WebKit, which run the same tests, it always means that the hash is wrong.
    /// </summary>
    private const string BrokenOff = "hashes in the integrity attribute match";

    private readonly UserContext container;
    private readonly BrowsingContext context;

    private FirefoxPage(UserContext container, BrowsingContext context) => (this.container, this.context) = (container, context);

    public static async Task<EnginePage> CreateAsync()
    {
        var browser = await Shared.Value;
        var container = (await browser.Browser.CreateUserContextAsync()).UserContext;
        var context = (await browser.BrowsingContext.CreateAsync(ContextType.Window, new() { UserContext = container })).Context;
        var page = new FirefoxPage(container, context);
        await context.Log.EntryAdded.SubscribeAsync(entry =>
        {
            if (entry.Level == Level.Error && entry.Text?.Contains(BrokenOff, StringComparison.Ordinal) != true)
                page.Report($"Console: {entry.Text}");
        });
        await page.ResizeAsync(1280, 800);
        return page;
    }

    public override Task GoToAsync(Uri address) => context.NavigateAsync(address.AbsoluteUri, new() { Wait = ReadinessState.Complete });

    public override Task ReloadAsync() => context.ReloadAsync(new() { Wait = ReadinessState.Complete });

    public override Task BackAsync() => context.TraverseHistoryAsync(-1);

    public override Task ResizeAsync(int width, int height) => context.SetViewportAsync(new() { Viewport = (Viewport?)new Viewport(width, height) });

    public override Task ClickAtAsync(double x, double y) => context.Input.PerformActionsAsync(
        [new PointerSourceActions("mouse", [new PointerMoveAction(x, y), new PointerDownAction(0), new PointerUpAction(0)])]);

    public override async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        await container.BiDi.Browser.RemoveUserContextAsync(container);
    }

    private protected override Task<string?> CallAsync(string expression) => context.Script.EvaluateAsync<string?>(expression, true);

    private protected override Task PressOneAsync(string key)
    {
        var codes = Keys.CodesOf(key);
        IKeySourceAction[] actions = [.. codes.Select(code => new KeyDownAction(code)), .. codes.Reverse().Select(code => new KeyUpAction(code))];
        return context.Input.PerformActionsAsync([new KeySourceActions("keyboard", [.. actions])]);
    }

    private static async Task<IBiDi> LaunchAsync()
    {
        var program = ChildProcess.Find("firefox-esr", "firefox-esr");
        var home = Directory.CreateTempSubdirectory("firefox-");
        var profile = home.CreateSubdirectory("profile");
        await File.WriteAllTextAsync(Path.Combine(profile.FullName, "user.js"), Preferences);
        // Firefox ends with the run, as Chromium does.
        var process = ChildProcess.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["MOZ_DISABLE_AUTO_SAFE_MODE"] = "1" }, home,
            program, "--headless", "--no-remote", "--profile", profile.FullName, "--remote-debugging-port", "0", "about:blank");
        var address = await process.FindAsync(line => line.Split("WebDriver BiDi listening on ") is [_, var found] ? found.Trim() : null);
        var browser = await BiDi.ConnectAsync(new Uri(address + "/session"), null, CancellationToken.None);
        await browser.NewAsync(new() { AlwaysMatch = new() { AcceptInsecureCerts = true } });
        return browser;
    }
}
