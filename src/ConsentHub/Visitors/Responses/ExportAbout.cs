using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Texts;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Visitors.Responses;

/// <summary>The information that GDPR Art. 15(1) and (2) require in addition to the data.</summary>
/// <param name="Purpose">Why the records are kept.</param>
/// <param name="Data">Categories of data in this document.</param>
/// <param name="Kept">How long a record is kept.</param>
/// <param name="Recipients">Providers of the services that the visitor granted at any time.</param>
/// <param name="Allowed">Categories in which the visitor granted anything at any time, with the site's legal basis for each.</param>
/// <param name="Transfers">Third countries to which the granted services send data, with the safeguards.</param>
/// <param name="Retention">How long the site keeps each class of data, from its latest notice.</param>
/// <param name="SupervisoryAuthority">The authority that the site names; null if it names none.</param>
internal sealed record ExportAbout(
    string Purpose, string LegalBasis, IReadOnlyList<string> Data, string Kept, IReadOnlyList<string> Residency, IReadOnlyList<string> Recipients,
    IReadOnlyList<AllowedCategory> Allowed, IReadOnlyList<AllowedTransfer> Transfers, IReadOnlyList<KeptData> Retention, string Source,
    IReadOnlyList<string> Rights, string Complaint, SupervisoryAuthority? SupervisoryAuthority, string AutomatedDecisions);

internal sealed record AllowedCategory(string Category, string Name, string Description, LegalBasis Basis);

internal sealed record AllowedTransfer(string Service, string Country, Safeguard Safeguard);

/// <param name="After">The event after which the period begins; null if it begins when the data is collected.</param>
internal sealed record KeptData(string Id, string Name, string? Period, RetentionEvent? After, string? While, LegalBasis? Basis);

/// <summary>Computes an <see cref="ExportAbout"/> from a visitor's records, in any order.</summary>
internal sealed class ExportAboutBuilder
{
    private static readonly string[] Data =
    [
        "the pseudonym of this browser at this site",
        "each choice: what was allowed and refused, when, how, and under which notice, language, region and consent model",
        "the path of the page of a choice, if the site records it",
    ];

    private static readonly string[] Rights =
    [
        "access and a copy (GDPR Art. 15, 20): this document",
        "rectification (Art. 16): a new choice replaces the earlier choice; for other data, ask the privacy contact",
        "erasure (Art. 17): in the preference centre, or with DELETE on the address of this document without /export",
        "restriction and objection (Art. 18, 21): ask the privacy contact",
        "withdrawal of consent at any time (Art. 7(3)): in the preference centre",
    ];

    private static readonly string[] WaysToUse =
    [
        "a copy of the data: this document",
        "correction: a new choice replaces the one before; for other data the privacy contact",
        "deletion: in the preference centre, or with DELETE on the address of this document without /export",
        "opting out, and withdrawal of consent: in the preference centre",
        "every other right: the privacy contact",
    ];

    private const string Complaint =
        "To a data protection supervisory authority, in particular in the country where the visitor lives or works, or where the law was infringed (GDPR Art. 77).";

    private readonly SortedSet<string> recipients = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AllowedCategory> allowed = new(StringComparer.Ordinal);
    private readonly HashSet<AllowedTransfer> transfers = [];
    private readonly HashSet<int> notices = [];

    public void Add(ConsentRecord record, PublishedNotice notice)
    {
        notices.Add(notice.Version);
        foreach (var service in notice.Services.Where(record.Content.Grants))
        {
            recipients.Add(service.Service.Provider);
            transfers.UnionWith(service.Service.Transfers.Select(t => new AllowedTransfer(service.Service.Name, t.Country, t.Safeguard)));
            Allow(service.Category.Category, notice);
        }

        foreach (var category in notice.Categories.Where(c => (record.Content.Granted & c.Bit) != 0))
            Allow(category.Category, notice);
    }

    /// <param name="content">The site's latest content.</param>
    /// <param name="jurisdiction">What holds where the request came from; null if the region is unknown.</param>
    /// <param name="rules">How long the site keeps records; null if no notice promises to remove them.</param>
    public ExportAbout Build(SiteFile content, Jurisdiction? jurisdiction, RetentionRules? rules) => new(
        "To obey the visitor's choice and to be able to prove it.",
        "GDPR Art. 6(1)(c) with Art. 7(1): the controller must be able to demonstrate consent.",
        Data,
        $"A choice is valid until its expiresAt, unless the site changes materially before; {Kept(rules)}.",
        content.Residency, [.. recipients], [.. allowed.Values],
        [.. transfers.OrderBy(t => t.Service, StringComparer.Ordinal).ThenBy(t => t.Country, StringComparer.Ordinal)],
        [.. content.Retention.Select(r => new KeptData(r.Id, r.Name[content.Languages[0]], r.Period, r.After, r.While, r.Basis))],
        "Collected from the visitor, through the site's banner or preference page.",
        RightsIn(jurisdiction),
        Complaint + (jurisdiction?.Authority is { } own ? $" In the region of this request, {jurisdiction.Region}: {own.Name}, {own.Url}." : ""),
        content.SupervisoryAuthority,
        "None are made with these records.");

    /// <summary>Under the GDPR, and if the region is unknown, the rights of the GDPR; elsewhere those of the law there, and how to use them.</summary>
    private static string[] RightsIn(Jurisdiction? jurisdiction) => jurisdiction switch
    {
        null => Rights,
        { Rights: null } => [$"No list of the rights by law is held for the region of this request, {jurisdiction.Region}. The privacy contact answers every question.", .. WaysToUse],
        { Rights: { } rights } when rights.Rights.Contains(PrivacyRight.Restrict) => Rights,
        { Rights: { } rights } => [$"by the law in the region of this request, {jurisdiction.Region} ({rights.Law}, {rights.Source}):", .. UiTexts.For("en").List(rights), .. WaysToUse],
    };

    /// <summary>The longest period of the visitor's records. Without one, nothing but an erasure removes a record.</summary>
    private string Kept(RetentionRules? rules)
    {
        var periods = notices.DefaultIfEmpty(rules?.Version ?? 0).Select(notice => rules?.PeriodOf(notice)).ToList();
        if (periods.TrueForAll(p => p is null))
            return "its record is kept until it is erased";

        var longest = string.Create(CultureInfo.InvariantCulture, $"its record is removed at most {Math.Ceiling(periods.Max()!.Value.TotalDays)} days after the choice no longer stands");
        return periods.Contains(null) ? $"{longest}, or kept until it is erased if neither its notice nor a later one promises a period" : longest;
    }

    private void Allow(Category category, PublishedNotice notice)
    {
        var lang = notice.Content.Languages[0];
        allowed.TryAdd(category.Id, new AllowedCategory(category.Id, category.Name[lang], category.Description[lang], category.Basis));
    }
}
