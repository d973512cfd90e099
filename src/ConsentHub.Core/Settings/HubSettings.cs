using System.Buffers.Text;
using System.Globalization;
using System.Net;

namespace ConsentHub.Settings;

/// <summary>The settings, all optional, from environment variables (<c>ConsentHub__Data</c>) or <c>appsettings.json</c>.</summary>
/// <remarks>Read once at start. A wrong value stops the process with a message that names the setting and the fix; an empty value counts as absent.</remarks>
internal sealed record HubSettings
{
    public const string Section = "ConsentHub";
    private const int LongestRateLimit = 1_000_000, LongestDrain = 60, ReadsForAWrite = 10;

    /// <summary>Minimum length of a master key in bytes.</summary>
    public const int MasterKeySize = 32;

    /// <summary>The names of all settings in <see cref="Section"/>.</summary>
    public static readonly IReadOnlyList<string> Known =
        ["Data", "Sites", "PublicUrl", "AdminKey", "RateLimit", "ReadLimit", "KnownProxies", "RegionHeader", "CdnKeysRegion", "MasterKey", "BackupDays", "DrainSeconds", "MetricsReaders", "WebhooksMayReachPrivate", "Smtp", "MailFrom"];

    /// <summary>Folder of the SQLite file, keys and the erasure journal. Default <c>data</c>, below the working directory.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Folder of the site files. Default <c>sites</c>.</summary>
    public string Sites { get; init; } = "sites";

    /// <summary>How browsers reach the hub; may have a path. Absent: the address that each request names.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A first admin key. Absent: the hub makes one at the first start and shows it once.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Public writes per minute from one client address, 0 to 1,000,000. Default 600; 0 is no limit.</summary>
    public int RateLimit { get; init; } = 600;

    /// <summary>Reads per minute from one client address, 0 to 10,000,000. Default ten times <see cref="RateLimit"/>; 0 is no limit.</summary>
    public int ReadLimit { get; init; } = 6000;

    /// <summary>Reverse proxies whose <c>X-Forwarded-*</c> and region header the hub trusts. It always trusts loopback.</summary>
    public IReadOnlyList<IPNetwork> KnownProxies { get; init; } = [];

    /// <summary>Networks whose clients may read <c>/metrics</c>, directly and not through a proxy. Clients on loopback always may.</summary>
    public IReadOnlyList<IPNetwork> MetricsReaders { get; init; } = [];

    /// <summary>Header in which a known proxy names the visitor's country or region, such as <c>CF-IPCountry</c>. Absent: every region is unknown.</summary>
    public string? RegionHeader { get; init; }

    /// <summary>Whether the CDN keys its copies by the region header, so that <c>consent.js</c> may be cached publicly.</summary>
    public bool CdnKeysRegion { get; init; }

    /// <summary>The secret that wraps the hub's keys and encrypts backups. Required with PostgreSQL. Absent with SQLite: a secret in a file of the data folder wraps the keys, and backups are not encrypted.</summary>
    public byte[]? MasterKey { get; init; }

    /// <summary>Days after which a backup that ConsentHub made is deleted, 1 to 3650. Absent: 30, or as many as the strictest site promises (<c>BackupWindow</c>).</summary>
    public int? BackupDays { get; init; }

    /// <summary>Connection string of PostgreSQL (<c>ConnectionStrings__Postgres</c>). Absent: SQLite in the data folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>Seconds that a hub keeps serving after a stop signal while <c>/health/ready</c> responds 503, 0 to 60. Default 0.</summary>
    public int DrainSeconds { get; init; }

    /// <summary>Whether webhooks may reach private, loopback and link-local addresses. Default false.</summary>
    public bool WebhooksMayReachPrivate { get; init; }

    /// <summary>The mail server that sends codes and answers to people who make privacy requests (<c>Smtp</c> and <c>MailFrom</c>). Absent: the hub sends no mail, and only a signed token proves an identity.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>Connection string of Redis for StackExchange.Redis (<c>ConnectionStrings__Redis</c>). Absent: each instance counts its limits alone and polls for site changes.</summary>
    public string? Redis { get; init; }

    /// <summary>The path under which a reverse proxy offers the hub, without a trailing slash; empty at the root.</summary>
    public string PublicPath => PublicUrl?.AbsolutePath.TrimEnd('/') ?? "";

    /// <summary>The hub's own origin, where it is known.</summary>
    public string? PublicOrigin => PublicUrl?.GetLeftPart(UriPartial.Authority);

    public static HubSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section.GetChildren().Select(c => c.Key).FirstOrDefault(k => !Known.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw Bad(unknown, $"is not a setting. Known settings: {string.Join(", ", Known)}.");

        var rateLimit = ReadRateLimit(section["RateLimit"]);
        return new HubSettings
        {
            Data = section["Data"] is { Length: > 0 } data ? data : "data",
            Sites = section["Sites"] is { Length: > 0 } sites ? sites : "sites",
            PublicUrl = section["PublicUrl"] is { Length: > 0 } url ? ReadPublicUrl(url) : null,
            AdminKey = section["AdminKey"] is { Length: > 0 } key ? ReadAdminKey(key) : null,
            RateLimit = rateLimit,
            ReadLimit = ReadReadLimit(section["ReadLimit"], rateLimit),
            KnownProxies = ReadNetworks("KnownProxies", section["KnownProxies"]),
            MetricsReaders = ReadNetworks("MetricsReaders", section["MetricsReaders"]),
            RegionHeader = section["RegionHeader"] is { Length: > 0 } header ? ReadHeader(header) : null,
            CdnKeysRegion = ReadSwitch("CdnKeysRegion", section["CdnKeysRegion"]),
            MasterKey = section["MasterKey"] is { Length: > 0 } master ? ReadMasterKey(master) : null,
            BackupDays = ReadBackupDays(section["BackupDays"]),
            Postgres = configuration.GetConnectionString("Postgres") is { Length: > 0 } postgres ? postgres : null,
            DrainSeconds = ReadDrainSeconds(section["DrainSeconds"]),
            WebhooksMayReachPrivate = ReadSwitch("WebhooksMayReachPrivate", section["WebhooksMayReachPrivate"]),
            Smtp = SmtpServer.Read(section["Smtp"], section["MailFrom"]),
            Redis = configuration.GetConnectionString("Redis") is { Length: > 0 } redis ? redis : null,
        };
    }

    private static Uri ReadPublicUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0
            ? new Uri(text)
            : throw Bad("PublicUrl", "must be an absolute http or https address without query, such as https://consent.example.com or https://example.com/consent.");

    private static string ReadAdminKey(string text) =>
        ApiKeyText.IsWellFormed(text)
            ? text
            : throw Bad("AdminKey", "must be chk_ and at least 32 characters of base64url. Make one with: ConsentHub key create --role admin, or openssl rand -base64 32 | tr '+/' '-_' | tr -d '='.");

    private static byte[] ReadMasterKey(string text) =>
        Base64Url.IsValid(text, out var length) && length >= MasterKeySize
            ? Base64Url.DecodeFromChars(text)
            : throw Bad("MasterKey", $"must be at least {MasterKeySize} random bytes as base64url. Make one with: openssl rand -base64 32 | tr '+/' '-_' | tr -d '='.");

    private static int? ReadBackupDays(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3650 ? days
        : throw Bad("BackupDays", "must be a whole number of days, 1 to 3650.");

    private static int ReadDrainSeconds(string? text) =>
        string.IsNullOrEmpty(text) ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestDrain ? seconds
        : throw Bad("DrainSeconds", "must be a whole number of seconds, 0 to 60.");

    private static int ReadRateLimit(string? text) =>
        string.IsNullOrEmpty(text) ? 600
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit <= LongestRateLimit ? limit
        : throw Bad("RateLimit", "must be a whole number of writes a minute, 0 (no limit) to 1000000.");

    private static int ReadReadLimit(string? text, int rateLimit) =>
        string.IsNullOrEmpty(text) ? ReadsForAWrite * rateLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit <= ReadsForAWrite * LongestRateLimit ? limit
        : throw Bad("ReadLimit", "must be a whole number of reads a minute, 0 (no limit) to 10000000.");

    private static IReadOnlyList<IPNetwork> ReadNetworks(string key, string? text) =>
        [.. (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(one => ReadNetwork(key, one))];

    private static IPNetwork ReadNetwork(string key, string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw Bad(key, $"has '{text}', which is neither an address nor a network such as 10.0.0.0/8. Separate several with commas.");

    private static string ReadHeader(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? text
            : throw Bad("RegionHeader", "must be the name of one header, such as CF-IPCountry.");

    private static bool ReadSwitch(string key, string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw Bad(key, "must be true or false."),
    };

    public static StartupException Bad(string key, string message) => new($"The setting {Section}__{key} {message}");
}
