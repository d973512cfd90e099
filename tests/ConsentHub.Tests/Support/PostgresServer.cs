using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ConsentHub.Tests.Support;

/// <summary>A real PostgreSQL server in a folder of its own, on a free port.</summary>
/// <remarks>It ends with the process that started it, however that ends: a shell waits on its standard input and then takes the server along.</remarks>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> One = new(() => StartAsync(syncs: false));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly bool syncs;
    private Process? shell;

    private PostgresServer(string folder, bool syncs, int port)
    {
        this.folder = folder;
        this.syncs = syncs;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The server that the whole test run shares. It does not sync, so that tests are quick; what concerns crashes starts its own.</summary>
    public static Task<PostgresServer> SharedAsync() => One.Value;

    /// <param name="syncs">Whether what is committed survives a crash of the machine.</param>
    public static async Task<PostgresServer> StartAsync(bool syncs)
    {
        var folder = Directory.CreateTempSubdirectory("consenthub-postgres-").FullName;
        if (Environment.UserName == "root")
            await RunAsync(null, "chown", "postgres", folder);

        var data = Path.Combine(folder, "data");
        await RunAsync(UserOfServer, Binary("initdb"), "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions");
        var server = new PostgresServer(folder, syncs, FreePort.Find());
        await server.StartAgainAsync();
        return server;
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username=test;Database={database}";

    /// <summary>Starts the server on the data that it has, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        string[] settings =
        [
            "-D", Path.Combine(folder, "data"), "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", folder, "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", $"fsync={(syncs ? "on" : "off")}", "-c", "logging_collector=off",
        ];
        // The shell's input closes when this process ends; "fast shutdown" is SIGINT.
        var start = Start(UserOfServer, "sh", ["-c", "\"$@\" 2>>\"$0\" & echo $!; cat >/dev/null; kill -INT $!; wait $!", Path.Combine(folder, "log"), Binary("postgres"), .. settings]);
        shell = Process.Start(start)!;
        ProcessId = int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        using var deadline = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await AnswersAsync())
        {
            if (shell.HasExited || deadline.IsCancellationRequested)
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Path.Combine(folder, "log"))}");

            await pause.WaitForNextTickAsync(deadline.Token);
        }
    }

    private int ProcessId { get; set; }

    /// <summary>Stops it as an operator does; connections are closed at once.</summary>
    public async Task StopAsync()
    {
        shell!.StandardInput.Close();
        await shell.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Ends every process of it at once, as a power cut does.</summary>
    public async Task CrashAsync()
    {
        Signal("-KILL");
        await StopAsync();
    }

    /// <summary>Stops every process of it in the middle of what it does, as a hanging machine would.</summary>
    public void Pause() => Signal("-STOP");

    public void Resume() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (shell is { HasExited: false })
        {
            Resume();
            await StopAsync();
        }

        shell?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string? UserOfServer => Environment.UserName == "root" ? "postgres" : null;

    private void Signal(string signal)
    {
        var children = File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Process.Start("kill", [signal, ProcessId.ToString(CultureInfo.InvariantCulture), .. children]).WaitForExit();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string Binary(string name)
    {
        const string Versions = "/usr/lib/postgresql";
        var folders = Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions).OrderByDescending(v => int.TryParse(Path.GetFileName(v), CultureInfo.InvariantCulture, out var n) ? n : 0).Select(v => Path.Combine(v, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"This test needs a real PostgreSQL server, and there is no {name} here. Install it with: apt-get install postgresql");
    }

    private static ProcessStartInfo Start(string? user, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        if (user is not null)
            start.UserName = user;

        return start;
    }

    private static async Task RunAsync(string? user, string program, params string[] arguments)
    {
        using var process = Process.Start(Start(user, program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {await output}{await error}");
    }
}
