using System.Text.Json.Serialization;

namespace ConsentHub.Consents;

/// <summary>The body of <c>POST /v1/sites/{site}/consents</c>, before validation; <see cref="ConsentValidator"/> has the rule for each field.</summary>
/// <remarks>The properties are settable, not init-only: the generated reader treats init-only members like constructor parameters, which takes twice as long.</remarks>
internal sealed record ConsentRequest
{
    /// <summary>UUIDv7 made by the client, unique within the site. The same id with the same content is a retry.</summary>
    public string? Id { get; set; }

    /// <summary>The bearer secret: 22 characters of base64url. Never stored.</summary>
    public string? VisitorId { get; set; }

    /// <summary>Version of the notice that was shown.</summary>
    public int? Notice { get; set; }

    public string? Lang { get; set; }
    public string? Region { get; set; }
    public string? Model { get; set; }

    /// <summary>First 16 hex characters of the SHA-256 of the banner's code.</summary>
    public string? Banner { get; set; }

    public string? Action { get; set; }
    public string? Source { get; set; }

    /// <summary>Every category of the notice, granted or not.</summary>
    public IReadOnlyDictionary<string, bool>? Choices { get; set; }

    /// <summary>Choices for single services that differ from the choice of their category. Only the action <c>save</c> may have them.</summary>
    public IReadOnlyDictionary<string, bool>? Services { get; set; }

    /// <summary>Id of the last choice made in this browser.</summary>
    public string? Previous { get; set; }

    /// <summary>Whether the page saw Global Privacy Control.</summary>
    public bool? Gpc { get; set; }

    /// <summary>Milliseconds since the decision, by the browser's own clock.</summary>
    public long? Elapsed { get; set; }

    /// <summary>
    /// Whether the visitor was asked for their age and has reached the notice's age threshold. Must be true if the choice grants
    /// anything optional under a notice with a threshold. Checked, not stored.
    /// </summary>
    public bool? OfAge { get; set; }

    /// <summary>Path of the page, without query and fragment, if the site asks for it.</summary>
    public string? Page { get; set; }
}

/// <summary>The body of <c>POST /v1/sites/{site}/shown</c>.</summary>
internal sealed record ImpressionRequest
{
    public int? Notice { get; set; }
    public string? Lang { get; set; }

    /// <summary><c>shown</c>, <c>dismissed</c> or <c>gpc</c>.</summary>
    public string? Outcome { get; set; }
}

/// <summary>Strict reading: unknown, duplicate and null fields are refused, as is nesting deeper than the schema's.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(ConsentRequest))]
[JsonSerializable(typeof(ImpressionRequest))]
internal sealed partial class ConsentRequestJson : JsonSerializerContext;
