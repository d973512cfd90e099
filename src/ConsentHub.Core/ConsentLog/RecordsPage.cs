using System.Text.Json.Serialization;
using ConsentHub.ConsentLog.Export;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;

namespace ConsentHub.ConsentLog;

/// <summary>A page of the log, as the API document describes it. The hub never serializes this type: <see cref="JsonRecords"/> writes the same JSON directly.</summary>
/// <param name="Next">The cursor of the next page; absent at the present end of the log.</param>
internal sealed record RecordsPage(IReadOnlyList<LoggedRecord> Records, string? Next);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(RecordsPage))]
[JsonSerializable(typeof(StatsResponse))]
internal sealed partial class AnalysisJson : JsonSerializerContext;
