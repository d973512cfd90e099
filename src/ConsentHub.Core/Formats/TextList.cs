using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Formats;

/// <summary>A list of texts as stored in a column.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class TextList : JsonSerializerContext
{
    public static string Write(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts, Default.IReadOnlyListString);

    public static string[] Read(string json) => JsonSerializer.Deserialize(json, Default.StringArray)!;
}
