using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Consents;

/// <summary>A consent record as it is sealed in the ledger: canonical JSON (RFC 8785), version 1, written straight to its bytes.</summary>
/// <remarks>
/// The members are ordered by name, as canonical JSON requires, and every value except <c>page</c> consists of characters that
/// need no escape. A test compares each byte with the general serializer's output. Any change to the format needs a new version.
/// </remarks>
internal static class SealedConsent
{
    /// <summary>Writes the record's entry: its salt and then its canonical JSON.</summary>
    /// <param name="salt">16 random bytes.</param>
    /// <param name="shown">What the visitor of this record was shown.</param>
    public static void Write(Utf8Buffer to, UInt128 salt, ConsentRecord record, ShownNotice shown)
    {
        LedgerSalt.Write(salt, to.GetSpan(LedgerEntry.SaltSize));
        to.Advance(LedgerEntry.SaltSize);
        WriteJson(to, record, shown);
    }

    /// <summary>This record's hash in the ledger.</summary>
    /// <param name="buffer">Reused buffer; cleared first.</param>
    public static TreeHash HashOf(Utf8Buffer buffer, UInt128 salt, ConsentRecord record, ShownNotice shown)
    {
        buffer.Clear();
        Write(buffer, salt, record, shown);
        return TreeHash.OfLeaf(buffer.Written.Span);
    }

    /// <summary>Writes only the canonical JSON.</summary>
    public static void WriteJson(Utf8Buffer to, ConsentRecord record, ShownNotice shown)
    {
        var content = record.Content;
        Text(to, "{\"action\":"u8, Utf8Words<ConsentAction>.Of(content.Action));
        if (record.ApiKey is { } key)
        {
            to.Append(",\"apiKey\":"u8);
            to.Append(key);
        }

        to.Append(",\"banner\":\""u8);
        to.AppendHex(content.Banner);
        to.Append("\",\"choices\":"u8);
        WriteChoices(to, content, shown);
        Time(to, ",\"decidedAt\":"u8, record.DecidedAt);
        Bool(to, ",\"gpcSeen\":"u8, record.GpcSeen);
        Bool(to, ",\"gpcShown\":"u8, content.Gpc);
        Text(to, ",\"lang\":"u8, content.Lang);
        Text(to, ",\"model\":"u8, Utf8Words<ConsentModel>.Of(content.Model));
        to.Append(",\"notice\":"u8);
        to.Append(content.Notice);
        Text(to, ",\"noticeHash\":"u8, shown.Hash);
        if (content.Page is { } page)
        {
            to.Append(",\"page\":"u8);
            to.Append(CanonicalJson.Serialize(page));
        }

        if (content.Previous is { } previous)
            Id(to, ",\"previous\":"u8, previous);

        Id(to, ",\"recordId\":"u8, content.Id);
        Time(to, ",\"recordedAt\":"u8, record.RecordedAt);
        Text(to, ",\"regionSeen\":"u8, record.RegionSeen);
        Text(to, ",\"regionShown\":"u8, content.Region);
        to.Append(",\"services\":"u8);
        WriteServices(to, content.Services, shown);
        Text(to, ",\"site\":"u8, shown.Site);
        Text(to, ",\"source\":"u8, Utf8Words<ConsentSource>.Of(content.Source));
        to.Append(",\"type\":\"consent\",\"v\":1,\"visitor\":\""u8);
        to.Advance(content.Visitor.Write(to.GetSpan(24)));
        to.Append("\"}"u8);
    }

    /// <summary>The record as a receipt carries it.</summary>
    public static JsonObject ToJson(ConsentRecord record, ShownNotice shown)
    {
        var buffer = new Utf8Buffer();
        WriteJson(buffer, record, shown);
        return JsonNode.Parse(buffer.Written.Span)!.AsObject();
    }

    private static void WriteChoices(Utf8Buffer to, ChoiceContent content, ShownNotice shown)
    {
        var separator = (byte)'{';
        foreach (var (id, bit) in shown.Categories)
        {
            Member(to, separator, id, (content.Granted & bit) != 0);
            separator = (byte)',';
        }

        to.Append(separator == '{' ? "{}"u8 : "}"u8);
    }

    private static void WriteServices(Utf8Buffer to, ServiceChoices choices, ShownNotice shown)
    {
        if (choices.IsEmpty)
        {
            to.Append("{}"u8);
            return;
        }

        var separator = (byte)'{';
        // Sorted by id, not by number. There are few, and only under save.
        foreach (var (id, granted) in choices.All().Select(c => (Id: shown.Service(c.Number), c.Granted)).OrderBy(c => c.Id, ByBytes))
        {
            Member(to, separator, id, granted);
            separator = (byte)',';
        }

        to.Append((byte)'}');
    }

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static void Member(Utf8Buffer to, byte separator, byte[] id, bool value)
    {
        to.Append(separator);
        to.Append((byte)'"');
        to.Append(id);
        to.Append(value ? "\":true"u8 : "\":false"u8);
    }

    private static void Bool(Utf8Buffer to, ReadOnlySpan<byte> name, bool value)
    {
        to.Append(name);
        to.Append(value ? "true"u8 : "false"u8);
    }

    private static void Text(Utf8Buffer to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        to.Append(name);
        to.Append((byte)'"');
        to.Append(value);
        to.Append((byte)'"');
    }

    private static void Text(Utf8Buffer to, ReadOnlySpan<byte> name, string ascii)
    {
        to.Append(name);
        to.Append((byte)'"');
        to.AppendAscii(ascii);
        to.Append((byte)'"');
    }

    private static void Time(Utf8Buffer to, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        to.Append(name);
        to.Append((byte)'"');
        to.AppendTime(time);
        to.Append((byte)'"');
    }

    private static void Id(Utf8Buffer to, ReadOnlySpan<byte> name, Guid id)
    {
        to.Append(name);
        to.Append((byte)'"');
        to.Append(id);
        to.Append((byte)'"');
    }
}
