using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Export;

/// <summary>Records as JSON objects, one per line. Every line has every member, with null for an absent value, so that readers that infer columns from the first lines find every column.</summary>
/// <remarks>Written byte by byte, because the general JSON writer searches every value for characters that need an escape. Only <c>page</c> can hold such a character.</remarks>
internal sealed class JsonRecords(Utf8Buffer buffer, ShownNotices notices) : IRecordWriter
{
    // The output is not embedded in HTML, so letters of all languages need no escape; line separators are still escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly MemberPrefixes Prefixes = new(RecordMembers.Exported);

    public void Begin()
    {
    }

    public void Write(ConsentRecord record, ShownNotice shown)
    {
        WriteObject(record, shown);
        buffer.Append((byte)'\n');
    }

    /// <summary>Writes the object without a line break, for a page of records.</summary>
    public void WriteObject(ConsentRecord record, ShownNotice shown)
    {
        RecordMembers.Write(new Form(this, buffer), RecordMembers.Exported, record, shown);
        buffer.Append((byte)'}');
    }

    private void WriteChoices(ulong granted, ulong asked)
    {
        for (var left = asked; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            WriteItem(notices.Categories[number], (granted & (1UL << number)) != 0, isFirst: left == asked);
        }
    }

    private void WriteServices(ServiceChoices choices)
    {
        if (choices.IsEmpty)
            return;

        var isFirst = true;
        foreach (var (number, granted) in choices.All())
        {
            WriteItem(notices.Service(number), granted, isFirst);
            isFirst = false;
        }
    }

    /// <summary>The id of a category or of a service needs no escape.</summary>
    private void WriteItem(string id, bool value, bool isFirst)
    {
        buffer.Append(isFirst ? "\""u8 : ",\""u8);
        buffer.AppendAscii(id);
        buffer.Append(value ? "\":true"u8 : "\":false"u8);
    }

    private void WriteText(string text)
    {
        var place = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, place);
        if (Encoder.FindFirstCharacterToEncodeUtf8(place[..length]) < 0)
            buffer.Advance(length);
        else
            buffer.Append(Encoding.UTF8.GetBytes(Encoder.Encode(text)));
    }

    /// <summary>One member of the object; null where the record has no value.</summary>
    private readonly struct Form(JsonRecords rows, Utf8Buffer buffer) : IRecordForm
    {
        private JsonMembers Json => new(buffer, Prefixes);

        public void Id(RecordMember member, Guid? value)
        {
            if (value is { } id)
                Json.Id(member, id);
            else
                Json.Literal(member, "null"u8);
        }

        public void Number(RecordMember member, long? value)
        {
            if (value is { } number)
                Json.Number(member, number);
            else
                Json.Literal(member, "null"u8);
        }

        public void Time(RecordMember member, DateTimeOffset value) => Json.Time(member, value);

        public void Bool(RecordMember member, bool value) => Json.Bool(member, value);

        public void Hex(RecordMember member, ulong value) => Json.Hex(member, value);

        public void Visitor(RecordMember member, Visitor value) => Json.Visitor(member, value);

        public void Word(RecordMember member, ReadOnlySpan<byte> value) => Json.Word(member, value);

        public void Hash(RecordMember member, ReadOnlySpan<byte> value) => Json.Word(member, value);

        public void Code(RecordMember member, string value) => Text(member, value);

        public void Text(RecordMember member, string? value)
        {
            if (value is null)
            {
                Json.Literal(member, "null"u8);
                return;
            }

            buffer.Append(Prefixes.Quoted(member));
            rows.WriteText(value);
            buffer.Append((byte)'"');
        }

        public void Choices(RecordMember member, ulong granted, ShownNotice shown)
        {
            Json.Literal(member, "{"u8);
            rows.WriteChoices(granted, shown.Asked);
            buffer.Append((byte)'}');
        }

        public void Services(RecordMember member, ServiceChoices value, ShownNotice shown)
        {
            Json.Literal(member, "{"u8);
            rows.WriteServices(value);
            buffer.Append((byte)'}');
        }
    }
}
