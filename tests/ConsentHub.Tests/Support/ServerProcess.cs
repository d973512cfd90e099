using System.Diagnostics;
using System.Globalization;

namespace ConsentHub.Tests.Support;

/// <summary>A server that refuses to run as root. If the tests run as root, an ordinary user runs it.</summary>
/// <remarks>It ends with the process that started it, however that ends: a shell waits on its standard input and then kills the server.</remarks>
internal sealed class ServerProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process shell;
    private readonly string log;

    private ServerProcess(Process shell, string log, int id) => (this.shell, this.log, Id) = (shell, log, id);

    public int Id { get; }

    /// <summary>The user that runs the server; null if the tests do not run as root, because then it is their own.</summary>
    public static string? User => Environment.UserName == "root" ? "postgres" : null;

    /// <summary>A folder that the server's user may use.</summary>
    public static async Task<string> NewFolderAsync(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        if (User is { } user)
            await RunAsync(null, "chown", user, folder);

        return folder;
    }

    /// <param name="log">The file for the server's output.</param>
    /// <param name="stop">The signal on which the server stops properly.</param>
    public static async Task<ServerProcess> StartAsync(string log, string stop, params string[] command)
    {
        var script = $"\"$@\" 2>>\"$0\" >/dev/null & echo $!; cat >/dev/null; kill -{stop} $!; wait $!";
        var shell = Process.Start(Describe(User, "sh", ["-c", script, log, .. command]))!;
        return new ServerProcess(shell, log, int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until the server responds; fails if it ends before.</summary>
    public async Task ReadyAsync(Func<Task<bool>> answers)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await answers())
        {
            if (HasEnded || deadline.IsCancellationRequested)
                throw new InvalidOperationException($"The server did not start: {await File.ReadAllTextAsync(log)}");

            await pause.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>Whether the server ended by itself. The shell has not read its exit code then, so it still exists as a zombie.</summary>
    public bool HasEnded
    {
        get
        {
            try
            {
                return shell.HasExited || File.ReadAllText($"/proc/{Id}/stat").Contains(") Z ", StringComparison.Ordinal);
            }
            catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                return true;
            }
        }
    }

    public async Task StopAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Sends a signal to the server and its children.</summary>
    public void Signal(string signal)
    {
        var children = File.ReadAllText($"/proc/{Id}/task/{Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Process.Start("kill", [signal, Id.ToString(CultureInfo.InvariantCulture), .. children]).WaitForExit();
    }

    public void Dispose() => shell.Dispose();

    /// <summary>Runs a program and asserts that it succeeds.</summary>
    public static async Task RunAsync(string? user, string program, params string[] arguments)
    {
        using var process = Process.Start(Describe(user, program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {await output}{await error}");
    }

    private static ProcessStartInfo Describe(string? user, string program, string[] arguments)
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
}
