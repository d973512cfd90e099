using System.CommandLine;

namespace ConsentHub.CommandLine;

/// <summary><c>health</c>: asks the local server whether it is ready, for containers without an HTTP client.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(CommandContext context)
    {
        var command = new Command("health", "Ask the server on this machine whether it is ready. Exit code 0 if it is ready, 2 if not.");
        command.SetAction((parsed, ct) => AskAsync(Address(context.Configuration()), parsed.InvocationConfiguration.Output, ct));
        return command;
    }

    private static async Task<int> AskAsync(Uri address, TextWriter output, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(address, ct);
            await output.WriteLineAsync(await response.Content.ReadAsStringAsync(ct));
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            await output.WriteLineAsync($"{address} does not respond: {e.Message}");
            return ExitCodes.CheckFailed;
        }
    }

    /// <summary>The URL of <c>/health/ready</c> at the first address that the server listens on, with a host that this machine can reach.</summary>
    private static Uri Address(IConfiguration configuration)
    {
        var url = Given("ASPNETCORE_URLS", "urls")?.Split(';')[0]
            ?? (Given("ASPNETCORE_HTTP_PORTS", "http_ports")?.Split(';')[0] is { } port ? $"http://localhost:{port}" : Server.DefaultUrl);
        foreach (var any in (string[])["//+", "//*", "//0.0.0.0", "//[::]"])
            url = url.Replace(any, "//localhost", StringComparison.Ordinal);

        return Uri.TryCreate(url, UriKind.Absolute, out var listening)
            ? new Uri(listening, "/health/ready")
            : throw new StartupException("The setting ASPNETCORE_URLS must be an address such as http://localhost:5080.");

        string? Given(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (configuration[name] is { Length: > 0 } value)
                    return value;
            }

            return null;
        }
    }
}
