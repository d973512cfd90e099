using System.Globalization;
using Npgsql;

namespace ConsentHub.Tests.Support;

/// <summary>A real PostgreSQL server in a folder of its own, on a free port.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> One = new(() => StartAsync(syncs: false));

    private readonly string folder;
    private readonly bool syncs;
    private readonly SmallFolder? small;
    private ServerProcess? process;

    private PostgresServer(string folder, bool syncs, SmallFolder? small)
    {
        this.folder = folder;
        this.syncs = syncs;
        this.small = small;
    }

    public int Port { get; } = FreePort.Find();

    /// <summary>The server that the whole test run shares. It does not sync, so that tests are quick; tests of crashes start their own.</summary>
    public static Task<PostgresServer> SharedAsync() => One.Value;

    /// <param name="syncs">Whether what is committed survives a crash of the machine.</param>
    public static async Task<PostgresServer> StartAsync(bool syncs) =>
        await StartAsync(await ServerProcess.NewFolderAsync("consenthub-postgres-"), syncs, null, []);

    /// <summary>A server with either its data or its write-ahead log on a disk of a few megabytes, and the other elsewhere.</summary>
    public static async Task<PostgresServer> OnSmallDiskAsync(string folder, SmallFolder small, bool onlyLog)
    {
        // Segments of one megabyte, so that the log soon needs a new one.
        string[] words = ["--wal-segsize=1", "--waldir", onlyLog ? Path.Combine(small.Path, "wal") : Path.Combine(folder, "wal")];
        return await StartAsync(folder, syncs: true, small, words, onlyLog ? null : small.Path);
    }

    private static async Task<PostgresServer> StartAsync(string folder, bool syncs, SmallFolder? small, string[] words, string? place = null)
    {
        var server = new PostgresServer(folder, syncs, small) { Data = Path.Combine(place ?? folder, "data") };
        string[] command =
        [
            .. small?.Inside ?? [], Binary("initdb"), "-D", server.Data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions", .. words,
        ];
        await ServerProcess.RunAsync(ServerProcess.User, command[0], command[1..]);
        await server.StartAgainAsync();
        return server;
    }

    private string Data { get; init; } = "";

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username=test;Database={database}";

    /// <summary>Starts the server on its existing data, and waits until it responds.</summary>
    public async Task StartAgainAsync()
    {
        process?.Dispose();
        // "Fast shutdown" is SIGINT.
        process = await ServerProcess.StartAsync(
            Path.Combine(folder, "log"), "INT",
            [
                .. small?.Inside ?? [], Binary("postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", folder, "-c", "listen_addresses=127.0.0.1",
                "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", $"fsync={(syncs ? "on" : "off")}", "-c", "logging_collector=off",
            ]);
        await process.ReadyAsync(RespondsAsync);
    }

    /// <summary>
    /// Waits until the server responds after a crash. It restarts itself; if it has given that up, this starts it, as a
    /// service manager does.
    /// </summary>
    /// <remarks>
    /// This sends no stop signal meanwhile: PostgreSQL 15 that gets one during crash recovery waits for its own
    /// checkpointer for ever.
    /// </remarks>
    public async Task RecoverAsync()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await RespondsAsync())
        {
            if (process!.HasEnded)
            {
                await StopAsync();
                await StartAgainAsync();
                return;
            }

            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>The server's output so far.</summary>
    public string Log => File.ReadAllText(Path.Combine(folder, "log"));

    /// <summary>Stops the server as an operator does; connections are closed at once.</summary>
    public Task StopAsync() => process!.StopAsync();

    /// <summary>Kills every process of the server at once, like a power cut.</summary>
    public async Task CrashAsync()
    {
        process!.Signal("-KILL");
        await StopAsync();
    }

    /// <summary>Suspends every process of the server, like a machine that hangs.</summary>
    public void Pause() => process!.Signal("-STOP");

    public void Resume() => process!.Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasEnded: false })
            Resume();

        if (process is not null)
            await StopAsync();

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> RespondsAsync()
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
}
