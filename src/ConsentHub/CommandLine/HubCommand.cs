using System.CommandLine;
using ConsentHub.Audit;
using ConsentHub.Erasures;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Stores;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConsentHub.CommandLine;

/// <summary>Runs commands that work on the hub's store, whether or not a server is running.</summary>
internal static class HubCommand
{
    public static Command Runs(this Command command, CommandContext context, DataFolder folder, Func<CommandRun, CancellationToken, Task<int>> run)
    {
        command.SetAction((parsed, ct) => GuardAsync(parsed, async () =>
        {
            var settings = HubSettings.Read(context.Configuration());
            var store = ConsentHubSetup.StoreOf(settings);
            var exists = store.Exists();
            if (folder is (DataFolder.Existing or DataFolder.Untouched) && !exists)
                throw new StartupException(store.MissingMessage);

            await using var services = Services(context, settings, folder);
            if ((exists && folder != DataFolder.Untouched) || folder == DataFolder.New)
                await services.GetRequiredService<SiteDirectory>().ReloadAsync(ct);

            return await run(new CommandRun(parsed, services, context), ct);
        }));
        return command;
    }

    /// <summary>Runs a command, and prints a failure in one line.</summary>
    public static async Task<int> GuardAsync(System.CommandLine.ParseResult parsed, Func<Task<int>> run)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception e) when (Explain(e) is { } reason)
        {
            await error.WriteLineAsync("ConsentHub: " + reason);
            return ExitCodes.NotStarted;
        }
    }

    public static ServiceProvider Services(CommandContext context, HubSettings settings, DataFolder folder = DataFolder.Existing)
    {
        var services = new ServiceCollection();
        // Log lines go to standard error, because standard output is reserved for the command's result.
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(c => c.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddConsentHubCore(settings, folder == DataFolder.Untouched);
        services.Replace(ServiceDescriptor.Singleton(context.Time));
        return services.BuildServiceProvider();
    }

    /// <summary>Describes failures of settings, disk and database in one line; null for a bug of this program.</summary>
    private static string? Explain(Exception error) => error switch
    {
        StartupException or JournalUnavailableException or StoreUnavailableException or StoreBusyException or IOException or UnauthorizedAccessException => error.Message,
        _ => ConsentHubSetup.ExplainStoreError(error),
    };
}

/// <summary>What a command expects of the database.</summary>
internal enum DataFolder
{
    /// <summary>A database must exist. If none exists, the setting of the data folder is probably wrong.</summary>
    Existing,

    /// <summary>The database is created if it does not exist, because the command may be the first to use it.</summary>
    New,

    /// <summary>The command reads a database if one exists, and creates none.</summary>
    Optional,

    /// <summary>A database must exist, and the command does not write to it. Its sites are not loaded before the command runs, because the command verifies them first.</summary>
    Untouched,
}

/// <summary>One run of a command: its arguments, its writers, and the hub's services.</summary>
internal sealed record CommandRun(System.CommandLine.ParseResult Parsed, IServiceProvider Services, CommandContext Context)
{
    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public TextWriter Error => Parsed.InvocationConfiguration.Error;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Writes an entry to the audit trail.</summary>
    public Task AuditAsync(string action, string? site, string? detail) => Get<AuditTrail>().WriteAsync(Actor.CommandLine, action, site, detail);

    /// <summary>The site with this key; if there is none, prints an error and returns null.</summary>
    public Site? FindSite(string key)
    {
        if (Get<SiteDirectory>().Find(key) is { } site)
            return site;

        Error.WriteLine($"There is no site '{key}'. ConsentHub site list shows the published sites.");
        return null;
    }

    /// <summary>Prints each error with the name of its option, and returns the exit code.</summary>
    public int Refuse(FieldErrors errors)
    {
        foreach (var (name, messages) in errors.ToDictionary())
            Error.WriteLine($"--{name} {string.Join("; ", messages)}.");

        return ExitCodes.Usage;
    }
}
