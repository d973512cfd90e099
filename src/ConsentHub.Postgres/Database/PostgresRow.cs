using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>A consent record as a row: 16 bytes as uuid, words as the numbers that their enums fix.</summary>
internal static class PostgresRow
{
    public const string Columns =
        "c.leaf, c.id, c.visitor, c.recorded_at, c.decided_at, c.notice, c.granted, c.services, c.lang, c.region_shown, c.region_seen, c.model, c.banner, c.action, c.source, c.gpc, c.previous, c.page, c.api_key";

    /// <summary>The columns, and the salt of the entry in the ledger.</summary>
    public const string SealedColumns = $"{Columns}, c.salt";

    /// <summary>The sealed columns, and the site.</summary>
    public const string SealedColumnsOfSites = $"{SealedColumns}, c.site";

    /// <summary>Those, and what was counted of the visitor.</summary>
    public const string LatestColumnsOfSites = $"{SealedColumnsOfSites}, c.day_count";

    /// <summary>The site of a record that is looked up by its visitor, so that only the index of visitors can find it.</summary>
    /// <remarks>
    /// Of a partition that is not analysed yet, one site's share looks as small as one visitor's: the planner then read the site's whole log
    /// for each look-up.
    /// </remarks>
    public const string SiteBesideVisitor = "(site + 0)";

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    public static ConsentRecord Read(NpgsqlDataReader row)
    {
        var gpc = row.GetInt16(15);
        var content = new ChoiceContent
        {
            Id = row.GetGuid(1),
            Visitor = VisitorOf(row.GetGuid(2)),
            Notice = row.GetInt32(5),
            Granted = unchecked((ulong)row.GetInt64(6)),
            Services = row.IsDBNull(7) ? ServiceChoices.None : ServiceChoices.Decode(row.GetFieldValue<byte[]>(7)),
            Lang = row.GetString(8),
            Region = row.GetString(9),
            Model = (ConsentModel)row.GetInt16(11),
            Banner = unchecked((ulong)row.GetInt64(12)),
            Action = (ConsentAction)row.GetInt16(13),
            Source = (ConsentSource)row.GetInt16(14),
            Gpc = (gpc & 1) != 0,
            Previous = row.IsDBNull(16) ? null : row.GetGuid(16),
            Page = row.IsDBNull(17) ? null : row.GetString(17),
        };
        return new ConsentRecord(row.GetInt64(0), Time(row, 3), Time(row, 4), content, row.GetString(10), (gpc & 2) != 0, row.IsDBNull(18) ? null : row.GetInt64(18));
    }

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(NpgsqlDataReader row) => new(Read(row), SaltOf(row.GetGuid(19)));

    /// <summary>The site of a row selected with <see cref="SealedColumnsOfSites"/>.</summary>
    public static int SiteOf(NpgsqlDataReader row) => row.GetInt32(20);

    /// <summary>Reads a row selected with <see cref="LatestColumnsOfSites"/>.</summary>
    public static LatestRecord ReadLatest(NpgsqlDataReader row) => new(ReadSealed(row), DayCount.Decode(row.GetInt32(21)));

    public static Guid Of(Visitor visitor)
    {
        Span<byte> bytes = stackalloc byte[16];
        visitor.CopyTo(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static Visitor VisitorOf(Guid stored)
    {
        Span<byte> bytes = stackalloc byte[16];
        stored.TryWriteBytes(bytes, bigEndian: true, out _);
        return new Visitor(bytes);
    }

    public static Guid Of(UInt128 salt)
    {
        Span<byte> bytes = stackalloc byte[16];
        LedgerSalt.Write(salt, bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 SaltOf(Guid stored)
    {
        Span<byte> bytes = stackalloc byte[16];
        stored.TryWriteBytes(bytes, bigEndian: true, out _);
        return LedgerSalt.Read(bytes);
    }

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
