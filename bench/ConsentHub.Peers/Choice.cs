using System.Text.Json.Serialization;

namespace ConsentHub.Peers;

/// <summary>The body of a choice, as ConsentHub accepts it.</summary>
internal sealed record Choice(
    Guid Id, string VisitorId, int Notice, string Lang, string Region, string Model, string Banner, string Action, string Source, bool Gpc, long Elapsed,
    Dictionary<string, bool> Choices);

/// <summary>A response of about the size of ConsentHub's.</summary>
internal sealed record Stored(
    Guid Id, string Visitor, int Notice, Dictionary<string, bool> Choices, string Action, string Source, DateTimeOffset DecidedAt, DateTimeOffset RecordedAt,
    DateTimeOffset ExpiresAt, long LeafIndex, string LeafHash, string Receipt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Choice))]
[JsonSerializable(typeof(Stored))]
internal sealed partial class ChoiceJson : JsonSerializerContext;
