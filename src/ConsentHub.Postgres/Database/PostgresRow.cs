using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>A consent record as a row of <c>consent c</c>: <see cref="RecordColumns"/> has its columns.</summary>
internal static class PostgresRow
{
    private const string Table = "c.";

    public static readonly string Columns = RecordColumns.Record(Table);

    /// <summary>The columns of <see cref="Columns"/> and the salt of the ledger entry.</summary>
    public static readonly string SealedColumns = RecordColumns.Sealed(Table);

    /// <summary>The sealed columns, the site and the visitor's day count.</summary>
    public static readonly string LatestColumns = RecordColumns.All(Table);

    /// <summary>The site condition for look-ups by visitor, written so that only the visitor index can serve the look-up.</summary>
    /// <remarks>
    /// In a partition that is not analysed yet, the planner estimates one site's rows to be as few as one visitor's, and would then read the
    /// site's whole log for each look-up.
    /// </remarks>
    public const string SiteBesideVisitor = "(site + 0)";

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    public static ConsentRecord Read(NpgsqlDataReader row) => RecordColumns.Read(new PostgresColumns(row));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/>.</summary>
    public static SealedRecord ReadSealed(NpgsqlDataReader row) => RecordColumns.ReadSealed(new PostgresColumns(row));

    /// <summary>Reads a row selected with <see cref="SealedColumns"/> for verification.</summary>
    public static StoredConsent ReadExactly(NpgsqlDataReader row) => ExactRow<PostgresColumns>.Read(new PostgresColumns(row));

    /// <summary>Reads a row selected with <see cref="LatestColumns"/>.</summary>
    public static LatestRecord ReadLatest(NpgsqlDataReader row) => RecordColumns.ReadLatest(new PostgresColumns(row));

    /// <summary>The site of a row selected with <see cref="LatestColumns"/>.</summary>
    public static int SiteOf(NpgsqlDataReader row) => new PostgresColumns(row).Number(RecordColumn.Site);

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
}
