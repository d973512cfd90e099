using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.ConsentLog.Export;

/// <summary>Records as JSON objects, one per line. Every line has every member, null if absent, so that readers that infer columns from the first lines find all of them.</summary>
/// <remarks>Written byte by byte: only <c>page</c> can hold a character that needs an escape, and the general writer looks for them everywhere.</remarks>
internal sealed class JsonRecords(Utf8Buffer buffer, ShownNotices notices) : IRecordWriter
{
    // Not for embedding in HTML, so letters of all languages stay as they are; line separators are still escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

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
        buffer.Append("{\"recordId\":\""u8);
        buffer.Append(content.Id);
        buffer.Append("\",\"leafIndex\":"u8);
        buffer.Append(record.LeafIndex);
        buffer.Append(",\"recordedAt\":\""u8);
        buffer.AppendTime(record.RecordedAt);
        buffer.Append("\",\"decidedAt\":\""u8);
        buffer.AppendTime(record.DecidedAt);
        Word("\",\"site\":\""u8, notices.SiteKey);
        buffer.Append("\",\"visitor\":\""u8);
        buffer.Advance(content.Visitor.Write(buffer.GetSpan(24)));
        buffer.Append("\",\"notice\":"u8);
        buffer.Append(content.Notice);
        Word(",\"noticeHash\":\""u8, shown.Hash);
        Text("\",\"lang\":\""u8, content.Lang);
        Text("\",\"regionShown\":\""u8, content.Region);
        Text("\",\"regionSeen\":\""u8, record.RegionSeen);
        Word("\",\"model\":\""u8, Utf8Words<ConsentModel>.Of(content.Model));
        buffer.Append("\",\"banner\":\""u8);
        buffer.AppendHex(content.Banner);
        Word("\",\"action\":\""u8, Utf8Words<ConsentAction>.Of(content.Action));
        Word("\",\"source\":\""u8, Utf8Words<ConsentSource>.Of(content.Source));
        Word("\",\"gpcShown\":"u8, Bool(content.Gpc));
        Word(",\"gpcSeen\":"u8, Bool(record.GpcSeen));
        if (content.Previous is { } previous)
        {
            buffer.Append(",\"previous\":\""u8);
            buffer.Append(previous);
            buffer.Append((byte)'"');
        }
        else
        {
            buffer.Append(",\"previous\":null"u8);
        }

        if (content.Page is { } page)
        {
            Text(",\"page\":\""u8, page);
            buffer.Append((byte)'"');
        }
        else
        {
            buffer.Append(",\"page\":null"u8);
        }

        if (record.ApiKey is { } key)
        {
            buffer.Append(",\"apiKey\":"u8);
            buffer.Append(key);
        }
        else
        {
            buffer.Append(",\"apiKey\":null"u8);
        }

        WriteChoices(content, shown.Asked);
        WriteServices(content.Services);
        buffer.Append("}}"u8);
    }

    private void WriteChoices(ChoiceContent content, ulong asked)
    {
        buffer.Append(",\"choices\":{"u8);
        for (var left = asked; left != 0; left &= left - 1)
        {
            var number = BitOperations.TrailingZeroCount(left);
            Member(notices.Categories[number], (content.Granted & (1UL << number)) != 0, isFirst: left == asked);
        }
    }

    private void WriteServices(ServiceChoices choices)
    {
        buffer.Append("},\"services\":{"u8);
        if (choices.IsEmpty)
            return;

        var isFirst = true;
        foreach (var (number, granted) in choices.All())
        {
            Member(notices.Service(number), granted, isFirst);
            isFirst = false;
        }
    }

    /// <summary>The id of a category or of a service needs no escape.</summary>
    private void Member(string id, bool value, bool isFirst)
    {
        buffer.Append(isFirst ? "\""u8 : ",\""u8);
        Ascii(id);
        buffer.Append(value ? "\":true"u8 : "\":false"u8);
    }

    private void Word(ReadOnlySpan<byte> before, ReadOnlySpan<byte> word)
    {
        buffer.Append(before);
        buffer.Append(word);
    }

    private void Ascii(string text) => buffer.Advance(Encoding.ASCII.GetBytes(text, buffer.GetSpan(text.Length)));

    private void Text(ReadOnlySpan<byte> before, string text)
    {
        buffer.Append(before);
        var place = buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, place);
        if (Encoder.FindFirstCharacterToEncodeUtf8(place[..length]) < 0)
            buffer.Advance(length);
        else
            buffer.Append(Encoding.UTF8.GetBytes(Encoder.Encode(text)));
    }

    private static ReadOnlySpan<byte> Bool(bool value) => value ? "true"u8 : "false"u8;
}
