using System.Text.Json.Serialization;
using ConsentHub.ConsentLog.Export;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.ConsentLog;

/// <summary>The shape of a page of the log; <see cref="JsonRecords"/> writes it byte by byte.</summary>
/// <param name="Next">The cursor of the next page; absent where the log ends for now.</param>
internal sealed record RecordsPage(IReadOnlyList<LoggedRecord> Records, string? Next);

/// <summary>One record as pages and NDJSON carry it; docs/data-dictionary.md explains each field.</summary>
internal sealed record LoggedRecord(
    string RecordId, long LeafIndex, DateTimeOffset RecordedAt, DateTimeOffset DecidedAt, string Site, string Visitor, int Notice, string NoticeHash,
    string Lang, string RegionShown, string RegionSeen, ConsentModel Model, string Banner, ConsentAction Action, ConsentSource Source,
    bool GpcShown, bool GpcSeen, string? Previous, string? Page, long? ApiKey, IReadOnlyDictionary<string, bool> Choices, IReadOnlyDictionary<string, bool> Services);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(RecordsPage))]
[JsonSerializable(typeof(StatsResponse))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
