using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>A consent record as a row: <see cref="RecordColumns"/> has its columns.</summary>
/// <remarks>Reads SQLite's statement directly: exports and look-ups spend most of their time here, and ADO.NET's getters would double that time.</remarks>
internal static class ConsentRow
{
    public static readonly string Columns = RecordColumns.Record();

    /// <summary>The columns of <see cref="Columns"/> and the salt of the ledger entry.</summary>
    public static readonly string SealedColumns = RecordColumns.Sealed();

    /// <summary>Every column of <c>consent</c>: the sealed columns, the site and the visitor's day count.</summary>
    public static readonly string AllColumns = RecordColumns.All();

    /// <summary>Binds the values of <see cref="AllColumns"/>.</summary>
    public static SqliteStatement Bind(SqliteStatement insert, int site, ConsentRecord record, UInt128 salt, DayCount counted)
    {
        RecordColumns.Write(new BoundColumns(insert), site, record, salt, counted);
        return insert;
    }

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    public static ConsentRecord Read(SqliteDataReader reader) => Read(StatementOf(reader));

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    public static ConsentRecord Read(sqlite3_stmt row) => RecordColumns.Read(new SqliteColumns(row));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(SqliteDataReader reader) => ReadSealed(StatementOf(reader));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(sqlite3_stmt row) => RecordColumns.ReadSealed(new SqliteColumns(row));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/> for verification.</summary>
    public static StoredConsent ReadExactly(SqliteDataReader reader) => ExactRow<SqliteColumns>.Read(new SqliteColumns(StatementOf(reader)));

    /// <summary>Reads a row selected with <see cref="AllColumns"/>.</summary>
    public static LatestRecord ReadLatest(sqlite3_stmt row) => RecordColumns.ReadLatest(new SqliteColumns(row));

    /// <summary>The 16 bytes of an id in the order of its text, so that UUIDv7 sort by time.</summary>
    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static sqlite3_stmt StatementOf(SqliteDataReader reader) => reader.Handle ?? throw new InvalidOperationException("The reader is closed.");
}
