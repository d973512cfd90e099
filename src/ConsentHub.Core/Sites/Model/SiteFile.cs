using System.Text.Json.Serialization;
using ConsentHub.Sites.Files;

namespace ConsentHub.Sites.Model;

/// <summary>One site as its operator writes it: the content of <c>sites/{key}.json</c>, or of a console draft.</summary>
/// <remarks>
/// <c>docs/site-files.md</c> explains every field. Read it with <see cref="SiteFileReader"/>, which refuses unknown,
/// duplicate and wrongly typed values and names the path of each. Localised texts map a BCP 47 language to the text.
/// Members with a default are settable only because source-generated JSON loses the default of an init-only member
/// (https://github.com/dotnet/runtime/issues/84484); nobody sets one after construction.
/// </remarks>
internal sealed record SiteFile
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required string Key { get; init; }
    public required string Name { get; init; }
    public ManagedBy ManagedBy { get; set; } = ManagedBy.File;
    public required IReadOnlyList<string> Origins { get; init; }
    public required Controller Controller { get; init; }
    public required PrivacyContact PrivacyContact { get; init; }
    public SupervisoryAuthority? SupervisoryAuthority { get; init; }

    /// <summary>Languages offered; the first is the default.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    public required IReadOnlyList<Category> Categories { get; init; }
    public IReadOnlyList<RegionRule> Regions { get; set; } = [];
    public ConsentRules Consent { get; set; } = new();
    public AgeRule? Age { get; init; }

    /// <summary>Whether personal data is sold or shared, as the policy says; null if the site says nothing.</summary>
    public DataSale? Sale { get; init; }

    public IReadOnlyList<string> Residency { get; set; } = [];
    public IReadOnlyList<RetentionClass> Retention { get; set; } = [];

    /// <summary>The privacy requests that the site takes through ConsentHub; null if it takes none.</summary>
    public SiteRequests? Requests { get; init; }

    /// <summary>Paths of facts that the law requires and the owner has not decided. A file that lists any can be checked and previewed, but is not published.</summary>
    public IReadOnlyList<string> Undecided { get; set; } = [];

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Links { get; set; } = Empty<IReadOnlyDictionary<string, string>>();
    public Theme Theme { get; set; } = new();
    public SiteSignals? Signals { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Texts { get; set; } = Empty<IReadOnlyDictionary<string, string>>();

    private static Dictionary<string, T> Empty<T>() => new(StringComparer.Ordinal);
}

/// <summary>Who may write a site: its file in the sites folder, or the administrators' API.</summary>
[JsonConverter(typeof(WireEnum<ManagedBy>))]
internal enum ManagedBy
{
    File,
    Console,
}

/// <summary>The controller of GDPR Art. 13(1)(a). At least one contact detail is required.</summary>
internal sealed record Controller
{
    public required string Name { get; init; }
    public string? Address { get; init; }
    public string? Country { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Website { get; init; }
}

/// <summary>The data protection officer or privacy office, GDPR Art. 13(1)(b). At least one contact detail is required.</summary>
internal sealed record PrivacyContact
{
    public string? Name { get; init; }
    public string? Email { get; init; }
    public string? Address { get; init; }
    public string? Url { get; init; }
}

/// <summary>The authority to which visitors may complain, GDPR Art. 13(2)(d).</summary>
internal sealed record SupervisoryAuthority
{
    public required string Name { get; init; }
    public string? Url { get; init; }
}

/// <summary>A category of services. A visitor allows or refuses it as a whole, unless it is required.</summary>
internal sealed record Category
{
    public required string Id { get; init; }
    public bool Required { get; init; }
    public LegalBasis Basis { get; set; } = LegalBasis.Consent;

    /// <summary>Stable ids of purposes: a new one asks visitors again, a reworded text does not.</summary>
    public IReadOnlyList<string> Purposes { get; set; } = [];

    public required IReadOnlyDictionary<string, string> Name { get; init; }
    public required IReadOnlyDictionary<string, string> Description { get; init; }

    /// <summary>Whether the category is on before a choice, for each model that needs no prior consent. Absent: on. Under <c>opt_in</c> the category is always off.</summary>
    public CategoryDefaults? Defaults { get; init; }

    /// <summary>Whether Global Privacy Control denies the category. Absent: true for <c>marketing</c>, false for all others.</summary>
    public bool? Gpc { get; init; }

    /// <summary>The consent types of Google and Microsoft that the category maps to. Absent: the defaults for its id (<see cref="SignalMap"/>).</summary>
    public CategorySignals? Signals { get; init; }

    public IReadOnlyList<Service> Services { get; set; } = [];
}

/// <summary>Default per consent model. The JSON members have the names of the models, not camelCase.</summary>
internal sealed record CategoryDefaults
{
    [JsonPropertyName("opt_out")]
    public bool OptOut { get; set; } = true;

    [JsonPropertyName("notice_only")]
    public bool NoticeOnly { get; set; } = true;
}

/// <summary>Legal bases of GDPR Art. 6(1).</summary>
[JsonConverter(typeof(WireEnum<LegalBasis>))]
internal enum LegalBasis
{
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}

/// <summary>A vendor or tool in a category.</summary>
internal sealed record Service
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Provider { get; init; }
    public IReadOnlyList<string> Purposes { get; set; } = [];
    public required IReadOnlyDictionary<string, string> Purpose { get; init; }
    public string? PolicyUrl { get; init; }
    public IReadOnlyList<string> Hosts { get; set; } = [];
    public IReadOnlyList<CookieDeclaration> Cookies { get; set; } = [];
    public IReadOnlyList<Transfer> Transfers { get; set; } = [];
}

/// <summary>A cookie, storage key, database or pixel that a service uses.</summary>
internal sealed record CookieDeclaration
{
    /// <summary>Exact name, or a prefix that ends in <c>*</c>.</summary>
    public required string Name { get; init; }

    public CookieKind Kind { get; set; } = CookieKind.Cookie;
    public string? Domain { get; init; }

    /// <summary>ISO 8601 period; <c>PT0S</c> is the browser session; absent if it has no end.</summary>
    public string? Duration { get; init; }
}

[JsonConverter(typeof(WireEnum<CookieKind>))]
internal enum CookieKind
{
    Cookie,
    LocalStorage,
    SessionStorage,
    IndexedDb,

    /// <summary>A cache of the Cache API, as service workers fill it.</summary>
    Cache,
    Pixel,
}

/// <summary>A transfer to a third country and what protects it, GDPR Art. 44 to 49.</summary>
internal sealed record Transfer
{
    public required string Country { get; init; }
    public required Safeguard Safeguard { get; init; }
}

[JsonConverter(typeof(WireEnum<Safeguard>))]
internal enum Safeguard
{
    Adequacy,
    Scc,
    Bcr,
    Dpf,
    Derogation,
}

/// <summary>Which consent model applies where.</summary>
internal sealed record RegionRule
{
    /// <summary>ISO 3166-1 alpha-2, ISO 3166-2, or the groups <c>EU</c> and <c>EEA</c>.</summary>
    public required IReadOnlyList<string> In { get; init; }

    public required ConsentModel Model { get; init; }

    /// <summary>How long a choice is valid here; absent: the site's lifetime, raised to the region's floor.</summary>
    public string? Lifetime { get; init; }

    /// <summary>How long a choice that grants nothing optional is valid here; absent: as <see cref="Lifetime"/>.</summary>
    public string? ReaskAfterRefusal { get; init; }

    /// <summary>Why the site asks visitors in this region again sooner than the floor permits (<see cref="ReaskFloor"/>).</summary>
    public string? Reason { get; init; }
}

internal sealed record ConsentRules
{
    /// <summary>How long a choice is valid, as an ISO 8601 period.</summary>
    public string Lifetime { get; set; } = "P6M";

    /// <summary>How long a choice that grants nothing optional is valid; absent: as <see cref="Lifetime"/>, never shorter than a region's floor.</summary>
    public string? ReaskAfterRefusal { get; init; }

    /// <summary>Store the path of the page on which a visitor chose.</summary>
    public bool RecordPage { get; init; }

    public bool ReloadOnWithdraw { get; init; }

    /// <summary>Domain of the two cookies, for a choice that is valid on all subdomains.</summary>
    public string? CookieDomain { get; init; }
}

internal sealed record AgeRule
{
    public required int Threshold { get; init; }
}

/// <summary>What a site says about selling and sharing personal data, in the sense of Cal. Civ. Code 1798.140(ad) and (ah).</summary>
[JsonConverter(typeof(WireEnum<DataSale>))]
internal enum DataSale
{
    None,
    Sale,

    /// <summary>Disclosed for advertising across contexts, without a sale.</summary>
    Sharing,

    /// <summary>Not decided. Treated as <see cref="Sharing"/>.</summary>
    Undetermined,
}

/// <summary>How long the site keeps one class of data, as its policy promises.</summary>
internal sealed record RetentionClass
{
    /// <summary>The state that lasts as long as the person has an account.</summary>
    public const string AccountActive = "account_active";

    /// <summary>Id of the class that says how long ConsentHub's own backups may hold erased records.</summary>
    public const string Backups = "backups";

    /// <summary>Id of the class that says how long ConsentHub keeps the record of a choice that no longer stands.</summary>
    public const string ConsentRecords = "consent_records";

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

    /// <summary>A privacy request arrived. Only for the duty to answer it.</summary>
    RequestReceived,
}
