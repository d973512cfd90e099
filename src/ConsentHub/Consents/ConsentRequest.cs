using System.Text.Json.Serialization;

namespace ConsentHub.Consents;

/// <summary>The body of <c>POST /v1/sites/{site}/consents</c>, as it arrives; <see cref="ConsentValidator"/> says what each field must be.</summary>
internal sealed record ConsentRequest
{
    /// <summary>UUIDv7 made by the client, unique within the site. The same id with the same content is a retry.</summary>
    public string? Id { get; init; }

    /// <summary>The bearer secret: 22 characters of base64url. Never stored.</summary>
    public string? VisitorId { get; init; }

    /// <summary>Version of the notice that was shown.</summary>
    public int? Notice { get; init; }

    public string? Lang { get; init; }
    public string? Region { get; init; }
    public string? Model { get; init; }

    /// <summary>First 16 hex characters of the SHA-256 of the banner's code.</summary>
    public string? Banner { get; init; }

    public string? Action { get; init; }
    public string? Source { get; init; }

    /// <summary>Every category of the notice, granted or not.</summary>
    public IReadOnlyDictionary<string, bool>? Choices { get; init; }

    /// <summary>Only services that differ from their category, under <c>save</c> alone.</summary>
    public IReadOnlyDictionary<string, bool>? Services { get; init; }

    /// <summary>Id of the last choice made in this browser.</summary>
    public string? Previous { get; init; }

    /// <summary>Whether the page saw Global Privacy Control.</summary>
    public bool? Gpc { get; init; }

    /// <summary>Milliseconds since the decision, by the browser's own clock.</summary>
    public long? Elapsed { get; init; }

    /// <summary>Path of the page, without query and fragment, where the site asks for it.</summary>
    public string? Page { get; init; }
}

/// <summary>The body of <c>POST /v1/sites/{site}/shown</c>.</summary>
internal sealed record ShownRequest
{
    public int? Notice { get; init; }
    public string? Lang { get; init; }

    /// <summary><c>shown</c>, <c>dismissed</c> or <c>gpc</c>.</summary>
    public string? Outcome { get; init; }
}

/// <summary>Strict reading: unknown, duplicate and null fields are refused, and nothing is nested deeper than the contract.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ShownRequest))]
internal sealed partial class ConsentRequestJson : JsonSerializerContext;
