using System.Runtime.CompilerServices;
using System.Text.Unicode;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using SQLitePCL;

namespace ConsentHub.Sqlite.Database;

/// <summary>The columns of a record's row as SQLite has them: ids as 16 bytes, enums as their fixed numbers.</summary>
/// <remarks>SQLite returns a null column as an empty blob, and no stored blob is empty. Checking the column type first would cost another call into SQLite.</remarks>
internal readonly struct SqliteColumns(sqlite3_stmt row) : IExactRow
{
    public long Position(RecordColumn column) => Whole(column);

    public Guid Id(RecordColumn column) => new(Blob(column), bigEndian: true);

    public Guid? OptionalId(RecordColumn column) => Blob(column) is { IsEmpty: false } id ? new Guid(id, bigEndian: true) : null;

    public Visitor Visitor(RecordColumn column) => new(Blob(column));

    public UInt128 Salt(RecordColumn column) => LedgerSalt.Read(Blob(column));

    public DateTimeOffset Time(RecordColumn column) => DateTimeOffset.FromUnixTimeMilliseconds(Whole(column));

    public int Number(RecordColumn column) => raw.sqlite3_column_int(row, (int)column);

    public long? OptionalNumber(RecordColumn column) => IsNull(column) ? null : Whole(column);

    public ulong Bits(RecordColumn column) => unchecked((ulong)Whole(column));

    public T Word<T>(RecordColumn column)
        where T : struct, Enum => Unsafe.BitCast<int, T>(raw.sqlite3_column_int(row, (int)column));

    public string Text(RecordColumn column) => raw.sqlite3_column_text(row, (int)column).utf8_to_string();

    public string? OptionalText(RecordColumn column) => IsNull(column) ? null : Text(column);

    public ServiceChoices Services(RecordColumn column) => Blob(column) is { IsEmpty: false } services ? ServiceChoices.Decode(services.ToArray()) : ServiceChoices.None;

    public bool IsNull(RecordColumn column) => raw.sqlite3_column_type(row, (int)column) == raw.SQLITE_NULL;

    public bool HoldsId(RecordColumn column) => raw.sqlite3_column_bytes(row, (int)column) == 16;

    public bool HoldsText(RecordColumn column)
    {
        var utf8 = Blob(column);
        return Utf8.IsValid(utf8) && !utf8.Contains((byte)0);
    }

    public long Whole(RecordColumn column) => raw.sqlite3_column_int64(row, (int)column);

    public byte[] Bytes(RecordColumn column) => Blob(column).ToArray();

    private ReadOnlySpan<byte> Blob(RecordColumn column) => raw.sqlite3_column_blob(row, (int)column);
}

/// <summary>Binds the columns of a record to an insert of all of them.</summary>
internal readonly struct BoundColumns(SqliteStatement insert) : IRecordTarget
{
    public void Position(RecordColumn column, long value) => insert.Bind(Place(column), value);

    public void Id(RecordColumn column, Guid value) => insert.Bind(Place(column), value);

    public void OptionalId(RecordColumn column, Guid? value) => _ = value is { } id ? insert.Bind(Place(column), id) : insert.BindNull(Place(column));

    public void Visitor(RecordColumn column, Visitor value) => insert.Bind(Place(column), value);

    public void Salt(RecordColumn column, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        LedgerSalt.Write(value, bytes);
        insert.Bind(Place(column), bytes);
    }

    public void Time(RecordColumn column, DateTimeOffset value) => insert.Bind(Place(column), value.ToUnixTimeMilliseconds());

    public void Number(RecordColumn column, int value) => insert.Bind(Place(column), value);

    public void OptionalNumber(RecordColumn column, long? value) => _ = value is { } number ? insert.Bind(Place(column), number) : insert.BindNull(Place(column));

    public void Bits(RecordColumn column, ulong value) => insert.Bind(Place(column), unchecked((long)value));

    public void Word(RecordColumn column, int value) => insert.Bind(Place(column), value);

    public void Text(RecordColumn column, string value) => insert.Bind(Place(column), value);

    public void OptionalText(RecordColumn column, string? value) => _ = value is { } text ? insert.Bind(Place(column), text) : insert.BindNull(Place(column));

    public void Services(RecordColumn column, ServiceChoices value) => _ = value.Encode() is { } services ? insert.Bind(Place(column), services) : insert.BindNull(Place(column));

    /// <summary>SQLite counts parameters from 1.</summary>
    private static int Place(RecordColumn column) => (int)column + 1;
}
