using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

/// <summary>Every field of a site file with the effect of its change on visitors: a kind of change, or the reason why it has none.</summary>
public class SiteFileFieldsTests
{
    private const string Words = "a wording: its meaning has an id";
    private const string Look = "a look";
    private const string Signal = "who else is told of a choice, not what is asked";
    private const string Right = "how a right is used, not what is asked; the law's deadline stays";
    private const string Refusal = "how soon somebody who refused is asked again, above the floors of the law";

    private static readonly SiteFile Site = TestSite.Minimal() with
    {
        Age = new AgeRule { Threshold = 13 },
        Announce = new AnnounceRule { HeldBy = "mailer", Notice = "P14D" },
        Residency = ["EU"],
        SupervisoryAuthority = new SupervisoryAuthority { Name = "Datatilsynet", Url = "https://www.datatilsynet.no" },
        Regions = [new RegionRule { In = ["EEA"], Model = ConsentModel.OptIn, Lifetime = "P6M" }, new RegionRule { In = ["US"], Model = ConsentModel.OptOut }],
        Links = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["terms"] = TestSite.Text("/terms", "/agb") },
        Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = new Dictionary<string, string> { ["title"] = "Hi" } },
        Requests = new SiteRequests
        {
            Deadlines = [new AnswerPeriod { Types = [RequestType.Erasure], Within = "P7D" }, new AnswerPeriod { Types = [RequestType.Erasure], BusinessDays = 7, Calendar = "US" }],
        },
        Signals = new SiteSignals { Google = new GoogleSignals() },
        Theme = new Theme { Buttons = new ThemeButtons { Accept = new ThemeButton(), Reject = new ThemeButton() } },
        Categories =
        [
            .. TestSite.Minimal()
                .With("analytics", c => c with { Defaults = new CategoryDefaults { OptOut = false, NoticeOnly = false }, Signals = new CategorySignals() })
                .WithService("analytics", s => s with { Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Scc }], Hosts = ["a.example"] }).Categories,
        ],
    };

    private sealed record Row(string Edit, string Json, ChangeKind? Kind, string? Why = null);

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["$schema"] = new("$schema", "\"a.json\"", null, "read by editors alone"),
        ["key"] = new("key", "\"other\"", null, "another site"),
        ["name"] = new("name", "\"Shop\"", null, Words),
        ["managedBy"] = new("managedBy", "\"console\"", null, "where the file is edited"),
        ["effectiveFrom"] = new("effectiveFrom", "\"2027-03-01T00:00:00Z\"", null, "when the same content takes effect"),
        ["announce.heldBy"] = new("announce.heldBy", "\"crm\"", null, "which system tells the users of a change"),
        ["announce.notice"] = new("announce.notice", "\"P7D\"", null, "when users are told of a later change"),
        ["origins[]"] = new("origins[0]", "\"https://other.example\"", null, "where the same notice is shown"),
        ["controller.name"] = new("controller.name", "\"New AS\"", ChangeKind.ControllerChanged),
        ["controller.address"] = new("controller.address", "\"Kaien 8\"", ChangeKind.ContactChanged),
        ["controller.country"] = new("controller.country", "\"US\"", ChangeKind.ControllerChanged),
        ["controller.email"] = new("controller.email", "\"new@shop.example\"", ChangeKind.ContactChanged),
        ["controller.phone"] = new("controller.phone", "\"+47 55 00 00 00\"", ChangeKind.ContactChanged),
        ["controller.website"] = new("controller.website", "\"https://new.example\"", ChangeKind.ContactChanged),
        ["privacyContact.name"] = new("privacyContact.name", "\"Office\"", ChangeKind.ContactChanged),
        ["privacyContact.email"] = new("privacyContact.email", "\"dpo@shop.example\"", ChangeKind.ContactChanged),
        ["privacyContact.address"] = new("privacyContact.address", "\"Kaien 8\"", ChangeKind.ContactChanged),
        ["privacyContact.url"] = new("privacyContact.url", "\"https://shop.example/privacy\"", ChangeKind.ContactChanged),
        ["supervisoryAuthority.name"] = new("supervisoryAuthority.name", "\"Other authority\"", null, "where to complain, not what is asked"),
        ["supervisoryAuthority.url"] = new("supervisoryAuthority.url", "\"https://other.example\"", null, "where to complain, not what is asked"),
        ["languages[]"] = new("languages[2]", "\"fr\"", null, "a translation"),
        ["categories[].id"] = new("categories[3].id", "\"ads\"", ChangeKind.CategoryAdded),
        ["categories[].required"] = new("categories[1].required", "true", ChangeKind.CategoryRequired),
        ["categories[].basis"] = new("categories[1].basis", "\"legitimate_interests\"", ChangeKind.BasisChanged),
        ["categories[].purposes[]"] = new("categories[1].purposes[0]", "\"profiling\"", ChangeKind.PurposeAdded),
        ["categories[].name{}"] = new("categories[1].name.en", "\"Settings\"", null, Words),
        ["categories[].description{}"] = new("categories[1].description.en", "\"Settings.\"", null, Words),
        ["categories[].defaults.opt_out"] = new("categories[2].defaults.opt_out", "true", ChangeKind.DefaultOn),
        ["categories[].defaults.notice_only"] = new("categories[2].defaults.notice_only", "true", ChangeKind.DefaultOn),
        ["categories[].gpc"] = new("categories[3].gpc", "false", ChangeKind.GpcIgnored),
        ["categories[].signals.google[]"] = new("categories[2].signals.google", "[\"ad_storage\"]", null, Signal),
        ["categories[].signals.uet[]"] = new("categories[2].signals.uet", "[\"ad_storage\"]", null, Signal),
        ["categories[].signals.clarity[]"] = new("categories[2].signals.clarity", "[\"ad_Storage\"]", null, Signal),
        ["categories[].services[].id"] = new("categories[2].services[0].id", "\"other\"", ChangeKind.ServiceAdded),
        ["categories[].services[].name"] = new("categories[2].services[0].name", "\"Figures\"", null, Words),
        ["categories[].services[].provider"] = new("categories[2].services[0].provider", "\"Other Ltd\"", ChangeKind.ProviderChanged),
        ["categories[].services[].purposes[]"] = new("categories[2].services[0].purposes[0]", "\"profiling\"", ChangeKind.PurposeAdded),
        ["categories[].services[].purpose{}"] = new("categories[2].services[0].purpose.en", "\"Counts.\"", null, Words),
        ["categories[].services[].policyUrl"] = new("categories[2].services[0].policyUrl", "\"https://a.example/privacy\"", null, "where the provider's own policy is"),
        ["categories[].services[].hosts[]"] = new("categories[2].services[0].hosts[0]", "\"b.example\"", null, "where the same provider is reached"),
        ["categories[].services[].cookies[].name"] = new("categories[2].services[0].cookies[0].name", "\"other\"", ChangeKind.CookieAdded),
        ["categories[].services[].cookies[].kind"] = new("categories[2].services[0].cookies[0].kind", "\"local_storage\"", ChangeKind.CookieAdded),
        ["categories[].services[].cookies[].domain"] = new("categories[2].services[0].cookies[0].domain", "\"shop.example\"", null, "the same cookie, to be cleared elsewhere"),
        ["categories[].services[].cookies[].duration"] = new("categories[2].services[0].cookies[0].duration", "\"P2Y\"", ChangeKind.CookieLonger),
        ["categories[].services[].transfers[].country"] = new("categories[2].services[0].transfers[0].country", "\"IN\"", ChangeKind.TransferAdded),
        ["categories[].services[].transfers[].safeguard"] = new("categories[2].services[0].transfers[0].safeguard", "\"derogation\"", ChangeKind.SafeguardWeaker),
        ["regions[].in[]"] = new("regions[1].in[0]", "\"CA\"", ChangeKind.ModelStricter),
        ["regions[].model"] = new("regions[1].model", "\"notice_only\"", ChangeKind.ModelLaxer),
        ["regions[].lifetime"] = new("regions[0].lifetime", "\"P1Y\"", ChangeKind.LifetimeLonger),
        ["regions[].reaskAfterRefusal"] = new("regions[0].reaskAfterRefusal", "\"P1Y\"", null, Refusal),
        ["regions[].reason"] = new("regions[0].reason", "\"Why not.\"", null, "published with the version"),
        ["consent.lifetime"] = new("consent.lifetime", "\"P1Y\"", ChangeKind.LifetimeLonger),
        ["consent.reaskAfterRefusal"] = new("consent.reaskAfterRefusal", "\"P1Y\"", null, Refusal),
        ["consent.recordPage"] = new("consent.recordPage", "true", ChangeKind.PageRecorded),
        ["consent.reloadOnWithdraw"] = new("consent.reloadOnWithdraw", "true", null, "how a withdrawal takes effect"),
        ["consent.cookieDomain"] = new("consent.cookieDomain", "\"shop.example\"", null, "where the visitor's own choice is kept"),
        ["age.threshold"] = new("age.threshold", "16", ChangeKind.AgeRaised),
        ["identity"] = new("identity", "true", ChangeKind.DevicesJoined),
        ["sale"] = new("sale", "\"sharing\"", ChangeKind.SaleWidened),
        ["undecided[]"] = new("undecided", "[\"controller.country\"]", null, "such a file is not published"),
        ["residency[]"] = new("residency[0]", "\"US\"", ChangeKind.ResidencyChanged),
        ["retention[].id"] = new("retention[0].id", "\"figures\"", null, "a class is known by its name as well"),
        ["retention[].name{}"] = new("retention[0].name.en", "\"Figures\"", null, Words),
        ["retention[].period"] = new("retention[0].period", "\"P2Y\"", ChangeKind.RetentionLonger),
        ["retention[].after"] = new("retention[0].after", "\"withdrawal\"", ChangeKind.RetentionLonger),
        ["retention[].while"] = new("retention[0]", "{\"id\":\"statistics\",\"name\":{\"en\":\"Statistics\"},\"while\":\"account_active\"}", ChangeKind.RetentionLonger),
        ["retention[].whileText{}"] = new("retention[0].whileText", "{\"en\":\"while you rent\"}", null, Words),
        ["retention[].basis"] = new("retention[0].basis", "\"legal_obligation\"", null, "why it is kept, not for how long"),
        ["retention[].category"] = new("retention[0].category", "\"marketing\"", ChangeKind.RetentionLonger),
        ["retention[].heldBy"] = new("retention[0].heldBy", "\"crm\"", null, "who deletes it, not when"),
        ["requests.types[]"] = new("requests.types", "[\"access\"]", null, Right),
        ["requests.deadlines[].types[]"] = new("requests.deadlines[0].types[0]", "\"access\"", null, Right),
        ["requests.deadlines[].within"] = new("requests.deadlines[0].within", "\"P30D\"", null, Right),
        ["requests.deadlines[].businessDays"] = new("requests.deadlines[1].businessDays", "9", null, Right),
        ["requests.deadlines[].calendar"] = new("requests.deadlines[1].calendar", "\"GB\"", null, Right),
        ["links{}{}"] = new("links.terms.en", "\"/conditions\"", null, "where a page of the site is"),
        ["theme.layout"] = new("theme.layout", "\"modal\"", null, Look),
        ["theme.position"] = new("theme.position", "\"center\"", null, Look),
        ["theme.accent"] = new("theme.accent", "\"#000000\"", null, Look),
        ["theme.accentDark"] = new("theme.accentDark", "\"#ffffff\"", null, Look),
        ["theme.background"] = new("theme.background", "\"#ffffff\"", null, Look),
        ["theme.backgroundDark"] = new("theme.backgroundDark", "\"#000000\"", null, Look),
        ["theme.text"] = new("theme.text", "\"#000000\"", null, Look),
        ["theme.textDark"] = new("theme.textDark", "\"#ffffff\"", null, Look),
        ["theme.buttons.accept.fill"] = new("theme.buttons.accept.fill", "\"#000000\"", null, Look),
        ["theme.buttons.accept.fillDark"] = new("theme.buttons.accept.fillDark", "\"#000000\"", null, Look),
        ["theme.buttons.accept.ink"] = new("theme.buttons.accept.ink", "\"#ffffff\"", null, Look),
        ["theme.buttons.accept.inkDark"] = new("theme.buttons.accept.inkDark", "\"#ffffff\"", null, Look),
        ["theme.buttons.reject.fill"] = new("theme.buttons.reject.fill", "\"#000000\"", null, Look),
        ["theme.buttons.reject.fillDark"] = new("theme.buttons.reject.fillDark", "\"#000000\"", null, Look),
        ["theme.buttons.reject.ink"] = new("theme.buttons.reject.ink", "\"#ffffff\"", null, Look),
        ["theme.buttons.reject.inkDark"] = new("theme.buttons.reject.inkDark", "\"#ffffff\"", null, Look),
        ["theme.radius"] = new("theme.radius", "0", null, Look),
        ["theme.scheme"] = new("theme.scheme", "\"dark\"", null, Look),
        ["theme.font"] = new("theme.font", "\"inherit\"", null, Look),
        ["signals.google.mode"] = new("signals.google.mode", "\"advanced\"", null, Signal),
        ["signals.google.waitForUpdate"] = new("signals.google.waitForUpdate", "900", null, Signal),
        ["signals.google.adsDataRedaction"] = new("signals.google.adsDataRedaction", "false", null, Signal),
        ["signals.google.urlPassthrough"] = new("signals.google.urlPassthrough", "true", null, Signal),
        ["signals.uet"] = new("signals.uet", "true", null, Signal),
        ["signals.clarity"] = new("signals.clarity", "true", null, Signal),
        ["signals.dataLayer"] = new("signals.dataLayer", "true", null, Signal),
        ["signals.dataLayerName"] = new("signals.dataLayerName", "\"shopLayer\"", null, Signal),
        ["texts{}{}"] = new("texts.en.title", "\"Hello\"", null, Words),
    };

    public static TheoryData<string> Fields => [.. Rows.Keys];

    /// <summary>Every possible field of a site file, such as <c>categories[].name{}</c>.</summary>
    internal static IEnumerable<string> AllPaths => PathsOf(SiteFileJson.Default.SiteFile, "");

    [Fact]
    public void Every_field_of_a_site_file_has_a_row() => Assert.Equal(AllPaths.Order(), Rows.Keys.Order());

    [Theory, MemberData(nameof(Fields))]
    public void A_changed_field_is_noticed_or_means_nothing_for_a_reason(string field)
    {
        var (edit, json, kind, why) = Rows[field];
        var file = SiteFileEdit.FileOf(Site);
        SiteFileEdit.Set(file, edit, json);
        var later = JsonSerializer.Deserialize(file.ToJsonString(), SiteFileJson.Default.SiteFile)!;

        var changes = NoticeComparison.Compare(Site, later).Select(c => c.Kind).ToList();

        Assert.Equal(kind is null, why is not null);
        if (kind is { } expected)
            Assert.Contains(expected, changes);
        else
            Assert.Empty(changes);
    }

    private static IEnumerable<string> PathsOf(JsonTypeInfo type, string path) => type.Kind switch
    {
        JsonTypeInfoKind.Object => type.Properties.SelectMany(p => PathsOf(Of(p.PropertyType), path.Length == 0 ? p.Name : $"{path}.{p.Name}")),
        JsonTypeInfoKind.Enumerable => PathsOf(Of(type.ElementType!), $"{path}[]"),
        JsonTypeInfoKind.Dictionary => PathsOf(Of(type.ElementType!), path + "{}"),
        _ => [path],
    };

    private static JsonTypeInfo Of(Type type) => SiteFileJson.Default.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
}
