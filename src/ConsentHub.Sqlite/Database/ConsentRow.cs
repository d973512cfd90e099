using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>A consent record as a row: ids as 16 bytes, enums as their fixed numbers.</summary>
internal static class ConsentRow
{
    public const string Columns =
        "leaf, id, visitor, recorded_at, decided_at, notice, granted, services, lang, region_shown, region_seen, model, banner, action, source, gpc, previous, page, api_key";

    /// <summary>The columns, and the salt of the ledger entry.</summary>
    public const string SealedColumns = $"{Columns}, salt";

    /// <summary>The sealed columns, and the visitor's day count.</summary>
    public const string LatestColumns = $"{SealedColumns}, day_count";

    /// <summary>Every column of <c>consent</c>, in the order in which <see cref="Bind"/> binds them.</summary>
    public const string AllColumns =
        """
        site, leaf, id, visitor, recorded_at, decided_at, notice, granted, services, salt, lang, region_shown, region_seen,
        model, banner, action, source, gpc, previous, page, api_key, day_count
        """;

    /// <summary>Binds the values of <see cref="AllColumns"/>.</summary>
    public static SqliteStatement Bind(SqliteStatement insert, int site, ConsentRecord record, UInt128 salt, DayCount counted)
    {
        var content = record.Content;
        Span<byte> sixteen = stackalloc byte[LedgerEntry.SaltSize];
        insert.Bind(1, site).Bind(2, record.LeafIndex).Bind(3, content.Id);
        content.Visitor.CopyTo(sixteen);
        insert.Bind(4, sixteen).Bind(5, record.RecordedAt.ToUnixTimeMilliseconds()).Bind(6, record.DecidedAt.ToUnixTimeMilliseconds());
        insert.Bind(7, content.Notice).Bind(8, unchecked((long)content.Granted));
        if (content.Services.Encode() is { } services)
            insert.Bind(9, services);
        else
            insert.BindNull(9);

        LedgerSalt.Write(salt, sixteen);
        insert.Bind(10, sixteen).Bind(11, content.Lang).Bind(12, content.Region).Bind(13, record.RegionSeen);
        insert.Bind(14, (int)content.Model).Bind(15, unchecked((long)content.Banner)).Bind(16, (int)content.Action).Bind(17, (int)content.Source);
        insert.Bind(18, (content.Gpc ? 1 : 0) | (record.GpcSeen ? 2 : 0));
        _ = content.Previous is { } previous ? insert.Bind(19, previous) : insert.BindNull(19);
        _ = content.Page is { } page ? insert.Bind(20, page) : insert.BindNull(20);
        _ = record.ApiKey is { } key ? insert.Bind(21, key) : insert.BindNull(21);
        return insert.Bind(22, counted.Encode());
    }

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    /// <remarks>Reads SQLite's statement directly: exports and look-ups spend most of their time here, and ADO.NET's getters would double it.</remarks>
    public static ConsentRecord Read(SqliteDataReader reader) => Read(reader.Handle ?? throw new InvalidOperationException("The reader is closed."));

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    /// <remarks>SQLite returns a null column as an empty blob, and no stored blob is empty. Checking the column type first would cost another call into SQLite.</remarks>
    public static ConsentRecord Read(sqlite3_stmt row)
    {
        var gpc = raw.sqlite3_column_int(row, 15);
        var services = raw.sqlite3_column_blob(row, 7);
        var previous = raw.sqlite3_column_blob(row, 16);
        var content = new ChoiceContent
        {
            Id = Id(row, 1),
            Visitor = new Visitor(raw.sqlite3_column_blob(row, 2)),
            Notice = raw.sqlite3_column_int(row, 5),
            Granted = unchecked((ulong)raw.sqlite3_column_int64(row, 6)),
            Services = services.IsEmpty ? ServiceChoices.None : ServiceChoices.Decode(services.ToArray()),
            Lang = Text(row, 8),
            Region = Text(row, 9),
            Model = (ConsentModel)raw.sqlite3_column_int(row, 11),
            Banner = unchecked((ulong)raw.sqlite3_column_int64(row, 12)),
            Action = (ConsentAction)raw.sqlite3_column_int(row, 13),
            Source = (ConsentSource)raw.sqlite3_column_int(row, 14),
            Gpc = (gpc & 1) != 0,
            Previous = previous.IsEmpty ? null : new Guid(previous, bigEndian: true),
            Page = IsNull(row, 17) ? null : Text(row, 17),
        };
        return new ConsentRecord(raw.sqlite3_column_int64(row, 0), Time(row, 3), Time(row, 4), content, Text(row, 10), (gpc & 2) != 0, IsNull(row, 18) ? null : raw.sqlite3_column_int64(row, 18));
    }

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(SqliteDataReader reader) => ReadSealed(reader.Handle ?? throw new InvalidOperationException("The reader is closed."));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(sqlite3_stmt row) => new(Read(row), LedgerSalt.Read(raw.sqlite3_column_blob(row, 19)));

    /// <summary>Reads a row selected with <see cref="LatestColumns"/>.</summary>
    public static LatestRecord ReadLatest(sqlite3_stmt row) => new(ReadSealed(row), DayCount.Decode(raw.sqlite3_column_int(row, 20)));

    /// <summary>The 16 bytes of an id in the order of its text, so that UUIDv7 sort by time.</summary>
    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static bool IsNull(sqlite3_stmt row, int column) => raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL;

    private static DateTimeOffset Time(sqlite3_stmt row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, column));

    private static Guid Id(sqlite3_stmt row, int column) => new(raw.sqlite3_column_blob(row, column), bigEndian: true);

    private static string Text(sqlite3_stmt row, int column) => raw.sqlite3_column_text(row, column).utf8_to_string();
}
