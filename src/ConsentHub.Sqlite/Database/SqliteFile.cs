using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>Uses SQLite's own handle of the database file, because closing a second handle would drop SQLite's locks.</summary>
internal static class SqliteFile
{
    private const int FilePointer = 7, SyncNormal = 2;

    /// <summary>Index of <c>xSync</c> in <c>sqlite3_io_methods</c>: after the version, <c>xClose</c>, <c>xRead</c>, <c>xWrite</c> and <c>xTruncate</c>.</summary>
    private static readonly int SyncMethod = 5 * IntPtr.Size;

    /// <summary>Waits until everything written to the file is on disk.</summary>
    /// <exception cref="SqliteException">The disk reported an error.</exception>
    public static void Sync(SqliteConnection connection)
    {
        var (database, file) = (connection.Handle, Of(connection));
        var sync = Marshal.GetDelegateForFunctionPointer<SyncFile>(Marshal.ReadIntPtr(Marshal.ReadIntPtr(file), SyncMethod));
        SqliteException.ThrowExceptionForRC(sync(file, SyncNormal), database);
    }

    /// <summary>SQLite's own structure of the file.</summary>
    public static nint Of(SqliteConnection connection)
    {
        var database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(Control(database, null, FilePointer, out var file), database);
        return file;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SyncFile(nint file, int flags);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Control(sqlite3 database, string? name, int operation, out nint file);
}
