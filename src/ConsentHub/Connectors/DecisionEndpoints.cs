using System.Globalization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Decisions;
using ConsentHub.Http;
using ConsentHub.Requests;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Connectors;

/// <summary>The endpoint at which a site's own servers ask whether a visitor allows something, before they do it.</summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder app)
    {
        // The key is checked before the site, so that callers without a key can't find out which sites exist.
        var site = app.MapGroup("/v1/sites/{site}/decisions").RequireKey().AddEndpointFilter<SiteFilter>().WithTags("Connectors");
        site.MapGet("", Decide).Audits(AuditActions.DecisionRead, oncePerDay: true).Produces<DecisionResponse>().ProducesProblems(400, 401, 403, 404, 422, 503)
            .WithName("getDecision").WithSummary("Whether a visitor allows a category, a service or a purpose, and why")
            .WithDescription("Reads the store at each call, so a withdrawal that the hub has acknowledged is in every later response of every instance. Any response other than 200 with \"allowed\":true is a no.")
            .WithQuery(DecisionQuery.Parameters);
    }

    private static async Task<IResult> Decide(HttpContext context, SiteDirectory sites, IConsentStore store, IRequestStore requests, TimeProvider time)
    {
        var site = context.Site();
        var (query, errors) = DecisionQuery.Read(context.Request.Query, site);
        if (query is null)
            return Problems.Query(errors);

        var restricted = requests.IsRestrictedAsync(site.Number, query.Visitor.ToString(), context.RequestAborted);
        var facts = await FactsAsync(site, query, sites, store, time.GetUtcNow(), context.RequestAborted) with { IsRestricted = await restricted };
        return DecisionOf(facts, query) is { } decision
            ? JsonResponse.Of(Response(facts, query, decision), ConnectorJson.Default.DecisionResponse)
            : Problems.Field(query.Kind, Unknown(site.Latest, query.Kind));
    }

    private static async ValueTask<DecisionFacts> FactsAsync(
        Site site, DecisionQuery query, SiteDirectory sites, IConsentStore store, DateTimeOffset now, CancellationToken ct)
    {
        // The store returns no record of a visitor who is being erased. Without this question the visitor would count as one who never chose.
        if (await store.FindCurrentAsync(site.Number, query.Visitor, ct) is not { } record)
            return new DecisionFacts(site.Latest, null, await store.IsBeingErasedAsync(site.Number, query.Visitor, ct), query.Region, query.Gpc);

        var shown = await sites.FindNoticeAsync(site, record.Content.Notice, ct)
            ?? throw new InvalidOperationException($"Record {record.LeafIndex} of site {site.Key} names notice {record.Content.Notice}, which is not in the store.");
        return new DecisionFacts(site.Latest, StoredChoice.Of(record, shown, site.Latest, now), IsBeingErased: false, query.Region, query.Gpc);
    }

    /// <summary>Null if the site's latest notice lacks what the query asks about.</summary>
    private static Decision? DecisionOf(DecisionFacts facts, DecisionQuery query) => query.Kind switch
    {
        DecisionQuery.Category => facts.Latest.FindCategory(query.Id) is { } category ? DecisionRules.OfCategory(facts, category) : null,
        DecisionQuery.Service => facts.Latest.FindService(query.Id) is { } service ? DecisionRules.OfService(facts, service) : null,
        DecisionQuery.Purpose => DecisionRules.OfPurpose(facts, query.Id),
        _ => throw new InvalidOperationException($"No decision about {query.Kind}."),
    };

    private static DecisionResponse Response(DecisionFacts facts, DecisionQuery query, Decision decision)
    {
        var isPurpose = query.Kind == DecisionQuery.Purpose;
        var record = facts.Stored?.Record;
        return new DecisionResponse(
            decision.IsAllowed, decision.Reason, decision.Category.Category.Id, decision.Service?.Service.Id,
            isPurpose ? query.Id : null, isPurpose ? [.. DecisionRules.Declaring(facts.Latest, query.Id)] : null,
            facts.Model, record?.Content.Id, record?.DecidedAt, record?.Content.Notice, facts.Stored?.ValidUntil);
    }

    private static string Unknown(PublishedNotice notice, string kind)
    {
        IEnumerable<string> known = kind switch
        {
            DecisionQuery.Category => notice.Categories.Select(c => c.Category.Id),
            DecisionQuery.Service => notice.Services.Select(s => s.Service.Id),
            _ => DecisionRules.Purposes(notice),
        };
        return string.Create(CultureInfo.InvariantCulture, $"must be a {kind} of notice {notice.Version}: {string.Join(", ", known.DefaultIfEmpty("it declares none"))}");
    }
}

/// <param name="Allowed">Whether the visitor allows it.</param>
/// <param name="Reason">Why. The guide explains each reason.</param>
/// <param name="Category">The category that decides.</param>
/// <param name="Service">The service that decides; absent if its category does.</param>
/// <param name="Purpose">The purpose that was asked about; absent otherwise.</param>
/// <param name="Categories">The categories that declare the purpose, by themselves or by a service; absent unless a purpose was asked about.</param>
/// <param name="Model">The consent model that applies to the visitor now.</param>
/// <param name="Record">Id of the visitor's current record; absent if nothing is stored.</param>
/// <param name="DecidedAt">When the visitor made that choice.</param>
/// <param name="Notice">The version of the notice under which the visitor made it.</param>
/// <param name="ValidUntil">When the lifetime of that choice ends or ended.</param>
internal sealed record DecisionResponse(
    bool Allowed, DecisionReason Reason, string Category, string? Service, string? Purpose, IReadOnlyList<string>? Categories, ConsentModel Model,
    Guid? Record, DateTimeOffset? DecidedAt, int? Notice, DateTimeOffset? ValidUntil);
