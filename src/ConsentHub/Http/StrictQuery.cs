using Microsoft.AspNetCore.Authorization;

namespace ConsentHub.Http;

/// <summary>Marks an endpoint whose query parameters the framework binds. The framework ignores unknown parameters, so <see cref="StrictQuery"/> refuses them.</summary>
internal sealed record BoundQuery;

/// <summary>The endpoint's action in the audit trail.</summary>
/// <param name="OncePerDay">True if only the first request of a key on each UTC day writes an entry.</param>
internal sealed record AuditedAction(string Name, bool OncePerDay = false);

/// <summary>Refuses query parameters that an API endpoint does not declare, because a response that ignores a parameter is not what the caller asked for.</summary>
/// <remarks>
/// An endpoint declares its parameters with <see cref="OpenApiSetup.WithQuery"/>. Other URLs (<c>/consent.js</c>, <c>/banner</c>,
/// <c>/preferences</c>, files) tolerate undeclared parameters, because pages and caches add some, such as <c>ver</c>, <c>utm_source</c> and <c>_</c>.
/// </remarks>
internal static class StrictQuery
{
    private static readonly PathString[] Api = ["/v1", "/ledger"];

    public static bool Covers(PathString path) => Api.Any(root => path.StartsWithSegments(root, StringComparison.Ordinal));

    public static void UseStrictQuery(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // For an endpoint that requires a key, AuditFilter refuses unknown parameters, so that the audit trail records the request.
        if (!context.Request.QueryString.HasValue || !Covers(context.Request.Path) || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
            return next(context);

        return Refuse(context) is { } problem ? problem.ExecuteAsync(context) : next(context);
    });

    /// <summary>The problem response, if the query has an undeclared or a duplicate parameter; otherwise null.</summary>
    public static IResult? Refuse(HttpContext context)
    {
        if (!context.Request.QueryString.HasValue || context.GetEndpoint() is not { } endpoint)
            return null;

        var known = endpoint.Metadata.GetMetadata<IReadOnlyList<QueryParameter>>() ?? [];
        // An endpoint that reads its own query also refuses unknown parameters, and reports them together with all other errors.
        if (known.Count > 0 && endpoint.Metadata.GetMetadata<BoundQuery>() is null)
            return null;

        var given = StrictParameters.Of(context.Request.Query, [.. known.Select(p => p.Name)]);
        return given.Errors.Any ? Problems.Query(given.Errors) : null;
    }
}
