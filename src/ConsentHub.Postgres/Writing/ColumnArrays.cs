using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>The values of records to be stored, an array for each column, in the column's type.</summary>
internal sealed class ColumnArrays(int rows)
{
    private readonly Array[] arrays = new Array[RecordColumns.Count];

    /// <summary>Takes the values of one record.</summary>
    public Target Row(int at) => new(this, at);

    /// <summary>Every column, in order.</summary>
    public NpgsqlParameter[] Parameters() => [.. Enumerable.Range(0, RecordColumns.Count).Select(column => Parameter((RecordColumn)column))];

    public NpgsqlParameter Parameter(RecordColumn column) => arrays[(int)column] switch
    {
        short[] values => Database.Parameters.Of(values),
        int[] values => Database.Parameters.Of(values),
        long[] values => Database.Parameters.Of(values),
        long?[] values => Database.Parameters.Of(values),
        Guid[] values => Database.Parameters.Of(values),
        Guid?[] values => Database.Parameters.Of(values),
        string?[] values => Database.Parameters.Of(values),
        byte[]?[] values => Database.Parameters.Of(values),
        var unknown => throw new InvalidOperationException($"Column {column} has no array of a known type, but {unknown}."),
    };

    private void Set<T>(RecordColumn column, int at, T value) => ((T[])(arrays[(int)column] ??= new T[rows]))[at] = value;

    internal readonly struct Target(ColumnArrays columns, int at) : IRecordTarget
    {
        public void Position(RecordColumn column, long value) => columns.Set(column, at, value);

        public void Id(RecordColumn column, Guid value) => columns.Set(column, at, value);

        public void OptionalId(RecordColumn column, Guid? value) => columns.Set(column, at, value);

        public void Visitor(RecordColumn column, Visitor value) => columns.Set(column, at, PostgresRow.Of(value));

        public void Salt(RecordColumn column, UInt128 value) => columns.Set(column, at, PostgresRow.Of(value));

        public void Time(RecordColumn column, DateTimeOffset value) => columns.Set(column, at, value.ToUnixTimeMilliseconds());

        public void Number(RecordColumn column, int value) => columns.Set(column, at, value);

        public void OptionalNumber(RecordColumn column, long? value) => columns.Set(column, at, value);

        public void Bits(RecordColumn column, ulong value) => columns.Set(column, at, unchecked((long)value));

        public void Word(RecordColumn column, int value) => columns.Set(column, at, (short)value);

        public void Text(RecordColumn column, string value) => columns.Set<string?>(column, at, value);

        public void OptionalText(RecordColumn column, string? value) => columns.Set(column, at, value);

        public void Services(RecordColumn column, ServiceChoices value) => columns.Set(column, at, value.Encode());
    }
}
