using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Telemetry;

/// <summary>A real receiver of OTLP over gRPC and HTTP: the Aspire dashboard, whose API also lists what it received.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client;

    private OtlpReceiver(Process process, Uri address, Uri grpc, Uri http)
    {
        this.process = process;
        (Grpc, Http) = (grpc, http);
        client = new HttpClient { BaseAddress = address };
    }

    public Uri Grpc { get; }

    public Uri Http { get; }

    public static async Task<OtlpReceiver> StartAsync()
    {
        var program = typeof(OtlpReceiver).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OtlpReceiver").Value!;
        Assert.True(File.Exists(program), $"{program} is not there: dotnet restore brings it.");
        var (address, grpc, http) = (NewAddress(), NewAddress(), NewAddress());
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = address.OriginalString;
        start.Environment["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"] = grpc.OriginalString;
        start.Environment["DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = http.OriginalString;
        start.Environment["DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var receiver = new OtlpReceiver(process, address, grpc, http);
        await Eventually.Async(receiver.RespondsAsync, answers => answers);
        return receiver;
    }

    /// <summary>The service that sent something under this name, with the signals received; null before the first.</summary>
    public async Task<JsonNode?> FindServiceAsync(string name) =>
        (await client.GetFromJsonAsync<JsonArray>("/api/telemetry/resources"))!.FirstOrDefault(r => (string?)r!["name"] == name);

    public Task<string> SpansAsync(string service) => client.GetStringAsync(new Uri($"/api/telemetry/spans?resource={service}", UriKind.Relative));

    public Task<string> LogsAsync(string service) => client.GetStringAsync(new Uri($"/api/telemetry/logs?resource={service}", UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Uri NewAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));

    private async Task<bool> RespondsAsync()
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/api/telemetry/resources", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Assert.False(process.HasExited, "The receiver ended.");
            return false;
        }
    }
}
