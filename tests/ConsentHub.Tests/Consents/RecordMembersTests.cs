using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Consents;

/// <summary>Everything that names the members of a record agrees with the one list of them.</summary>
public sealed partial class RecordMembersTests
{
    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    private static readonly ConsentRecord Full = new(
        7, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch,
        Draft.Of(1).Content with { Previous = Guid.CreateVersion7(), Page = "/", Services = ServiceChoices.Of([(1, false)]) }, "ZZ", true, ApiKey: 3);

    [Fact]
    public void A_sealed_record_has_every_member_but_its_position()
    {
        var record = SealedConsent.ToJson(Full, Draft.Shown);

        Assert.Equal(RecordMembers.Sealed.Select(RecordMembers.NameOf), record.Select(member => member.Key));
        Assert.Equal(
            RecordMembers.Sealed.Select(member => (member, RecordMembers.KindOf(member))),
            RecordMembers.Sealed.Select(member => (member, KindOf(record[RecordMembers.NameOf(member)]!))));
    }

    [Fact]
    public void The_shape_of_a_logged_record_has_the_members_of_an_export_in_their_order() => Assert.Equal(
        RecordMembers.Exported.Select(RecordMembers.NameOf),
        typeof(LoggedRecord).GetConstructors()[0].GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!)));

    [Fact]
    public void The_data_dictionary_explains_the_members_of_an_export_in_their_order()
    {
        var text = File.ReadAllText(Path.Combine(Root, "docs", "data-dictionary.md"));
        var rows = Row().Matches(text[text.IndexOf("### Columns", StringComparison.Ordinal)..text.IndexOf("### CSV", StringComparison.Ordinal)]).Select(row => row.Groups["name"].Value);

        Assert.Equal(RecordMembers.Exported.Select(m => m == RecordMember.Choices ? "category.{id}" : RecordMembers.NameOf(m)), rows);
    }

    [Fact]
    public void The_schema_of_a_receipt_has_the_sealed_members()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "wwwroot", "schemas", "receipt-1.json")))!["$defs"]!["consentRecord"]!["properties"]!.AsObject();

        Assert.Equal(RecordMembers.Sealed.Select(RecordMembers.NameOf), schema.Select(property => property.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_record_is_read_from_its_columns_as_it_was_written()
    {
        var row = new KeptRow();
        var counted = new DayCount(20_000, 3);

        RecordColumns.Write(row, site: 5, Full, salt: 9, counted);

        Assert.Equal(Enum.GetValues<RecordColumn>(), row.Values.Keys.Order());
        Assert.Equal(new LatestRecord(new SealedRecord(Full, 9), counted), RecordColumns.ReadLatest(row));
    }

    private static JsonValueKind KindOf(JsonNode node) => node.GetValueKind() == JsonValueKind.False ? JsonValueKind.True : node.GetValueKind();

    [GeneratedRegex(@"^\| `(?<name>[\w.{}]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();

    /// <summary>Keeps what was written to each column; writing one twice throws.</summary>
    private sealed class KeptRow : IRecordRow, IRecordTarget
    {
        public Dictionary<RecordColumn, object?> Values { get; } = [];

        public void Position(RecordColumn column, long value) => Values.Add(column, value);

        public void Id(RecordColumn column, Guid value) => Values.Add(column, value);

        public void OptionalId(RecordColumn column, Guid? value) => Values.Add(column, value);

        public void Visitor(RecordColumn column, Visitor value) => Values.Add(column, value);

        public void Salt(RecordColumn column, UInt128 value) => Values.Add(column, value);

        public void Time(RecordColumn column, DateTimeOffset value) => Values.Add(column, value);

        public void Number(RecordColumn column, int value) => Values.Add(column, value);

        public void OptionalNumber(RecordColumn column, long? value) => Values.Add(column, value);

        public void Bits(RecordColumn column, ulong value) => Values.Add(column, value);

        public void Word(RecordColumn column, int value) => Values.Add(column, value);

        public void Text(RecordColumn column, string value) => Values.Add(column, value);

        public void OptionalText(RecordColumn column, string? value) => Values.Add(column, value);

        public void Services(RecordColumn column, ServiceChoices value) => Values.Add(column, value);

        public long Position(RecordColumn column) => (long)Values[column]!;

        public Guid Id(RecordColumn column) => (Guid)Values[column]!;

        public Guid? OptionalId(RecordColumn column) => (Guid?)Values[column];

        public Visitor Visitor(RecordColumn column) => (Visitor)Values[column]!;

        public UInt128 Salt(RecordColumn column) => (UInt128)Values[column]!;

        public DateTimeOffset Time(RecordColumn column) => (DateTimeOffset)Values[column]!;

        public int Number(RecordColumn column) => (int)Values[column]!;

        public long? OptionalNumber(RecordColumn column) => (long?)Values[column];

        public ulong Bits(RecordColumn column) => (ulong)Values[column]!;

        public T Word<T>(RecordColumn column)
            where T : struct, Enum => (T)Enum.ToObject(typeof(T), Values[column]!);

        public string Text(RecordColumn column) => (string)Values[column]!;

        public string? OptionalText(RecordColumn column) => (string?)Values[column];

        public ServiceChoices Services(RecordColumn column) => (ServiceChoices)Values[column]!;
    }
}
