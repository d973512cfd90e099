using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>A consent record as a row: 16-byte values as uuid, enums as their fixed numbers.</summary>
internal static class PostgresRow
{
    public const string Columns =
        "c.leaf, c.id, c.visitor, c.recorded_at, c.decided_at, c.notice, c.granted, c.services, c.lang, c.region_shown, c.region_seen, c.model, c.banner, c.action, c.source, c.gpc, c.previous, c.page, c.api_key";

    /// <summary>The columns, and the salt of the ledger entry.</summary>
    public const string SealedColumns = $"{Columns}, c.salt";

    /// <summary>The sealed columns, and the site.</summary>
    public const string SealedColumnsOfSites = $"{SealedColumns}, c.site";

    /// <summary>The sealed columns with the site, and the visitor's day count.</summary>
    public const string LatestColumnsOfSites = $"{SealedColumnsOfSites}, c.day_count";

    /// <summary>The site condition for look-ups by visitor, written so that only the visitor index can serve the look-up.</summary>
    /// <remarks>
    /// In a partition that is not analysed yet, the planner estimates one site's rows to be as few as one visitor's, and then read the site's
    /// whole log for each look-up.
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
