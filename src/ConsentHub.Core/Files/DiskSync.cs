using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConsentHub.Files;

/// <summary>Syncs a file: waits until everything written to it is on disk, or throws if the disk reports an error.</summary>
internal static class DiskSync
{
    private const int Interrupted = 4;

    /// <summary>The error code of a pipe or a device, which has nothing to sync.</summary>
    private const int NotSyncable = 22;

    /// <exception cref="IOException">The disk reported an error. The runtime's own call ignores such errors.</exception>
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
