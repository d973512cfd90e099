using ConsentHub.Sites.Model;

namespace ConsentHub.Consents;

/// <summary>The columns of a stored record. Both stores select, bind and read them in this order, so a column's number here is its ordinal.</summary>
/// <remarks>
/// The columns of <see cref="ConsentRecord"/> come first, then its salt, then the columns that only writers need. So every select list of
/// <see cref="RecordColumns"/> is a prefix of the longest. In the database the names are in snake case.
/// </remarks>
internal enum RecordColumn
{
    Leaf,
    Id,
    Visitor,
    RecordedAt,
    DecidedAt,
    Notice,
    Granted,
    Services,
    Lang,
    RegionShown,
    RegionSeen,
    Model,
    Banner,
    Action,
    Source,
    Gpc,
    Previous,
    Page,
    ApiKey,
    Salt,
    Site,
    DayCount,
}

/// <summary>What each column of a record holds. Only this class converts between records and columns.</summary>
/// <remarks>A store passes its row as a struct, so that the compiler generates code for it, without a virtual call or a boxed value.</remarks>
internal static class RecordColumns
{
    /// <summary>The number of columns.</summary>
    public static readonly int Count = WireNames<RecordColumn>.Count;

    /// <summary>The select list that <see cref="Read"/> reads.</summary>
    /// <param name="prefix">Written before each name, such as <c>c.</c>.</param>
    public static string Record(string prefix = "") => UpTo(RecordColumn.Salt - 1, prefix);

    /// <summary>The select list that <see cref="ReadSealed"/> reads.</summary>
    public static string Sealed(string prefix = "") => UpTo(RecordColumn.Salt, prefix);

    /// <summary>Every column: what <see cref="Write"/> writes, and the select list that <see cref="ReadLatest"/> reads.</summary>
    public static string All(string prefix = "") => UpTo((RecordColumn)(Count - 1), prefix);

    public static void Write<TRow>(TRow row, int site, ConsentRecord record, UInt128 salt, DayCount counted)
        where TRow : IRecordTarget
    {
        var content = record.Content;
        row.Position(RecordColumn.Leaf, record.LeafIndex);
        row.Id(RecordColumn.Id, content.Id);
        row.Visitor(RecordColumn.Visitor, content.Visitor);
        row.Time(RecordColumn.RecordedAt, record.RecordedAt);
        row.Time(RecordColumn.DecidedAt, record.DecidedAt);
        row.Number(RecordColumn.Notice, content.Notice);
        row.Bits(RecordColumn.Granted, content.Granted);
        row.Services(RecordColumn.Services, content.Services);
        row.Text(RecordColumn.Lang, content.Lang);
        row.Text(RecordColumn.RegionShown, content.Region);
        row.Text(RecordColumn.RegionSeen, record.RegionSeen);
        row.Word(RecordColumn.Model, (int)content.Model);
        row.Bits(RecordColumn.Banner, content.Banner);
        row.Word(RecordColumn.Action, (int)content.Action);
        row.Word(RecordColumn.Source, (int)content.Source);
        row.Word(RecordColumn.Gpc, (int)((content.Gpc ? StoredGpc.Shown : StoredGpc.None) | (record.GpcSeen ? StoredGpc.Seen : StoredGpc.None)));
        row.OptionalId(RecordColumn.Previous, content.Previous);
        row.OptionalText(RecordColumn.Page, content.Page);
        row.OptionalNumber(RecordColumn.ApiKey, record.ApiKey);
        row.Salt(RecordColumn.Salt, salt);
        row.Number(RecordColumn.Site, site);
        row.Number(RecordColumn.DayCount, counted.Encode());
    }

    public static ConsentRecord Read<TRow>(TRow row)
        where TRow : IRecordRow
    {
        var gpc = row.Word<StoredGpc>(RecordColumn.Gpc);
        var content = new ChoiceContent
        {
            Id = row.Id(RecordColumn.Id),
            Visitor = row.Visitor(RecordColumn.Visitor),
            Notice = row.Number(RecordColumn.Notice),
            Granted = row.Bits(RecordColumn.Granted),
            Services = row.Services(RecordColumn.Services),
            Lang = row.Text(RecordColumn.Lang),
            Region = row.Text(RecordColumn.RegionShown),
            Model = row.Word<ConsentModel>(RecordColumn.Model),
            Banner = row.Bits(RecordColumn.Banner),
            Action = row.Word<ConsentAction>(RecordColumn.Action),
            Source = row.Word<ConsentSource>(RecordColumn.Source),
            Gpc = (gpc & StoredGpc.Shown) != StoredGpc.None,
            Previous = row.OptionalId(RecordColumn.Previous),
            Page = row.OptionalText(RecordColumn.Page),
        };
        return new ConsentRecord(
            row.Position(RecordColumn.Leaf), row.Time(RecordColumn.RecordedAt), row.Time(RecordColumn.DecidedAt), content,
            row.Text(RecordColumn.RegionSeen), (gpc & StoredGpc.Seen) != StoredGpc.None, row.OptionalNumber(RecordColumn.ApiKey));
    }

    public static SealedRecord ReadSealed<TRow>(TRow row)
        where TRow : IRecordRow => new(Read(row), row.Salt(RecordColumn.Salt));

    public static LatestRecord ReadLatest<TRow>(TRow row)
        where TRow : IRecordRow => new(ReadSealed(row), DayCount.Decode(row.Number(RecordColumn.DayCount)));

    private static string UpTo(RecordColumn last, string prefix) =>
        string.Join(", ", Enumerable.Range(0, (int)last + 1).Select(column => prefix + WireNames<RecordColumn>.Of(column)));
}

/// <summary>Global Privacy Control as it is stored. The numbers never change.</summary>
[Flags]
internal enum StoredGpc
{
    None = 0,

    /// <summary>The page saw the signal.</summary>
    Shown = 1,

    /// <summary>The request carried the header <c>Sec-GPC: 1</c>.</summary>
    Seen = 2,

    Both = Shown | Seen,
}
