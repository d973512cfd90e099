namespace ConsentHub.Files;

/// <summary>Files and folders that only the user who runs the hub can read, from the moment of their creation and regardless of the umask.</summary>
/// <remarks>An existing file keeps its permissions. On Windows a new file has the permissions of its folder.</remarks>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <param name="mode">A mode that can create a file.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.None, FileOptions how = FileOptions.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = how, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;

        return new FileStream(path, options);
    }

    /// <summary>Creates a file, replacing one that a killed process left under this name.</summary>
    /// <exception cref="IOException">Another process has the existing file open.</exception>
    public static FileStream Replace(string path)
    {
        DeleteAbandoned(path);
        return Open(path, FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>Deletes a file that a killed process left.</summary>
    /// <exception cref="IOException">A process still has it open.</exception>
    public static void DeleteAbandoned(string path)
    {
        if (!File.Exists(path))
            return;

        // A running writer holds such a file open exclusively, so that this fails.
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.Delete(path);
    }

    /// <summary>Creates a folder if it does not exist.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>The files in a folder that other users of the machine can read; empty if other users can't read the folder itself.</summary>
    public static IReadOnlyList<string> FindReadable(string folder) =>
        Directory.Exists(folder) && IsOpen(folder) ? [.. Directory.EnumerateFiles(folder).Where(IsOpen).Order(StringComparer.Ordinal)] : [];

    private static bool IsOpen(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;
        }
        catch (FileNotFoundException)
        {
            // Another process has just deleted it.
            return false;
        }
    }
}
