using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Visitors.Responses;

/// <summary>Writes a <see cref="ConsentResponse"/> directly as UTF-8: nearly every call of the two busiest endpoints returns one.</summary>
/// <remarks>
/// Members, order and format equal those of the serialized record; a test compares the two. No value needs escaping, because all values are
/// ids, keywords, times or URL characters.
/// </remarks>
internal static class ConsentResponseWriter
{
    /// <param name="path">The path under which browsers reach the hub; empty at the root.</param>
    /// <param name="leafHash">The hash of the sealed record; null except in the response to a write.</param>
    /// <param name="status">Whether the choice is still valid, written with an empty list of changes; null in the response to a write.</param>
    public static void Write(Utf8Buffer to, string site, ConsentRecord record, PublishedNotice notice, string path, TreeHash? leafHash, ConsentStatus? status)
    {
        var content = record.Content;
        to.Append("{\"id\":\""u8);
        to.Append(content.Id);
        to.Append("\",\"visitor\":\""u8);
        to.Advance(content.Visitor.Write(to.GetSpan(24)));
        to.Append("\",\"notice\":"u8);
        to.Append(content.Notice);
        to.Append(",\"choices\":"u8);
        WriteChoices(to, content.Granted, notice);
        to.Append(",\"services\":"u8);
        WriteServices(to, content.Services, notice);
        to.Append(",\"action\":\""u8);
        to.Append(Utf8Words<ConsentAction>.Of(content.Action));
        to.Append("\",\"source\":\""u8);
        to.Append(Utf8Words<ConsentSource>.Of(content.Source));
        to.Append("\",\"decidedAt\":\""u8);
        to.AppendTime(record.DecidedAt);
        to.Append("\",\"recordedAt\":\""u8);
        to.AppendTime(record.RecordedAt);
        to.Append("\",\"expiresAt\":\""u8);
        to.AppendTime(record.DecidedAt + ChoiceLifetime.Of(content, notice));
        to.Append("\",\"leafIndex\":"u8);
        to.Append(record.LeafIndex);
        if (content.Previous is { } previous)
        {
            to.Append(",\"previous\":\""u8);
            to.Append(previous);
            to.Append((byte)'"');
        }

        to.Append(",\"receipt\":\""u8);
        to.AppendAscii(path);
        to.Append("/v1/sites/"u8);
        to.AppendAscii(site);
        to.Append("/consents/"u8);
        to.Append(content.Id);
        to.Append("/receipt\""u8);
        if (leafHash is { } hash)
        {
            to.Append(",\"leafHash\":\""u8);
            to.AppendAscii(hash.ToString());
            to.Append((byte)'"');
        }

        if (status is { } current)
        {
            to.Append(",\"status\":\""u8);
            to.Append(Utf8Words<ConsentStatus>.Of(current));
            to.Append("\",\"changes\":[]"u8);
        }

        to.Append((byte)'}');
    }

    private static void WriteChoices(Utf8Buffer to, ulong granted, PublishedNotice notice)
    {
        var separator = (byte)'{';
        foreach (var category in notice.Categories)
        {
            Member(to, separator, category.Category.Id, (granted & category.Bit) != 0);
            separator = (byte)',';
        }

        to.Append(separator == '{' ? "{}"u8 : "}"u8);
    }

    private static void WriteServices(Utf8Buffer to, ServiceChoices services, PublishedNotice notice)
    {
        var separator = (byte)'{';
        if (!services.IsEmpty)
        {
            foreach (var (number, granted) in services.All())
            {
                Member(to, separator, notice.Services.First(s => s.Number == number).Service.Id, granted);
                separator = (byte)',';
            }
        }

        to.Append(separator == '{' ? "{}"u8 : "}"u8);
    }

    private static void Member(Utf8Buffer to, byte separator, string id, bool value)
    {
        to.Append(separator);
        to.Append((byte)'"');
        to.AppendAscii(id);
        to.Append(value ? "\":true"u8 : "\":false"u8);
    }
}
