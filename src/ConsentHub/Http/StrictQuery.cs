namespace ConsentHub.Http;

/// <summary>Marks an endpoint whose query parameters the framework binds, so that nobody else looks for unknown ones.</summary>
internal sealed record BoundQuery;

/// <summary>Marks an endpoint that answers only with an API key. The check of the key refuses its unknown parameters, so that the audit trail has them.</summary>
internal sealed record NeedsKey;

/// <summary>What an endpoint is called in the audit trail.</summary>
internal sealed record AuditedAction(string Name);

/// <summary>Refuses query parameters that a call of the API does not know: to drop one would answer another question.</summary>
/// <remarks>
/// A call names its parameters by <see cref="OpenApiSetup.WithQuery"/>. Addresses that pages and caches embed (<c>/consent.js</c>,
/// <c>/banner</c>, <c>/preferences</c>, files) tolerate what those add, such as <c>ver</c>, <c>utm_source</c> and <c>_</c>.
/// </remarks>
internal static class StrictQuery
{
    private static readonly PathString[] Api = ["/v1", "/ledger"];

    public static bool Covers(PathString path) => Api.Any(root => path.StartsWithSegments(root, StringComparison.Ordinal));

    public static void UseStrictQuery(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.QueryString.HasValue || !Covers(context.Request.Path) || context.GetEndpoint()?.Metadata.GetMetadata<NeedsKey>() is not null)
            return next(context);

        return Refuse(context) is { } problem ? problem.ExecuteAsync(context) : next(context);
    });

    /// <summary>The problem to answer with where the query has a parameter that the endpoint does not name, or one twice.</summary>
    public static IResult? Refuse(HttpContext context)
    {
        if (!context.Request.QueryString.HasValue || context.GetEndpoint() is not { } endpoint)
            return null;

        var known = endpoint.Metadata.GetMetadata<IReadOnlyList<QueryParameter>>() ?? [];
        // An endpoint that reads its query itself names all that is wrong with it at once.
        if (known.Count > 0 && endpoint.Metadata.GetMetadata<BoundQuery>() is null)
            return null;

        var given = StrictParameters.Of(context.Request.Query, [.. known.Select(p => p.Name)]);
        return given.Errors.Any ? Problems.Query(given.Errors) : null;
    }
}
