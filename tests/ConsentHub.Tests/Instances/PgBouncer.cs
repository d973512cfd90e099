using System.Globalization;
using ConsentHub.Tests.Support;
using Npgsql;

namespace ConsentHub.Tests.Instances;

/// <summary>
/// A real PgBouncer in transaction mode in front of a test's PostgreSQL: each transaction gets another connection than
/// the previous one.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    /// <summary>The connections that docs/scaling.md requires for one export or verification, and a few for choices.</summary>
    public const int ServerConnections = 12;

    private readonly string folder;
    private readonly int port;
    private readonly ServerProcess process;

    private PgBouncer(string folder, int port, ServerProcess process) => (this.folder, this.port, this.process) = (folder, port, process);

    /// <param name="direct">A connection string to PostgreSQL itself.</param>
    public static async Task<PgBouncer> StartAsync(string direct)
    {
        const string Program = "/usr/sbin/pgbouncer";
        if (!File.Exists(Program))
            throw new InvalidOperationException($"This test needs a real PgBouncer, and there is no {Program} here. Install it with: apt-get install pgbouncer");

        var server = new NpgsqlConnectionStringBuilder(direct);
        var folder = await ServerProcess.NewFolderAsync("consenthub-pgbouncer-");
        var port = FreePort.Find();
        var settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture,
            $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {ServerConnections}
            server_round_robin = 1
            """));
        var process = await ServerProcess.StartAsync(Path.Combine(folder, "log"), "TERM", Program, settings);
        var pooler = new PgBouncer(folder, port, process);
        await process.ReadyAsync(() => RespondsAsync(pooler.Through(direct)));
        return pooler;
    }

    /// <summary>The same connection string through the pooler, with the one setting that docs/operating.md requires.</summary>
    public string Through(string direct) => new NpgsqlConnectionStringBuilder(direct) { Port = port, MaxAutoPrepare = 0 }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<bool> RespondsAsync(string connection)
    {
        try
        {
            await using var opened = new NpgsqlConnection(connection + ";Pooling=false");
            await opened.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
