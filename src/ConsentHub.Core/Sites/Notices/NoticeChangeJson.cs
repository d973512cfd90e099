using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Notices;

/// <summary>Changes as they are stored and sent: absent values are left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<NoticeChange>))]
internal sealed partial class NoticeChangeJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<NoticeChange> changes) => JsonSerializer.Serialize(changes, Default.IReadOnlyListNoticeChange);

    /// <remarks>Most versions have no changes, so the hub rarely needs the serializer when it starts.</remarks>
    public static IReadOnlyList<NoticeChange> Read(string json) => json == "[]" ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListNoticeChange)!;
}
