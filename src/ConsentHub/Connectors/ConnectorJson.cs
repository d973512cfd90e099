using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ConsentHub.Connectors;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(EventRequest))]
[JsonSerializable(typeof(EventsResponse))]
[JsonSerializable(typeof(DutyPage))]
[JsonSerializable(typeof(ListedDuty))]
[JsonSerializable(typeof(AcknowledgementRequest))]
[JsonSerializable(typeof(AcknowledgedDuty))]
[JsonSerializable(typeof(PromiseList))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DecisionResponse))]
internal sealed partial class ConnectorJson : JsonSerializerContext;
