using System.Text;
using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Export;

/// <summary>Records as rows of CSV: a column for each member, and for <c>choices</c> one for each category that the site ever published.</summary>
internal sealed class CsvRecords(Utf8Buffer buffer, ShownNotices notices) : IRecordWriter
{
    private readonly CsvCells cells = new(buffer);
    private readonly Utf8Buffer services = new();

    public void Begin()
    {
        foreach (var member in RecordMembers.Exported)
        {
            if (member != RecordMember.Choices)
                cells.Text(RecordMembers.NameOf(member));
            else
                WriteCategoryNames();
        }

        cells.EndRow();
    }

    public void Write(ConsentRecord record, ShownNotice shown)
    {
        RecordMembers.Write(new Form(this, cells), RecordMembers.Exported, record, shown);
        cells.EndRow();
    }

    private void WriteCategoryNames()
    {
        foreach (var category in notices.Categories)
            cells.Text("category." + category);
    }

    private void WriteCategories(ulong granted, ulong asked)
    {
        for (var number = 0; number < notices.Categories.Count; number++)
        {
            var bit = 1UL << number;
            if ((asked & bit) == 0)
                cells.Empty();
            else
                cells.Bool((granted & bit) != 0);
        }
    }

    /// <summary>Writes the choices as a JSON object in one cell. The ids of services need no escapes in JSON.</summary>
    private void WriteServices(ServiceChoices choices)
    {
        if (choices.IsEmpty)
        {
            cells.Plain("{}"u8);
            return;
        }

        services.Clear();
        var separator = (byte)'{';
        foreach (var (number, granted) in choices.All())
        {
            services.Append(separator);
            services.Append((byte)'"');
            services.Advance(Encoding.ASCII.GetBytes(notices.Service(number), services.GetSpan(32)));
            services.Append(granted ? "\":true"u8 : "\":false"u8);
            separator = (byte)',';
        }

        services.Append((byte)'}');
        cells.Text(services.Written.Span);
    }

    /// <summary>One cell for each member; empty where the record has no value.</summary>
    private readonly struct Form(CsvRecords rows, CsvCells cells) : IRecordForm
    {
        public void Id(RecordMember member, Guid? value)
        {
            if (value is { } id)
                cells.Plain(id);
            else
                cells.Empty();
        }

        public void Number(RecordMember member, long? value)
        {
            if (value is { } number)
                cells.Plain(number);
            else
                cells.Empty();
        }

        public void Time(RecordMember member, DateTimeOffset value) => cells.Time(value);

        public void Bool(RecordMember member, bool value) => cells.Bool(value);

        public void Hex(RecordMember member, ulong value) => cells.Hex(value);

        public void Visitor(RecordMember member, Visitor value)
        {
            Span<byte> text = stackalloc byte[Consents.Visitor.TextLength];
            value.Write(text);
            cells.Plain(text);
        }

        public void Word(RecordMember member, ReadOnlySpan<byte> value) => cells.Plain(value);

        public void Hash(RecordMember member, ReadOnlySpan<byte> value) => cells.Text(value);

        public void Code(RecordMember member, string value) => cells.Text(value);

        public void Text(RecordMember member, string? value) => cells.Text(value ?? "");

        public void Choices(RecordMember member, ulong granted, ShownNotice shown) => rows.WriteCategories(granted, shown.Asked);

        public void Services(RecordMember member, ServiceChoices value, ShownNotice shown) => rows.WriteServices(value);
    }
}
