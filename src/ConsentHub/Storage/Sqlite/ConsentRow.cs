using ConsentHub.Consents;
using ConsentHub.Sites;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>A consent record as a row: ids as 16 bytes, words as the numbers that their enums fix.</summary>
internal static class ConsentRow
{
    public const string Columns =
        "leaf, id, visitor, recorded_at, decided_at, notice, granted, services, lang, region_shown, region_seen, model, banner, action, source, gpc, previous, page";

    public const string Insert =
        """
        INSERT INTO consent (site, leaf, id, visitor, recorded_at, decided_at, notice, granted, services, lang, region_shown, region_seen,
            model, banner, action, source, gpc, previous, page)
        VALUES ($site, $leaf, $id, $visitor, $recordedAt, $decidedAt, $notice, $granted, $services, $lang, $regionShown, $regionSeen,
            $model, $banner, $action, $source, $gpc, $previous, $page)
        """;

    public static void Bind(SqliteParameterCollection p, int site, ConsentRecord record)
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
    public static ConsentRecord Read(SqliteDataReader row)
    {
        Span<byte> visitor = stackalloc byte[16];
        ReadBytes(row, 2, visitor);
        var gpc = row.GetInt32(15);
        var content = new ChoiceContent
        {
            Id = ReadGuid(row, 1),
            Visitor = new Visitor(visitor),
            Notice = row.GetInt32(5),
            Granted = unchecked((ulong)row.GetInt64(6)),
            Services = ServiceChoices.Decode(row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7)),
            Lang = row.GetString(8),
            Region = row.GetString(9),
            Model = (ConsentModel)row.GetInt32(11),
            Banner = unchecked((ulong)row.GetInt64(12)),
            Action = (ConsentAction)row.GetInt32(13),
            Source = (ConsentSource)row.GetInt32(14),
            Gpc = (gpc & 1) != 0,
            Previous = row.IsDBNull(16) ? null : ReadGuid(row, 16),
            Page = row.IsDBNull(17) ? null : row.GetString(17),
        };
        return new ConsentRecord(row.GetInt64(0), Time(row, 3), Time(row, 4), content, row.GetString(10), (gpc & 2) != 0);
    }

    /// <summary>The 16 bytes of an id in the order of its text, so that UUIDv7 sort by time.</summary>
    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static Guid ReadGuid(SqliteDataReader row, int column)
    {
        Span<byte> bytes = stackalloc byte[16];
        ReadBytes(row, column, bytes);
        return new Guid(bytes, bigEndian: true);
    }

    private static void ReadBytes(SqliteDataReader row, int column, Span<byte> target)
    {
        var bytes = row.GetFieldValue<byte[]>(column);
        bytes.CopyTo(target);
    }
}
