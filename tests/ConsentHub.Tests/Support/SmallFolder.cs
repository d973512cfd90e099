using System.Diagnostics;
using System.Globalization;

namespace ConsentHub.Tests.Support;

/// <summary>A folder on a memory disk of a few megabytes, which a test can fill and empty, for servers that refuse to run as root.</summary>
/// <remarks>
/// The disk is mounted in a mount namespace of its own, so nobody outside sees it. A process holds that namespace, so
/// that the disk outlives the servers on it and is removed with the tests.
/// </remarks>
internal sealed class SmallFolder : IAsyncDisposable
{
    private readonly Process holder;

    private SmallFolder(Process holder, string path, string[] inside) => (this.holder, Path, Inside) = (holder, path, inside);

    /// <summary>The folder's path. Only what runs <see cref="Inside"/> finds the disk at it.</summary>
    public string Path { get; }

    /// <summary>The prefix of a command that must run where the disk is mounted, as the user who started it.</summary>
    public IReadOnlyList<string> Inside { get; }

    /// <param name="folder">An existing folder of the server's user; the disk is mounted below.</param>
    public static async Task<SmallFolder> MountAsync(string folder, int megabytes)
    {
        var path = System.IO.Path.Combine(folder, "small");
        var script = $"mkdir \"$0\" && mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && echo mounted && exec cat";
        var start = new ProcessStartInfo("unshare", ["-rm", "sh", "-c", script, path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        if (ServerProcess.User is { } user)
            start.UserName = user;

        var holder = Process.Start(start)!;
        if (await holder.StandardOutput.ReadLineAsync() != "mounted")
            throw new InvalidOperationException(
                "This test mounts a small memory disk in a user namespace of its own, and may not: "
                + await holder.StandardError.ReadToEndAsync()
                + "Allow it with: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=1000 kernel.apparmor_restrict_unprivileged_userns=0; in a container, run it with --privileged.");

        var (uid, gid) = (await IdAsync("-u"), await IdAsync("-g"));
        // In the holder's namespace the user is root, which may mount. In a further namespace inside it the user is
        // itself again and may run a server.
        return new SmallFolder(holder, path,
        [
            "nsenter", "-t", holder.Id.ToString(CultureInfo.InvariantCulture), "-U", "-m", "--preserve-credentials", "--", "unshare", "-U", "--map-user=" + uid, "--map-group=" + gid, "--",
        ]);
    }

    /// <summary>Fills the remaining space. A server may free some when it closes a file, so call it repeatedly until it reports no space.</summary>
    public Task FillAsync() => InsideAsync("cat /dev/zero >>\"$0/ballast\" 2>/dev/null || true");

    public Task GiveSpaceAsync() => InsideAsync("rm \"$0/ballast\"");

    public async ValueTask DisposeAsync()
    {
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
    }

    private Task InsideAsync(string script) => ServerProcess.RunAsync(ServerProcess.User, Inside[0], [.. Inside.Skip(1), "sh", "-c", script, Path]);

    private static async Task<string> IdAsync(string which)
    {
        using var process = Process.Start(new ProcessStartInfo("id", ServerProcess.User is { } user ? [which, user] : [which]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync()).Trim();
    }
}
