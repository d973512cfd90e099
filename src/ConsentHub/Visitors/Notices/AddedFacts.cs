using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ConsentHub.Pages.Notices;

namespace ConsentHub.Visitors.Notices;

/// <summary>Members that follow a notice in the response and are no part of it: no version has them, no <c>noticeHash</c> and no receipt covers them.</summary>
internal static class AddedFacts
{
    /// <param name="notice">A JSON object.</param>
    /// <param name="announced">The member <c>announced</c>: the version that is to follow; null for none.</param>
    public static byte[] Add(ReadOnlySpan<byte> notice, LocalFacts? local, AnnouncedView? announced) =>
        [.. notice[..^1], .. Member(",\"local\":"u8, local, AddedFactsJson.Default.LocalFacts), .. Member(",\"announced\":"u8, announced, AddedFactsJson.Default.AnnouncedView), (byte)'}'];

    private static byte[] Member<T>(ReadOnlySpan<byte> name, T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? [] : [.. name, .. JsonSerializer.SerializeToUtf8Bytes(value, type)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(LocalFacts))]
[JsonSerializable(typeof(AnnouncedView))]
internal sealed partial class AddedFactsJson : JsonSerializerContext;
