namespace ConsentHub.CommandLine;

/// <summary>The parts of the process that a command uses beside its arguments. Tests replace them.</summary>
internal sealed record CommandContext
{
    public Func<IConfiguration> Configuration { get; init; } = ReadConfiguration;

    /// <summary>Output for raw bytes; text is written to the command line's own writers.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public TextReader Input { get; init; } = Console.In;

    /// <summary>Whether progress is displayed.</summary>
    public bool ShowsProgress { get; init; } = !Console.IsErrorRedirected;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The server's configuration sources, in the same order: two files beside the program, then the environment.</summary>
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
