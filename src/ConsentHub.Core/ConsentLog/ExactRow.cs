using ConsentHub.Consents;
using ConsentHub.Stores;

namespace ConsentHub.ConsentLog;

/// <summary>A record's row, read with the type and value that each column really holds.</summary>
internal interface IExactRow : IRecordRow
{
    bool IsNull(RecordColumn column);

    /// <summary>Whether a column holds exactly 16 bytes.</summary>
    bool HoldsId(RecordColumn column);

    /// <summary>Whether a column holds valid UTF-8 without a NUL. Readers would not see text after a NUL.</summary>
    bool HoldsText(RecordColumn column);

    /// <summary>A number with all its bits.</summary>
    long Whole(RecordColumn column);

    byte[] Bytes(RecordColumn column);
}

/// <summary>Reads a record's row for verification: detects every value that the program would never have written, even if the ordinary reader accepts it.</summary>
/// <remarks>
/// The hash covers the content of a record. A row can hold more: bytes after an id, bits that no enum has, a number whose upper half is
/// cut off when it is read. Such a row has the same content although somebody changed it.
/// </remarks>
internal sealed class ExactRow<TRow> : IRecordRow
    where TRow : struct, IExactRow
{
    private readonly TRow row;
    private RecordColumn? anomaly;

    private ExactRow(TRow row) => this.row = row;

    /// <summary>Reads a row selected with <see cref="RecordColumns.Sealed"/>.</summary>
    public static StoredConsent Read(TRow row)
    {
        var exact = new ExactRow<TRow>(row);
        var record = RecordColumns.ReadSealed(exact);
        var id = row.HoldsId(RecordColumn.Id) ? row.Id(RecordColumn.Id).ToString() : Convert.ToHexStringLower(row.Bytes(RecordColumn.Id));
        return exact.anomaly is { } column
            ? new StoredConsent(row.Position(RecordColumn.Leaf), id, null, WireNames<RecordColumn>.Of(column))
            : new StoredConsent(row.Position(RecordColumn.Leaf), id, record, null);
    }

    public long Position(RecordColumn column) => row.Position(column);

    public Guid Id(RecordColumn column) => Holds(column, row.HoldsId(column)) ? row.Id(column) : default;

    public Guid? OptionalId(RecordColumn column) => row.IsNull(column) ? null : Id(column);

    public Visitor Visitor(RecordColumn column) => Holds(column, row.HoldsId(column)) ? row.Visitor(column) : default;

    public UInt128 Salt(RecordColumn column) => Holds(column, row.HoldsId(column)) ? row.Salt(column) : default;

    public DateTimeOffset Time(RecordColumn column) => Holds(column, ExactValues.IsTime(row.Whole(column))) ? row.Time(column) : default;

    public int Number(RecordColumn column) => Holds(column, row.Whole(column) is >= 1 and <= int.MaxValue) ? row.Number(column) : default;

    public long? OptionalNumber(RecordColumn column) => row.IsNull(column) || Holds(column, row.Whole(column) >= 1) ? row.OptionalNumber(column) : null;

    public ulong Bits(RecordColumn column) => row.Bits(column);

    public T Word<T>(RecordColumn column)
        where T : struct, Enum => Holds(column, ExactValues.IsWord<T>(row.Whole(column))) ? row.Word<T>(column) : default;

    public string Text(RecordColumn column) => Holds(column, row.HoldsText(column)) ? row.Text(column) : "";

    public string? OptionalText(RecordColumn column) => row.IsNull(column) ? null : Text(column);

    public ServiceChoices Services(RecordColumn column) =>
        row.IsNull(column) || !Holds(column, ExactValues.AreServices(row.Bytes(column))) ? ServiceChoices.None : row.Services(column);

    /// <summary>Remembers the first column whose value the program would never have written.</summary>
    private bool Holds(RecordColumn column, bool holds)
    {
        if (!holds)
            anomaly ??= column;

        return holds;
    }
}
