using System.Text.Json.Serialization;

namespace ConsentHub.Sites;

/// <summary>Changes as they are stored and sent: absent values are left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<NoticeChange>))]
internal sealed partial class NoticeChangeJson : JsonSerializerContext;
