using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Backups;

/// <summary>
/// <c>backup</c> and <c>restore</c> killed at chosen system calls: nothing unencrypted remains, nothing looks complete,
/// and the next start cleans up.
/// </summary>
public sealed class KilledBackupTests : IDisposable
{
    private const string MasterKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly (string, string) Encrypted = ("ConsentHub:MasterKey", MasterKey);

    private readonly TestFolder folder = new();

    private string Backups => Path.Combine(folder.Data, "backups");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_killed_backup_leaves_nothing_unencrypted_and_nothing_that_looks_complete()
    {
        var hub = await Hub.StartAsync(folder: folder, settings: Encrypted);
        await new PublishedLog(hub.Client).FillAsync(300);
        await hub.StopAsync();
        using (var data = new StoredData(folder.Database))
            Assert.Equal(300, data.Ids().Count);

        Directory.CreateDirectory(Backups);
        // In the middle of SQLite's copy, in the middle of the encrypted file, and between its sync and its rename.
        await KilledAsync("pwrite64", "40", onlyFile: null, $"backup --output {File1}");
        Assert.All(Directory.EnumerateFiles(Backups), file => Assert.Equal(0, new FileInfo(file).Length));
        await KilledAsync("pwrite64", "3", File2 + ".part", $"backup --output {File2}");
        await KilledAsync("fsync", "1", File3 + ".part", $"backup --output {File3}");

        Assert.Contains(File3 + ".part", Directory.EnumerateFiles(Backups));
        Assert.All(Directory.EnumerateFiles(Backups), AssertUnfinished);

        var next = await Hub.StartAsync(folder: folder, settings: Encrypted);
        await Eventually.Async(() => Task.FromResult(Directory.EnumerateFiles(Backups).Count()), count => count == 0);
        await next.StopAsync();
        (await Cli.RunAsync(folder, ["backup", "--output", File2], settings: Encrypted)).Ended(0);
        (await Cli.RunAsync(folder, ["restore", File2, "--replace"], settings: Encrypted)).Ended(0);
    }

    [Fact]
    public async Task A_killed_restore_leaves_the_database_as_it_was_and_the_next_start_cleans_up()
    {
        var hub = await Hub.StartAsync(folder: folder, settings: Encrypted);
        await new PublishedLog(hub.Client).FillAsync(3);
        Directory.CreateDirectory(Backups);
        (await Cli.RunAsync(folder, ["backup", "--output", File1], settings: Encrypted)).Ended(0);
        await new PublishedLog(hub.Client).FillAsync(2);
        await hub.StopAsync();

        await KilledAsync("fsync", "1", folder.Database + ".restoring", $"restore {File1} --replace");

        Assert.True(File.Exists(folder.Database + ".restoring"));
        var next = await Hub.StartAsync(folder: folder, settings: Encrypted);
        await Eventually.Async(() => Task.FromResult(Directory.EnumerateFiles(folder.Data, "*.restoring*").Count()), count => count == 0);
        await next.StopAsync();
        using var data = new StoredData(folder.Database);
        Assert.Equal(5, data.Ids().Count);
    }

    [Fact]
    public async Task A_file_that_another_process_is_writing_is_not_deleted()
    {
        await using var hub = await Hub.StartAsync(folder: folder);
        Directory.CreateDirectory(Backups);
        await using var writing = new FileStream(File1 + ".part", FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await File.WriteAllTextAsync(File2 + ".part", "left");

        (await Cli.RunAsync(folder, ["backup"])).Ended(0);

        Assert.Equal((true, false), (File.Exists(File1 + ".part"), File.Exists(File2 + ".part")));
        Assert.Contains("being used by another process", (await Cli.RunAsync(folder, ["backup", "--output", File1])).Ended(3).Error, StringComparison.Ordinal);
    }

    private string File1 => Name(1);

    private string File2 => Name(2);

    private string File3 => Name(3);

    private string Name(int number) => Path.Combine(Backups, $"consenthub-{TimeProvider.System.GetUtcNow():yyyyMMdd}T00000000{number}Z.db.enc");

    /// <summary>Runs the hub's command line in a process that is killed at a system call, and asserts that it was killed.</summary>
    /// <param name="when">At which of these calls; each thread counts its own.</param>
    private async Task KilledAsync(string call, string when, string? onlyFile, string words)
    {
        string[] strace =
        [
            "strace", "-f", "-qq", "-o", "/dev/null", .. onlyFile is null ? (string[])[] : ["-P", onlyFile],
            "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={when}", "/bin/sh", "-c", $"exec \"$0\" {words}",
        ];
        var (code, output) = await HubProcess.RefusedAsync(folder, strace, ("ConsentHub__MasterKey", MasterKey));
        Assert.True(code == 137, $"Exit code {code}, not killed: {output}");
    }

    private static void AssertUnfinished(string file)
    {
        Assert.EndsWith(".part", file, StringComparison.Ordinal);
        Assert.False(File.ReadAllBytes(file).AsSpan().StartsWith("SQLite format 3"u8), $"{file} is plain.");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
