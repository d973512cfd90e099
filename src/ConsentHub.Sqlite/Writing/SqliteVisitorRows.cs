using ConsentHub.Consents;
using ConsentHub.Sqlite.Database;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Look-ups of records by id and by visitor, as the writer and the readers make them.</summary>
internal static class SqliteVisitorRows
{
    public const string ById = $"SELECT {ConsentRow.SealedColumns} FROM consent WHERE id = $id AND site = $site";

    public const string InboxRowById = $"SELECT {ConsentRow.SealedColumns} FROM inbox WHERE id = $id AND site = $site AND number BETWEEN $first AND $last";

    public const string BeingErased = "SELECT 1 FROM erasing WHERE visitor = $visitor AND site = $site";

    /// <summary>The record that a look-up by id finds; null where there is none.</summary>
    public static SealedRecord? Find(SqliteStatement byId, int site, Guid id)
    {
        if (!byId.Bind(1, id).Bind(2, site).Step())
            return null;

        var found = ConsentRow.ReadSealed(byId.Row);
        byId.Reset();
        return found;
    }

    /// <param name="together">Whether to read on, given the first record and the next; if absent, all records are read.</param>
    public static List<T> Select<T>(SqliteStatement ofVisitor, int site, Visitor visitor, Func<sqlite3_stmt, T> read, Func<T, T, bool>? together = null)
    {
        BindVisitor(ofVisitor, site, visitor);
        var records = new List<T>(0);
        try
        {
            while (ofVisitor.Step() && read(ofVisitor.Row) is var record && (records.Count == 0 || together?.Invoke(records[0], record) != false))
                records.Add(record);
        }
        finally
        {
            ofVisitor.Reset();
        }

        return records;
    }

    /// <summary>For records ordered by decision time: reads on while the time is the same, because <see cref="CurrentRecord"/> picks among equals.</summary>
    public static bool AtOneTime(ConsentRecord first, ConsentRecord next) => next.DecidedAt == first.DecidedAt;

    /// <summary>Binds the row numbers that bound an inbox look-up: the third and fourth parameter.</summary>
    public static SqliteStatement BindInboxGroup(SqliteStatement statement, int site)
    {
        var (first, last) = SqliteInbox.NumbersFor(site);
        return statement.Bind(3, first).Bind(4, last);
    }

    /// <summary>Binds the first and second parameter.</summary>
    public static SqliteStatement BindVisitor(SqliteStatement statement, int site, Visitor visitor)
    {
        Span<byte> bytes = stackalloc byte[16];
        visitor.CopyTo(bytes);
        return statement.Bind(1, bytes).Bind(2, site);
    }
}
