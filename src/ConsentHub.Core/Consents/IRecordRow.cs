namespace ConsentHub.Consents;

/// <summary>Reads the columns of a record's row in a store, each by its kind.</summary>
internal interface IRecordRow
{
    /// <summary>A position in the log.</summary>
    long Position(RecordColumn column);

    /// <summary>A UUID.</summary>
    Guid Id(RecordColumn column);

    Guid? OptionalId(RecordColumn column);

    Visitor Visitor(RecordColumn column);

    UInt128 Salt(RecordColumn column);

    /// <summary>Whole milliseconds.</summary>
    DateTimeOffset Time(RecordColumn column);

    /// <summary>A whole number from 1.</summary>
    int Number(RecordColumn column);

    /// <summary>A whole number from 1, or null.</summary>
    long? OptionalNumber(RecordColumn column);

    /// <summary>64 bits without further meaning to the store.</summary>
    ulong Bits(RecordColumn column);

    /// <summary>The member of an enum whose number the column stores.</summary>
    T Word<T>(RecordColumn column)
        where T : struct, Enum;

    string Text(RecordColumn column);

    string? OptionalText(RecordColumn column);

    ServiceChoices Services(RecordColumn column);
}

/// <summary>Takes the values of a record's columns for a store; the kinds are those of <see cref="IRecordRow"/>.</summary>
internal interface IRecordTarget
{
    void Position(RecordColumn column, long value);

    void Id(RecordColumn column, Guid value);

    void OptionalId(RecordColumn column, Guid? value);

    void Visitor(RecordColumn column, Visitor value);

    void Salt(RecordColumn column, UInt128 value);

    void Time(RecordColumn column, DateTimeOffset value);

    void Number(RecordColumn column, int value);

    void OptionalNumber(RecordColumn column, long? value);

    void Bits(RecordColumn column, ulong value);

    void Word(RecordColumn column, int value);

    void Text(RecordColumn column, string value);

    void OptionalText(RecordColumn column, string? value);

    void Services(RecordColumn column, ServiceChoices value);
}
