using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>The product as an operator runs it: its own executable in its own process.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The hub ended."));
        // The test need not wait until the hub listens.
        _ = listening.Task.ContinueWith(t => t.Exception, TaskScheduler.Default);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public Uri Address => listening.Task.Result;

    /// <summary>Everything that the process has written so far, logs and errors.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts a hub and waits until it listens.</summary>
    /// <param name="launcher">A program that prepares something and then executes the hub; its last arguments are the hub's.</param>
    public static async Task<HubProcess> StartAsync(TestFolder folder, IReadOnlyList<string>? launcher = null, params (string Key, string Value)[] environment)
    {
        var hub = Begin(folder, launcher, environment);
        try
        {
            await hub.listening.Task.WaitAsync(Patience);
            return hub;
        }
        catch (Exception e)
        {
            var told = hub.Output;
            await hub.DisposeAsync();
            throw new InvalidOperationException($"The hub did not start: {told}", e);
        }
    }

    /// <summary>Starts a hub without waiting for anything.</summary>
    public static HubProcess Begin(TestFolder folder, IReadOnlyList<string>? launcher = null, params (string Key, string Value)[] environment) =>
        new(Describe(folder, launcher ?? [], environment));

    /// <summary>Starts a hub that must refuse to run, and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RefusedAsync(
        TestFolder folder, IReadOnlyList<string>? launcher = null, params (string Key, string Value)[] environment)
    {
        await using var hub = Begin(folder, launcher, environment);
        await hub.ExitedAsync();
        return (hub.process.ExitCode, hub.Output);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitedAsync();
    }

    /// <summary>Stops every thread of the process, like a machine that hangs.</summary>
    public void Pause() => Signal("-STOP");

    public void Resume() => Signal("-CONT");

    /// <summary>Sends the stop signal that service managers and container engines send.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>Waits for the process to end and returns its exit code.</summary>
    public async Task<int> ExitedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async Task<int> StopAsync()
    {
        Terminate();
        return await ExitedAsync();
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A client that sends the administrator's key.</summary>
    public HttpClient NewAdminClient()
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Hub.AdminKey);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();

        process.Dispose();
    }

    private static ProcessStartInfo Describe(TestFolder folder, IReadOnlyList<string> launcher, (string Key, string Value)[] environment)
    {
        string[] command = [.. launcher, Path.Combine(AppContext.BaseDirectory, "ConsentHub")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("ConsentHub__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(key);

        // The executable looks for the framework in well-known places; here it may be elsewhere.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConsentHub__Data"] = folder.Data;
        start.Environment["ConsentHub__Sites"] = folder.Sites;
        start.Environment["ConsentHub__AdminKey"] = Hub.AdminKey;
        start.Environment["ConsentHub__RateLimit"] = "0";
        foreach (var (key, value) in environment)
            start.Environment[key] = value;

        return start;
    }

    private void Signal(string signal) => Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    private void Take(string? line)
    {
        if (line is null)
            return;

        lock (output)
            output.AppendLine(line);

        // The last line of a start: from then on the hub responds.
        if (line.StartsWith('{') && line.Contains("\"EventId\":90,", StringComparison.Ordinal))
            listening.TrySetResult(new Uri((string)JsonNode.Parse(line)!["State"]![nameof(Address)]!));
    }
}
