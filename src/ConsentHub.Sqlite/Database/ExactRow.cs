using System.Text.Unicode;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>Reads a record's row for verification: detects every value that the program would never have written, even if the ordinary reader accepts it.</summary>
/// <remarks>
/// The hash covers the content of a record. A row can hold more: bytes after an id, bits that no enum has, a number whose upper half is
/// cut off when it is read. Such a row has the same content although somebody changed it.
/// </remarks>
internal static class ExactRow
{
    private const int Id = 1, Visitor = 2, Services = 7, Previous = 16, Page = 17, ApiKey = 18, Salt = 19;

    private static readonly string[] Names = ConsentRow.SealedColumns.Split(", ");

    /// <summary>Reads a row selected with <see cref="ConsentRow.SealedColumns"/>.</summary>
    public static StoredConsent Read(SqliteDataReader reader)
    {
        var row = reader.Handle!;
        var id = raw.sqlite3_column_blob(row, Id);
        var name = id.Length == 16 ? new Guid(id, bigEndian: true).ToString() : Convert.ToHexStringLower(id);
        var odd = OddColumn(row);
        return new StoredConsent(
            raw.sqlite3_column_int64(row, 0), name, odd is null ? ConsentRow.ReadSealed(reader) : null, odd is { } column ? Names[column] : null);
    }

    private static int? OddColumn(sqlite3_stmt row)
    {
        foreach (var column in (int[])[Id, Visitor, Salt])
        {
            if (raw.sqlite3_column_bytes(row, column) != 16)
                return column;
        }

        foreach (var (column, holds) in Numbers)
        {
            if (!holds(raw.sqlite3_column_int64(row, column)))
                return column;
        }

        foreach (var column in (int[])[8, 9, 10, Page])
        {
            if (!IsNull(row, column) && !IsExactText(row, column))
                return column;
        }

        if (!IsNull(row, ApiKey) && raw.sqlite3_column_int64(row, ApiKey) <= 0)
            return ApiKey;

        if (!IsNull(row, Previous) && raw.sqlite3_column_bytes(row, Previous) != 16)
            return Previous;

        return IsNull(row, Services) || ExactValues.AreServices(raw.sqlite3_column_blob(row, Services)) ? null : Services;
    }

    private static readonly (int Column, Func<long, bool> Holds)[] Numbers =
    [
        (3, ExactValues.IsTime), (4, ExactValues.IsTime), (5, v => v is >= 1 and <= int.MaxValue), (11, ExactValues.IsWord<ConsentModel>),
        (13, ExactValues.IsWord<ConsentAction>), (14, ExactValues.IsWord<ConsentSource>), (15, v => v is >= 0 and <= 3),
    ];

    /// <summary>Valid UTF-8 without a NUL, because readers would not see the text after a NUL.</summary>
    private static bool IsExactText(sqlite3_stmt row, int column)
    {
        var utf8 = raw.sqlite3_column_blob(row, column);
        return Utf8.IsValid(utf8) && !utf8.Contains((byte)0);
    }

    private static bool IsNull(sqlite3_stmt row, int column) => raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL;
}
