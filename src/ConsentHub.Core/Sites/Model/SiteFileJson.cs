using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>The JSON of a site file, strict: unknown, duplicate, missing and null members are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(SiteFile))]
internal sealed partial class SiteFileJson : JsonSerializerContext;
