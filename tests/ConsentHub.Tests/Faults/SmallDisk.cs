using System.Diagnostics;
using System.Globalization;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub whose data folder lies on a disk of a few megabytes, of which a test can give some back.</summary>
/// <remarks>
/// A memory disk, mounted in a mount namespace of the hub's own, which goes with the process. Where the system forbids that,
/// a limit on the size of the hub's files stands in for it: every write beyond it fails just as well.
/// </remarks>
internal sealed class SmallDisk
{
    private const string Mount =
        "mkdir -p \"$ConsentHub__Data\" && mount -t tmpfs -o size=3m tmpfs \"$ConsentHub__Data\" && head -c 1500000 /dev/zero > \"$ConsentHub__Data/ballast\" && exec \"$0\"";

    private const string ReadOnly =
        "mkdir -p \"$ConsentHub__Data\" && mount -t tmpfs -o size=3m tmpfs \"$ConsentHub__Data\" && mount -o remount,ro \"$ConsentHub__Data\" && exec \"$0\"";

    private const string Limit = "trap '' XFSZ; ulimit -S -f 1024; exec \"$0\"";

    private readonly TestFolder folder;
    private readonly bool mounted;

    private SmallDisk(TestFolder folder, bool mounted, HubProcess hub) => (this.folder, this.mounted, Hub) = (folder, mounted, hub);

    public HubProcess Hub { get; }

    private static bool MayMount { get; } = Run("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt") == 0;

    /// <summary>Starts a hub that will soon run out of room.</summary>
    public static async Task<SmallDisk> StartAsync(TestFolder folder)
    {
        string[] launcher = MayMount ? ["unshare", "-rm", "sh", "-c", Mount] : ["sh", "-c", Limit];
        // The runtime's own protection of its code needs a file larger than the limit.
        return new SmallDisk(folder, MayMount, await HubProcess.StartAsync(folder, launcher, ("DOTNET_EnableWriteXorExecute", "0")));
    }

    /// <summary>What makes a data folder that can be read but not written, also for root.</summary>
    public static IReadOnlyList<string> ReadOnlyLauncher(TestFolder folder)
    {
        if (MayMount)
            return ["unshare", "-rm", "sh", "-c", ReadOnly];

        Assert.False(Environment.IsPrivilegedProcess, "Root writes anywhere: run the tests as another user, or allow user namespaces.");
        Directory.CreateDirectory(folder.Data);
        Assert.Equal(0, Run("chmod", "a-w", folder.Data));
        return [];
    }

    public void GiveSpace()
    {
        if (mounted)
            File.Delete(Path.Combine(Inside, "ballast"));
        else
            Assert.Equal(0, Run("prlimit", "--pid", Hub.Id.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited"));
    }

    /// <summary>Copies the database out while nothing writes, and gives the copy's path.</summary>
    public string CopyDatabase()
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder.Root, "copy")).FullName;
        foreach (var name in new[] { "consenthub.db", "consenthub.db-wal" })
            File.Copy(Path.Combine(Inside, name), Path.Combine(copy, name));

        return Path.Combine(copy, "consenthub.db");
    }

    /// <summary>The data folder as the hub sees it.</summary>
    private string Inside => mounted ? $"/proc/{Hub.Id}/root{folder.Data}" : folder.Data;

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
