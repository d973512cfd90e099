using System.Collections.Concurrent;
using System.Diagnostics;

namespace ConsentHub.BrowserTests.Engines;

/// <summary>
/// A program that ends with the tests, however they end: a shell waits on its standard input, then kills the program and
/// deletes its home.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Script = """exec 3<&0; "$@" </dev/null & cat <&3 >/dev/null; kill $! 2>/dev/null; wait $!; rm -rf "$0";""";

    /// <summary>Referenced here so that the process is not collected, which would close its input.</summary>
    private static readonly ConcurrentDictionary<ChildProcess, Process> Running = new();

    private readonly Process shell;

    private ChildProcess(Process shell) => this.shell = Running[this] = shell;

    /// <param name="environment">Variables in addition to the environment of the tests.</param>
    /// <param name="home">The program's home folder, which is deleted with it.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ChildProcess Start(IReadOnlyDictionary<string, string> environment, DirectoryInfo home, params string[] command)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, home.FullName, .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home.FullName;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Returns the first value found in a line of the program's output; later output is read and dropped.</summary>
    public async Task<string> FindAsync(Func<string, string?> valueOf)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        async Task ReadAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line)
            {
                if (found.Task.IsCompleted)
                    continue;

                lock (said)
                    said.Add(line);

                if (valueOf(line) is { } value)
                    found.TrySetResult(value);
            }
        }

        var ended = Task.WhenAll(ReadAsync(shell.StandardOutput), ReadAsync(shell.StandardError));
        _ = ended.ContinueWith(_ => found.TrySetException(new InvalidOperationException($"It ended at once: {string.Join('\n', said)}")), TaskScheduler.Default);
        return await found.Task.WaitAsync(Patience);
    }

    /// <summary>Stops the program and waits until it has ended.</summary>
    public void Dispose()
    {
        Running.TryRemove(this, out _);
        shell.StandardInput.Close();
        shell.WaitForExit(Patience);
        shell.Dispose();
    }

    /// <summary>The path of a program; throws with instructions if it is not installed.</summary>
    public static string Find(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/bin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"The browser tests need {program}. Install it with: sudo apt-get install -y {package}");
}
