using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace ConsentHub.Tests.Support;

/// <summary>A real Redis for one test, on a free port, without persistence.</summary>
/// <param name="options">Further configuration, as arguments.</param>
internal sealed class RedisServer(params string[] options) : IDisposable
{
    private readonly int port = FreePort.Find();
    private Process? process;

    /// <summary>The value of <c>ConnectionStrings__Redis</c>; known before the server runs.</summary>
    public string Connection => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    public static async Task<RedisServer> StartedAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server",
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. options])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("This test needs redis-server: apt-get install redis-server", e);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Async(RespondsAsync, answers => answers);
    }

    /// <summary>Kills the server at once, like a crash.</summary>
    public void Stop()
    {
        if (process is null)
            return;

        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>Suspends the server: it keeps its connections and responds to nothing.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>Everything in the server: keys, values, and the remaining lifetime of each key.</summary>
    public async Task<IReadOnlyList<(byte[] Key, byte[] Value, TimeSpan? Life)>> ContentAsync()
    {
        // The default of one second is short if all cores are busy.
        using var connection = await ConnectionMultiplexer.ConnectAsync(Connection + ",syncTimeout=20000");
        var database = connection.GetDatabase();
        var content = new List<(byte[], byte[], TimeSpan?)>();
        foreach (var key in connection.GetServer(connection.GetEndPoints()[0]).Keys())
            content.Add(((byte[])key!, (byte[]?)await database.StringGetAsync(key) ?? [], await database.KeyTimeToLiveAsync(key)));

        return content;
    }

    public void Dispose() => Stop();

    private void Signal(string name) => Process.Start("kill", ["-" + name, process!.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    private async Task<bool> RespondsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer) == "+PONG\r\n";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
