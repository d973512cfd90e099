using System.CommandLine;
using ConsentHub.Access;
using ConsentHub.Hosting;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.CommandLine;

/// <summary><c>serve</c>: opens the store, applies the site files, then answers requests until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve the API, the script and the pages. Settings: ASPNETCORE_URLS and ConsentHub__*, see docs/operating.md.");
        command.SetAction((_, ct) => RunAsync(ct));
        return command;
    }

    public static async Task<int> RunAsync(CancellationToken ct)
    {
        await using var app = Server.Build();
        MadeKey? firstKey = null;
        try
        {
            firstKey = await Server.PrepareAsync(app, HasTerminal, ct);
            await app.StartAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop while it started: what listens already answers what it accepted, and a key that was made is not lost.
            await app.StopAsync(CancellationToken.None);
            ShowKey(firstKey);
            return ExitCodes.Done;
        }

        Announce(app, firstKey);
        // While it answers already: later no visitor waits for it.
        app.Services.GetRequiredService<SiteDirectory>().ReadAll();
        await app.WaitForShutdownAsync(ct);
        return ExitCodes.Done;
    }

    /// <summary>For the person who started it; the log has its own lines. A key is shown here and nowhere else.</summary>
    private static void Announce(WebApplication app, MadeKey? firstKey)
    {
        var settings = app.Services.GetRequiredService<HubSettings>();
        var folder = app.Services.GetRequiredService<SiteFolder>();
        var address = settings.PublicUrl?.AbsoluteUri ?? app.Urls.First();
        var root = address.TrimEnd('/');
        Console.WriteLine(
            $"""

              ConsentHub is running.

                Demo page   {root}/
                API page    {root}/docs
                Sites       {app.Services.GetRequiredService<SiteDirectory>().Count} published, {(settings.Postgres is null ? $"files in {folder.Path}" : "files apply by: ConsentHub site apply")}
                Database    {app.Services.GetRequiredService<IStoreDatabase>().Place}
            """);
        ShowKey(firstKey);
        if (settings.Postgres is null && !Directory.Exists(folder.Path))
            Console.WriteLine($"    There is no folder {folder.Path}. Set ConsentHub__Sites to the folder of your site files.");

        if (settings.PublicUrl is null)
            Console.WriteLine("    For real visitors set ConsentHub__PublicUrl first: each site's ledger takes its name from it at the first choice, for ever.");

        Console.WriteLine();
    }

    /// <summary>What a container prints is kept as a log, with a terminal or without one.</summary>
    private static bool HasTerminal =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is not ("true" or "1");

    private static void ShowKey(MadeKey? firstKey)
    {
        if (firstKey is { Text: { } text })
            Console.WriteLine($"    Admin key   {text}   (shown this once: keep it)");
        else if (firstKey is { File: { } file })
            Console.WriteLine($"    Admin key   in {file}, which only its owner can read: fetch it, then delete the file");
    }
}
