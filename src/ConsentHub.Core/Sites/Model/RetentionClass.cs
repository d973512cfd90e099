using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>How long the site keeps one class of data, as its policy promises.</summary>
internal sealed record RetentionClass
{
    /// <summary>The state that lasts as long as the person has an account.</summary>
    public const string AccountActive = "account_active";

    /// <summary>Id of the class that says how long ConsentHub's own backups may hold erased records.</summary>
    public const string Backups = "backups";

    /// <summary>Id of the class that says how long ConsentHub keeps the record of a choice that no longer stands.</summary>
    public const string ConsentRecords = "consent_records";

    /// <summary>What a duty to tell users of a new version is listed under (<see cref="AnnounceRule"/>). No class may have this id.</summary>
    public const string NoticeChange = "notice_change";

    public required string Id { get; init; }
    public required IReadOnlyDictionary<string, string> Name { get; init; }

    /// <summary>ISO 8601 period. A class has either a period or <see cref="While"/>.</summary>
    public string? Period { get; init; }

    /// <summary>The event after which <see cref="Period"/> begins; absent: when the data is collected.</summary>
    public RetentionEvent? After { get; init; }

    /// <summary>The state during which the data is kept, such as <see cref="AccountActive"/>.</summary>
    public string? While { get; init; }

    /// <summary>The state as visitors read it; required for every state except <see cref="AccountActive"/>.</summary>
    public IReadOnlyDictionary<string, string>? WhileText { get; init; }

    public LegalBasis? Basis { get; init; }

    /// <summary>The category whose withdrawal begins the period; absent: any. Only with <see cref="After"/> <c>withdrawal</c>.</summary>
    public string? Category { get; init; }

    /// <summary>Name of the site's system that holds the data. The hub hands out its duties to this system; without it, visitors are only shown the promise.</summary>
    public string? HeldBy { get; init; }
}

/// <summary>What begins the period of a class of data.</summary>
[JsonConverter(typeof(WireEnum<RetentionEvent>))]
internal enum RetentionEvent
{
    AccountClosed,
    LastActivity,

    /// <summary>The person asked for the deletion.</summary>
    DeletionRequest,

    /// <summary>The person withdrew consent, objected or opted out.</summary>
    Withdrawal,

    CaseClosed,

    /// <summary>The service or subscription that needs the data ended.</summary>
    ServiceEnded,

    /// <summary>A choice no longer stands. Only for <see cref="RetentionClass.ConsentRecords"/>.</summary>
    ChoiceEnded,

    /// <summary>The site announced or published a new version of its notice. Begins only duties to tell users of it (<see cref="AnnounceRule"/>).</summary>
    NoticeChange,

    /// <summary>A privacy request arrived. Only for the duty to answer it.</summary>
    RequestReceived,
}
