using ConsentHub.Consents;
using ConsentHub.Sites;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConsentHub.Storage.Sqlite;

/// <summary>A consent record as a row: ids as 16 bytes, words as the numbers that their enums fix.</summary>
internal static class ConsentRow
{
    public const string Columns =
        "leaf, id, visitor, recorded_at, decided_at, notice, granted, services, lang, region_shown, region_seen, model, banner, action, source, gpc, previous, page";

    /// <summary>The columns, and the salt of the entry in the ledger.</summary>
    public const string SealedColumns = $"{Columns}, salt";

    public const string Insert =
        """
        INSERT INTO consent (site, leaf, id, visitor, recorded_at, decided_at, notice, granted, services, salt, lang, region_shown, region_seen,
            model, banner, action, source, gpc, previous, page)
        VALUES ($site, $leaf, $id, $visitor, $recordedAt, $decidedAt, $notice, $granted, $services, $salt, $lang, $regionShown, $regionSeen,
            $model, $banner, $action, $source, $gpc, $previous, $page)
        """;

    public static void Bind(SqliteParameterCollection p, int site, ConsentRecord record, UInt128 salt)
    {
        var content = record.Content;
        p.AddWithValue("$site", site);
        p.AddWithValue("$leaf", record.LeafIndex);
        p.AddWithValue("$id", Bytes(content.Id));
        p.AddWithValue("$visitor", content.Visitor.ToByteArray());
        p.AddWithValue("$recordedAt", record.RecordedAt.ToUnixTimeMilliseconds());
        p.AddWithValue("$decidedAt", record.DecidedAt.ToUnixTimeMilliseconds());
        p.AddWithValue("$notice", content.Notice);
        p.AddWithValue("$granted", unchecked((long)content.Granted));
        p.AddWithValue("$services", (object?)content.Services.Encode() ?? DBNull.Value);
        p.AddWithValue("$salt", LedgerSalt.ToBytes(salt));
        p.AddWithValue("$lang", content.Lang);
        p.AddWithValue("$regionShown", content.Region);
        p.AddWithValue("$regionSeen", record.RegionSeen);
        p.AddWithValue("$model", (int)content.Model);
        p.AddWithValue("$banner", unchecked((long)content.Banner));
        p.AddWithValue("$action", (int)content.Action);
        p.AddWithValue("$source", (int)content.Source);
        p.AddWithValue("$gpc", (content.Gpc ? 1 : 0) | (record.GpcSeen ? 2 : 0));
        p.AddWithValue("$previous", content.Previous is { } previous ? Bytes(previous) : DBNull.Value);
        p.AddWithValue("$page", (object?)content.Page ?? DBNull.Value);
    }

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    /// <remarks>Straight from SQLite's statement: exports and look-ups spend most of their time here, and ADO.NET's getters cost as much again.</remarks>
    public static ConsentRecord Read(SqliteDataReader reader)
    {
        var row = reader.Handle ?? throw new InvalidOperationException("The reader is closed.");
        var gpc = raw.sqlite3_column_int(row, 15);
        var content = new ChoiceContent
        {
            Id = Id(row, 1),
            Visitor = new Visitor(raw.sqlite3_column_blob(row, 2)),
            Notice = raw.sqlite3_column_int(row, 5),
            Granted = unchecked((ulong)raw.sqlite3_column_int64(row, 6)),
            Services = IsNull(row, 7) ? ServiceChoices.None : ServiceChoices.Decode(raw.sqlite3_column_blob(row, 7).ToArray()),
            Lang = Text(row, 8),
            Region = Text(row, 9),
            Model = (ConsentModel)raw.sqlite3_column_int(row, 11),
            Banner = unchecked((ulong)raw.sqlite3_column_int64(row, 12)),
            Action = (ConsentAction)raw.sqlite3_column_int(row, 13),
            Source = (ConsentSource)raw.sqlite3_column_int(row, 14),
            Gpc = (gpc & 1) != 0,
            Previous = IsNull(row, 16) ? null : Id(row, 16),
            Page = IsNull(row, 17) ? null : Text(row, 17),
        };
        return new ConsentRecord(raw.sqlite3_column_int64(row, 0), Time(row, 3), Time(row, 4), content, Text(row, 10), (gpc & 2) != 0);
    }

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(SqliteDataReader reader) => new(Read(reader), LedgerSalt.Read(raw.sqlite3_column_blob(reader.Handle, 18)));

    /// <summary>The 16 bytes of an id in the order of its text, so that UUIDv7 sort by time.</summary>
    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static bool IsNull(sqlite3_stmt row, int column) => raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL;

    private static DateTimeOffset Time(sqlite3_stmt row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, column));

    private static Guid Id(sqlite3_stmt row, int column) => new(raw.sqlite3_column_blob(row, column), bigEndian: true);

    private static string Text(sqlite3_stmt row, int column) => raw.sqlite3_column_text(row, column).utf8_to_string();
}
