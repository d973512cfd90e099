using System.Runtime.CompilerServices;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using Npgsql;

namespace ConsentHub.Postgres.Database;

/// <summary>The columns of a record's row as PostgreSQL has them: 16-byte values as uuid, enums as their fixed numbers.</summary>
/// <remarks>The column types already guarantee ids of 16 bytes and texts in valid UTF-8 without a NUL.</remarks>
internal readonly struct PostgresColumns(NpgsqlDataReader row) : IExactRow
{
    public long Position(RecordColumn column) => row.GetInt64((int)column);

    public Guid Id(RecordColumn column) => row.GetGuid((int)column);

    public Guid? OptionalId(RecordColumn column) => IsNull(column) ? null : Id(column);

    public Visitor Visitor(RecordColumn column) => PostgresRow.VisitorOf(Id(column));

    public UInt128 Salt(RecordColumn column) => PostgresRow.SaltOf(Id(column));

    public DateTimeOffset Time(RecordColumn column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64((int)column));

    public int Number(RecordColumn column) => row.GetInt32((int)column);

    public long? OptionalNumber(RecordColumn column) => IsNull(column) ? null : row.GetInt64((int)column);

    public ulong Bits(RecordColumn column) => unchecked((ulong)row.GetInt64((int)column));

    public T Word<T>(RecordColumn column)
        where T : struct, Enum => Unsafe.BitCast<int, T>(row.GetInt16((int)column));

    public string Text(RecordColumn column) => row.GetString((int)column);

    public string? OptionalText(RecordColumn column) => IsNull(column) ? null : Text(column);

    public ServiceChoices Services(RecordColumn column) => IsNull(column) ? ServiceChoices.None : ServiceChoices.Decode(Bytes(column));

    public bool IsNull(RecordColumn column) => row.IsDBNull((int)column);

    public bool HoldsId(RecordColumn column) => true;

    public bool HoldsText(RecordColumn column) => true;

    public long Whole(RecordColumn column) => row.GetFieldType((int)column) == typeof(long) ? row.GetInt64((int)column) : row.GetInt32((int)column);

    public byte[] Bytes(RecordColumn column) => row.GetFieldValue<byte[]>((int)column);
}
