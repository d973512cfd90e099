using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>Which privacy requests a site takes through ConsentHub, and by when it promises to answer them.</summary>
internal sealed record SiteRequests
{
    /// <summary>The system that answers requests: the site's own staff. No class of data may be held by a system of this name.</summary>
    public const string Owner = "site";

    /// <summary>Absent: all types.</summary>
    public IReadOnlyList<RequestType>? Types { get; init; }

    /// <summary>Periods that the site promises beside those of the law. The earliest counts.</summary>
    public IReadOnlyList<AnswerPeriod> Deadlines { get; set; } = [];

    public IReadOnlyList<RequestType> TypesTaken() => Types ?? Enum.GetValues<RequestType>();

    /// <summary>The class of data that the duty and the statement about a request name, such as <c>request_access</c>. No class of a site file may have such an id.</summary>
    public static string ClassOf(RequestType type) => $"request_{WireNames<RequestType>.Of(type)}";
}

/// <summary>By when a site promises to answer. It has either <see cref="Within"/> or <see cref="BusinessDays"/>.</summary>
internal sealed record AnswerPeriod
{
    public required IReadOnlyList<RequestType> Types { get; init; }

    /// <summary>ISO 8601 period.</summary>
    public string? Within { get; init; }

    public int? BusinessDays { get; init; }

    /// <summary>The country whose public holidays are no business days (<see cref="Sites.BusinessDays"/>).</summary>
    public string? Calendar { get; init; }
}

/// <summary>What a person may ask of a site.</summary>
[JsonConverter(typeof(WireEnum<RequestType>))]
internal enum RequestType
{
    /// <summary>A copy of their data, GDPR Art. 15.</summary>
    Access,

    /// <summary>Correction, GDPR Art. 16.</summary>
    Rectification,

    /// <summary>Deletion, GDPR Art. 17.</summary>
    Erasure,

    /// <summary>That the site stops using their data, GDPR Art. 18.</summary>
    Restriction,

    /// <summary>Their data in a format for another provider, GDPR Art. 20.</summary>
    Portability,

    /// <summary>That the site stops processing that rests on its legitimate interests, GDPR Art. 21.</summary>
    Objection,

    /// <summary>A complaint to the site itself.</summary>
    Complaint,

    /// <summary>Removal of a child's data, by a parent or guardian.</summary>
    Guardian,

    /// <summary>Which categories of data the site collects, sells and shares, Cal. Civ. Code 1798.110 and 1798.115.</summary>
    Categories,
}
