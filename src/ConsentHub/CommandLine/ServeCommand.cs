using System.CommandLine;
using ConsentHub.Access;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Stores;
using Microsoft.AspNetCore.Connections;

namespace ConsentHub.CommandLine;

/// <summary><c>serve</c>: opens the store, applies the site files, then serves requests until it gets a stop signal.</summary>
internal static partial class ServeCommand
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
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            // Stops the services that are already running, because disposing running services would log errors.
            await app.StopAsync(CancellationToken.None);
            throw new StartupException($"{e.Message.TrimEnd('.')}. Stop the program that listens there, or set ASPNETCORE_URLS to another address.", e);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // A stop signal came during the start. Accepted requests complete, and a new key is still shown.
            await app.StopAsync(CancellationToken.None);
            ShowKey(firstKey);
            return ExitCodes.Done;
        }

        Announce(app, firstKey);
        // Reads the notices while the server already accepts requests, so that later visitors need not wait for the notices.
        app.Services.GetRequiredService<SiteDirectory>().ReadAll();
        await app.WaitForShutdownAsync(ct);
        return ExitCodes.Done;
    }

    /// <summary>Prints the start messages for the operator, and a new key. If the output is redirected, each message is a log line.</summary>
    private static void Announce(WebApplication app, MadeKey? firstKey)
    {
        var settings = app.Services.GetRequiredService<HubSettings>();
        var readsFolder = !app.Services.GetRequiredService<IStoreProvider>().IsShared;
        var folder = app.Services.GetRequiredService<SiteFolder>();
        var address = settings.PublicUrl?.AbsoluteUri ?? app.Urls.First();
        var root = address.TrimEnd('/');
        if (Console.IsOutputRedirected)
        {
            var log = app.Logger;
            Log.Running(log, root, app.Services.GetRequiredService<SiteDirectory>().Count, app.Services.GetRequiredService<IStoreDatabase>().Place);
            if (firstKey is { File: { } place })
                Log.FirstKey(log, place);
            if (readsFolder && !Directory.Exists(folder.Path))
                Log.NoSiteFolder(log, folder.Path);
            if (settings.PublicUrl is null)
                Log.NoPublicUrl(log);
            return;
        }

        Console.WriteLine(
            $"""

              ConsentHub is running.

                Demo page   {root}/
                API page    {root}/docs
                Sites       {app.Services.GetRequiredService<SiteDirectory>().Count} published, {(readsFolder ? $"files in {folder.Path}" : "apply site files with: ConsentHub site apply")}
                Database    {app.Services.GetRequiredService<IStoreDatabase>().Place}
            """);
        ShowKey(firstKey);
        if (readsFolder && !Directory.Exists(folder.Path))
            Console.WriteLine($"    There is no folder {folder.Path}. Set ConsentHub__Sites to the folder of your site files.");

        if (settings.PublicUrl is null)
            Console.WriteLine("    For real visitors set ConsentHub__PublicUrl first: the first choice that a site stores gives its ledger a permanent name, which contains that URL.");

        Console.WriteLine();
    }

    /// <summary>Whether the output is a terminal. Always false in a container, because a container's output is kept as a log.</summary>
    private static bool HasTerminal =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is not ("true" or "1");

    private static void ShowKey(MadeKey? firstKey)
    {
        if (firstKey is { Text: { } text })
            Console.WriteLine($"    Admin key   {text}   (shown only once: save it now)");
        else if (firstKey is { File: { } file })
            Console.WriteLine($"    Admin key   in {file}, which only its owner can read: fetch it, then delete the file");
    }

    private static partial class Log
    {
        [LoggerMessage(90, LogLevel.Information, "ConsentHub serves {Address} from {Database}. Published sites: {Count}.")]
        public static partial void Running(ILogger logger, string address, int count, string database);

        [LoggerMessage(91, LogLevel.Warning, "The first admin key is in {File}, which only its owner can read: fetch it, then delete the file.")]
        public static partial void FirstKey(ILogger logger, string file);

        [LoggerMessage(92, LogLevel.Warning, "There is no folder {Folder}. Set ConsentHub__Sites to the folder of the site files.")]
        public static partial void NoSiteFolder(ILogger logger, string folder);

        [LoggerMessage(93, LogLevel.Warning, "ConsentHub__PublicUrl is not set. Set it before real visitors come: the first choice that a site stores gives its ledger a permanent name, which contains that URL.")]
        public static partial void NoPublicUrl(ILogger logger);
    }
}
