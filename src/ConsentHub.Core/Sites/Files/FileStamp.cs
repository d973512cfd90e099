using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ConsentHub.Sites.Files;

/// <summary>A stamp that differs whenever the content of a file may differ, so that the hub need not read the file each second.</summary>
/// <remarks>
/// On Linux the stamp includes the inode's number and its change time, which no program can set back. So it detects a copy that keeps an
/// old modification time, and a file that replaces another of the same size. Links are followed, as a Kubernetes ConfigMap requires.
/// </remarks>
/// <param name="Changed">Time of the last change by the clock of the disk, in ticks of UTC.</param>
internal readonly record struct FileStamp(long Written, long Changed, long Length, ulong Disk, ulong Number)
{
    private const int Here = -100, BasicStatistics = 0x7ff, Size = 256;

    /// <summary>Null if there is no such file, or a link has no target.</summary>
    public static FileStamp? Of(string path) => OperatingSystem.IsLinux() ? OfLinux(path) : OfFramework(path);

    private static FileStamp? OfFramework(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? new(target.LastWriteTimeUtc.Ticks, target.LastWriteTimeUtc.Ticks, target.Length, 0, 0) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStamp? OfLinux(string path)
    {
        Span<byte> found = stackalloc byte[Size];
        if (Statx(Here, path, 0, BasicStatistics, ref MemoryMarshal.GetReference(found)) != 0)
            return null;

        // Offsets of struct statx, which are the same on every processor.
        return new(
            Ticks(found[112..]), Ticks(found[96..]), BinaryPrimitives.ReadInt64LittleEndian(found[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(found[136..]), BinaryPrimitives.ReadUInt64LittleEndian(found[32..]));
    }

    private static long Ticks(ReadOnlySpan<byte> time) =>
        DateTime.UnixEpoch.Ticks + BinaryPrimitives.ReadInt64LittleEndian(time) * TimeSpan.TicksPerSecond + BinaryPrimitives.ReadUInt32LittleEndian(time[8..]) / TimeSpan.NanosecondsPerTick;

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte found);
}
