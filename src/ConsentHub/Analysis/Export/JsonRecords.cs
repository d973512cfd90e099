using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.Analysis.Export;

/// <summary>Records as JSON objects, one a line. Absent values are left out.</summary>
internal sealed class JsonRecords(Utf8Buffer buffer, ShownNotices notices) : IRecordWriter, IDisposable
{
    // Not for embedding in HTML, so letters of all languages stay as they are; line separators are still escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter json = new(buffer, Options);

    public void Begin()
    {
    }

    public void Write(ConsentRecord record, ShownNotice shown)
    {
        WriteObject(record, shown);
        buffer.Append((byte)'\n');
    }

    /// <summary>The object alone, for a page.</summary>
    public void WriteObject(ConsentRecord record, ShownNotice shown)
    {
        var content = record.Content;
        Span<byte> text = stackalloc byte[24];

        json.Reset();
        json.WriteStartObject();
        json.WriteString("recordId"u8, content.Id);
        json.WriteNumber("leafIndex"u8, record.LeafIndex);
        json.WriteString("recordedAt"u8, text[..Rfc3339.Write(record.RecordedAt, text)]);
        json.WriteString("decidedAt"u8, text[..Rfc3339.Write(record.DecidedAt, text)]);
        json.WriteString("site"u8, notices.SiteKey);
        json.WriteString("visitor"u8, text[..content.Visitor.Write(text)]);
        json.WriteNumber("notice"u8, content.Notice);
        json.WriteString("noticeHash"u8, shown.Hash);
        json.WriteString("lang"u8, content.Lang);
        json.WriteString("regionShown"u8, content.Region);
        json.WriteString("regionSeen"u8, record.RegionSeen);
        json.WriteString("model"u8, Utf8Words<ConsentModel>.Of(content.Model));
        content.Banner.TryFormat(text, out var length, "x16");
        json.WriteString("banner"u8, text[..length]);
        json.WriteString("action"u8, Utf8Words<ConsentAction>.Of(content.Action));
        json.WriteString("source"u8, Utf8Words<ConsentSource>.Of(content.Source));
        json.WriteBoolean("gpcShown"u8, content.Gpc);
        json.WriteBoolean("gpcSeen"u8, record.GpcSeen);
        if (content.Previous is { } previous)
            json.WriteString("previous"u8, previous);
        if (content.Page is { } page)
            json.WriteString("page"u8, page);

        WriteChoices(content, shown.Asked);
        json.WriteEndObject();
        json.Flush();
    }

    public void Dispose() => json.Dispose();

    private void WriteChoices(ChoiceContent content, ulong asked)
    {
        json.WriteStartObject("choices"u8);
        for (var left = asked; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            json.WriteBoolean(notices.Categories[number], (content.Granted & (1UL << number)) != 0);
        }

        json.WriteEndObject();
        json.WriteStartObject("services"u8);
        foreach (var (number, granted) in content.Services.All())
            json.WriteBoolean(notices.Service(number), granted);

        json.WriteEndObject();
    }
}
