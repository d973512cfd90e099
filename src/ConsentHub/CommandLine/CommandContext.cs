namespace ConsentHub.CommandLine;

/// <summary>What a command takes from its process beside its words. A test gives its own.</summary>
internal sealed record CommandContext
{
    public Func<IConfiguration> Configuration { get; init; } = ReadConfiguration;

    /// <summary>Where raw bytes go; texts go to the command line's own writers.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public TextReader Input { get; init; } = Console.In;

    /// <summary>Whether somebody watches the progress.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The same sources in the same order as the server's: two files beside the program, then the environment.</summary>
    private static IConfiguration ReadConfiguration()
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";
        return new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment}.json", optional: true)
            .AddEnvironmentVariables()
            .Build();
    }
}
