namespace ConsentHub.CommandLine;

/// <summary>The parts of the process that a command uses in addition to its arguments. Tests replace these parts.</summary>
internal sealed record CommandContext
{
    public Func<IConfiguration> Configuration { get; init; } = ReadConfiguration;

    /// <summary>Output for raw bytes; text is written to the command line's own writers.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public TextReader Input { get; init; } = Console.In;

    /// <summary>Whether the command displays its progress.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads the configuration sources of the server, in the same order: two files beside the program, then the environment variables.</summary>
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
