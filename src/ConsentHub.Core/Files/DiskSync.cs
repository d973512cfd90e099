using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConsentHub.Files;

/// <summary>Waits until what was written to a file is on the disk, and says so where it is not.</summary>
internal static class DiskSync
{
    private const int Interrupted = 4;

    /// <summary>What a pipe or a device answers, which has nothing to sync.</summary>
    private const int NotSyncable = 22;

    /// <exception cref="IOException">The disk did not take it. The runtime's own call ends as if it had.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (Sync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NotSyncable)
                return;

            if (error != Interrupted)
                throw new IOException($"A file could not be synced: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(SafeFileHandle file);
}
