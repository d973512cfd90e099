using System.Globalization;
using ConsentHub.Tests.Support;
using OpenQA.Selenium;
using OpenQA.Selenium.Interactions;
using OpenQA.Selenium.Remote;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>A page in WebKitGTK's MiniBrowser. Each page has its own driver, which controls one browser; all share a display.</summary>
internal sealed class WebKitPage : EnginePage
{
    private static readonly Lazy<Task<string>> Display = new(StartDisplayAsync);

    private readonly ChildProcess driver;
    private readonly RemoteWebDriver browser;

    private WebKitPage(ChildProcess driver, RemoteWebDriver browser) => (this.driver, this.browser) = (driver, browser);

    public static async Task<EnginePage> CreateAsync()
    {
        var program = ChildProcess.Find("WebKitWebDriver", "webkit2gtk-driver");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DISPLAY"] = await Display.Value, ["LANGUAGE"] = "en_GB", ["LC_ALL"] = "C.UTF-8" };
        var port = FreePort.Find();
        var driver = ChildProcess.Start(environment, Directory.CreateTempSubdirectory("webkit-"), program, string.Create(CultureInfo.InvariantCulture, $"--port={port}"));
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        using (var client = new HttpClient { BaseAddress = address })
            await Eventually.Async(async () => await client.GetAsync("status").ContinueWith(answer => answer.IsCompletedSuccessfully, TaskScheduler.Default), answers => answers);

        var page = new WebKitPage(driver, await Task.Run(() => new RemoteWebDriver(address, new Options())));
        await page.ResizeAsync(1280, 800);
        return page;
    }

    public override async Task GoToAsync(Uri address)
    {
        await CollectAsync();
        await browser.Navigate().GoToUrlAsync(address);
    }

    public override async Task ReloadAsync()
    {
        await CollectAsync();
        await browser.Navigate().RefreshAsync();
    }

    public override async Task BackAsync()
    {
        await CollectAsync();
        await browser.Navigate().BackAsync();
    }

    public override async Task ResizeAsync(int width, int height)
    {
        // The driver sets the size of the window, and the window's frame takes some of it.
        browser.Manage().Window.Size = new(width, height);
        var inner = await RunAsync<int[]>("() => [innerWidth, innerHeight]");
        browser.Manage().Window.Size = new((2 * width) - inner[0], (2 * height) - inner[1]);
        await UntilAsync("([width, height]) => innerWidth === width && innerHeight === height", new[] { width, height });
    }

    public override Task ClickAtAsync(double x, double y)
    {
        new Actions(browser).MoveToLocation((int)x, (int)y).Click().Perform();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await CollectAsync();
        }
        finally
        {
            browser.Dispose();
            driver.Dispose();
        }
    }

    /// <summary>
    /// The script runs in a task of the page, as the page's own code does. WebKit runs a driver's script also in the middle of
    /// a rendering update, where any change of a size is reported as a loop of the page's resize observers.
    /// </summary>
    private protected override Task<string?> CallAsync(string expression) =>
        Task.Run(() => (string?)browser.ExecuteScript($"return new Promise(run => setTimeout(run)).then(() => {expression})"));

    private protected override Task PressOneAsync(string key)
    {
        var actions = new Actions(browser);
        var codes = Keys.CodesOf(key);
        foreach (var code in codes)
            actions.KeyDown(code.ToString());

        foreach (var code in codes.Reverse())
            actions.KeyUp(code.ToString());

        actions.Perform();
        return Task.CompletedTask;
    }

    /// <summary>Reads the errors that the page has collected, before the page ends.</summary>
    private async Task CollectAsync()
    {
        foreach (var error in await RunAsync<string[]>("() => window.errorsOfThisPage?.splice(0) ?? []"))
            Report(error);
    }

    private static async Task<string> StartDisplayAsync()
    {
        var display = ChildProcess.Start(
            new Dictionary<string, string>(StringComparer.Ordinal), Directory.CreateTempSubdirectory("xvfb-"), ChildProcess.Find("Xvfb", "xvfb"), "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp");
        return ":" + await display.FindAsync(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? line : null);
    }

    /// <summary>Requests no capability: the driver knows the browser that it belongs to.</summary>
    private sealed class Options : DriverOptions
    {
        public Options()
        {
            BrowserName = "MiniBrowser";
            AcceptInsecureCertificates = true;
        }

        public override ICapabilities ToCapabilities() => GenerateDesiredCapabilities(true).AsReadOnly();
    }
}
