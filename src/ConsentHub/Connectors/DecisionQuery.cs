using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Identity;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Connectors;

/// <summary>The query of a decision: about whom, and about what.</summary>
/// <param name="Visitor">The visitor; for a subject, the visitor that stands for this person on every device.</param>
/// <param name="Subject">The subject, if the caller names one.</param>
/// <param name="Kind">The parameter that names what is asked about: <c>category</c>, <c>service</c> or <c>purpose</c>.</param>
/// <param name="Id">The id of that category, service or purpose.</param>
internal sealed record DecisionQuery(Visitor Visitor, string? Subject, string Kind, string Id, string? Region, bool? Gpc, bool Token)
{
    public const string Category = "category", Service = "service", Purpose = "purpose";

    private const string VisitorRule = "must be a visitor's pseudonym from the records: v1 and 22 characters of base64url";

    private const string OneOf = "send exactly one of category, service and purpose";

    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("visitor", "The visitor's pseudonym, as in records, receipts and the response to a choice: v1 and 22 characters. Exactly one of visitor and subject is required."),
        new("subject", "A signed-in person as the site's servers name them: s1 and 43 characters. The choice that stands on all devices of this person counts."),
        new(Category, "The id of a category of the latest notice. Exactly one of category, service and purpose is required."),
        new(Service, "The id of a service of the latest notice."),
        new(Purpose, "The id of a purpose that categories or services of the latest notice declare."),
        new("region", "Where the visitor is now: an ISO 3166 code, ZZ for unknown, or * if all regions have the same rules. Default: the region of the visitor's choice; without a choice, ZZ."),
        new("gpc", "Whether the visitor's browser sends Global Privacy Control: true or false. Without it, a valid choice counts as it is, and for everybody else the signal counts as sent."),
        new("token", "true for a signed token with the decision, for callers that can't ask each time. Default: false."),
    ];

    private static readonly string[] Names = [.. Parameters.Select(p => p.Name)];

    private static readonly string[] Kinds = [Category, Service, Purpose];

    /// <summary>Null with the errors if the query is wrong. Whether the notice has the id is checked later.</summary>
    public static (DecisionQuery? Query, FieldErrors Errors) Read(IQueryCollection query, Site site, Accounts accounts)
    {
        var given = StrictParameters.Of(query, Names);
        var visitor = given.Read<Visitor>("visitor", TryReadVisitor, VisitorRule);
        var subject = given["subject"];
        if (subject is not null && given["visitor"] is not null)
            given.Refuse("subject", "can't be sent with visitor; send one of them");
        else if (subject is not null && !SubjectTokens.IsSubject(subject))
            given.Refuse("subject", "must be s1 and 43 characters of base64url: HMAC-SHA256 of the account's id with the site's subject key");
        else if (subject is null && given["visitor"] is null && !given.Errors.Any)
            given.Refuse("visitor", $"is missing; {VisitorRule}. Or send subject");

        string? kind = null;
        foreach (var name in Kinds)
        {
            if (given[name] is null)
                continue;

            if (kind is not null)
                given.Refuse(name, $"can't be sent with {kind}; {OneOf}");
            kind ??= name;
        }

        if (kind is null && !given.Errors.Any)
            given.Refuse(Category, $"is missing; {OneOf}");

        var region = given["region"];
        if (region is not null && !Regions.IsKnown(region) && !(region == Regions.Every && site.Latest.IsAlikeEverywhere))
            given.Refuse("region", "must be an ISO 3166 code, ZZ for unknown, or * if all regions have the same rules");
        var gpc = given.Read<bool>("gpc", TryReadBool, "must be true or false");
        var token = given.Read<bool>("token", TryReadBool, "must be true or false");
        if (given.Errors.Any)
            return (null, given.Errors);

        return (new DecisionQuery(visitor ?? accounts.VisitorOf(site.Key, subject!), subject, kind!, given[kind!]!, region, gpc, token == true), given.Errors);
    }

    private static bool TryReadVisitor(string text, out Visitor visitor)
    {
        var isVisitor = Visitor.TryParse(text, out var parsed);
        visitor = parsed ?? default;
        return isVisitor;
    }

    private static bool TryReadBool(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }
}
