using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Wipes every page (<see cref="SqlitePages"/>) before it is written to the database file, whichever WAL checkpoint writes it.</summary>
/// <remarks>
/// SQLite writes its files through a table of functions that each open file points to (https://sqlite.org/c3ref/io_methods.html).
/// The database's file gets a copy of that table with another <c>xWrite</c>. Nothing else changes: the write-ahead log, whose checksums
/// cover the whole page, is a separate file. A written page differs from SQLite's page in memory in unused bytes only.
/// </remarks>
internal static class SqlitePageWipe
{
    /// <summary><c>iVersion</c> and the eighteen functions of version 3.</summary>
    private const int Entries = 19;

    private const int WriteEntry = 3;

    private static readonly int SizeOfTable = Entries * IntPtr.Size;

    // One table for each kind of SQLite file. There are few kinds, so the tables are never freed.
    private static readonly ConcurrentDictionary<nint, nint> Tables = [];

    // Referenced here, so that the delegate is not collected while SQLite calls it.
    private static readonly WriteFile Wiping = Write;

    [ThreadStatic]
    private static byte[]? copy;

    /// <summary>Installs the wipe on the database file of an open connection.</summary>
    public static void Attach(SqliteConnection connection)
    {
        var file = SqliteFile.Of(connection);
        var table = Marshal.ReadIntPtr(file);
        if (table == 0 || Marshal.ReadInt32(table) < 3)
            throw new InvalidOperationException("SQLite's file methods do not have the expected version.");

        if (!Tables.Values.Contains(table))
            Marshal.WriteIntPtr(file, Tables.GetOrAdd(table, Copy));
    }

    private static nint Copy(nint table)
    {
        // The original function is stored after the table.
        var changed = Marshal.AllocHGlobal(SizeOfTable + IntPtr.Size);
        for (var i = 0; i < Entries; i++)
            Marshal.WriteIntPtr(changed, i * IntPtr.Size, Marshal.ReadIntPtr(table, i * IntPtr.Size));

        Marshal.WriteIntPtr(changed, SizeOfTable, Marshal.ReadIntPtr(table, WriteEntry * IntPtr.Size));
        Marshal.WriteIntPtr(changed, WriteEntry * IntPtr.Size, Marshal.GetFunctionPointerForDelegate(Wiping));
        return changed;
    }

    /// <summary>Must not throw, because SQLite's C code calls it.</summary>
    private static int Write(nint file, nint bytes, int length, long offset)
    {
        var write = Marshal.GetDelegateForFunctionPointer<WriteFile>(Marshal.ReadIntPtr(Marshal.ReadIntPtr(file), SizeOfTable));
        if (length != SqliteDatabase.PageSize || offset % length != 0)
            return write(file, bytes, length, offset);

        var page = copy ??= GC.AllocateArray<byte>(SqliteDatabase.PageSize, pinned: true);
        Marshal.Copy(bytes, page, 0, length);
        SqlitePages.Wipe(page, first: offset == 0);
        return write(file, Marshal.UnsafeAddrOfPinnedArrayElement(page, 0), length, offset);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int WriteFile(nint file, nint bytes, int length, long offset);
}
