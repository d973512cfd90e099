using System.Diagnostics;
using System.Globalization;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Faults;

/// <summary>A hub whose data folder is on a disk of some megabytes, which a test can fill and empty.</summary>
/// <remarks>
/// A memory disk, mounted in the hub's own mount namespace, which is removed with the process. Where the system forbids
/// that, a limit on the size of the hub's files replaces the full disk: every write fails in the same way.
/// </remarks>
internal sealed class SmallDisk
{
    private const string Mount = "mkdir -p \"$ConsentHub__Data\" && mount -t tmpfs -o size=32m tmpfs \"$ConsentHub__Data\" && exec \"$0\"";

    private const string ReadOnly =
        "mkdir -p \"$ConsentHub__Data\" && mount -t tmpfs -o size=3m tmpfs \"$ConsentHub__Data\" && mount -o remount,ro \"$ConsentHub__Data\" && exec \"$0\"";

    /// <summary>Makes a write beyond the limit fail instead of ending the process.</summary>
    private const string Limited = "trap '' XFSZ; exec \"$0\"";

    private readonly TestFolder folder;
    private readonly bool mounted;

    private SmallDisk(TestFolder folder, bool mounted, HubProcess hub) => (this.folder, this.mounted, Hub) = (folder, mounted, hub);

    public HubProcess Hub { get; }

    private static bool MayMount { get; } = Run("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt") == 0;

    /// <summary>Starts a hub that has room for more choices than a test stores before it fills the disk.</summary>
    public static async Task<SmallDisk> StartAsync(TestFolder folder)
    {
        string[] launcher = MayMount ? ["unshare", "-rm", "sh", "-c", Mount] : ["sh", "-c", Limited];
        // The runtime's own protection of its code grows a file, which the limit would prevent.
        return new SmallDisk(folder, MayMount, await HubProcess.StartAsync(folder, launcher, ("DOTNET_EnableWriteXorExecute", "0")));
    }

    /// <summary>A data folder that can be read but not written, even by root, and the commands that make it so before the hub starts.</summary>
    public static (IReadOnlyList<string> Launcher, string Data) ReadOnlyFolder(TestFolder folder)
    {
        if (MayMount)
            return (["unshare", "-rm", "sh", "-c", ReadOnly], folder.Data);

        // An existing folder in which nobody can create a file.
        if (Environment.IsPrivilegedProcess)
            return ([], "/sys/kernel");

        Directory.CreateDirectory(folder.Data);
        Assert.Equal(0, Run("chmod", "a-w", folder.Data));
        return ([], folder.Data);
    }

    /// <summary>Fills the remaining space. The hub may free some when it closes a file, so call it repeatedly until it reports no space.</summary>
    public void Fill()
    {
        if (!mounted)
        {
            Limit("0");
            return;
        }

        try
        {
            using var ballast = new FileStream(Path.Combine(Inside, "ballast"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
                ballast.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // The disk is full, as intended.
        }
    }

    public void GiveSpace()
    {
        if (mounted)
            File.Delete(Path.Combine(Inside, "ballast"));
        else
            Limit("unlimited");
    }

    private void Limit(string bytes) =>
        Assert.Equal(0, Run("prlimit", "--pid", Hub.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"));

    /// <summary>Copies the database while nothing writes, and returns the copy's path.</summary>
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
