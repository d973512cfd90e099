using ConsentHub.ApiKeys;
using ConsentHub.Http;
using Microsoft.AspNetCore.Authorization;

namespace ConsentHub.Access;

/// <summary>Sets up authentication by API key, and applies the policies of <see cref="AccessPolicies"/> to the endpoints.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        // Registers only the core services: AddAuthentication would also create data protection keys, which API keys don't need.
        services.AddAuthenticationCore(authentication => authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null));
        services.AddWebEncoders();
        // RefusedAttempts counts refused callers in the audit trail. A log line for each refusal would let anybody fill the log.
        services.AddLogging(logging => logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning));

        services.AddAuthorization(authorization =>
        {
            foreach (var (action, role) in AccessPolicies.LeastRoles)
                authorization.AddPolicy(action, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).AddRequirements(new RoleRequirement(role)));
        });
        services.AddSingleton<IAuthorizationHandler, RoleHandler>();

        services.AddSingleton<KeyExpiry>();
        services.AddSingleton<FirstOfDay>();
        services.AddSingleton<OptionalKey>();
        services.AddSingleton<RefusedAttempts>();
        services.AddHostedService(p => p.GetRequiredService<RefusedAttempts>());
        services.AddSingleton<FirstKey>();
    }

    /// <summary>Runs the framework's authorization for requests to endpoints that have a policy. Requests to other endpoints skip it.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        // These properties stop WebApplication from adding its authentication and authorization middleware, which would run for every request.
        app.Properties["__AuthenticationMiddlewareSet"] = app.Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null, keyed =>
        {
            keyed.Use((context, next) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return next(context);
            });
            keyed.UseAuthorization();
        });
    }

    /// <summary>Requires a key for each endpoint of the group. The endpoint names its action with <see cref="Audits"/>, and the policy of this action decides which keys are allowed.</summary>
    public static RouteGroupBuilder RequireKey(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter<AuditFilter>();
        ((IEndpointConventionBuilder)group).Finally(endpoint => endpoint.Metadata.Add(new AuthorizeAttribute(PolicyOf(endpoint))));
        return group;
    }

    /// <param name="action">One of <see cref="Audit.AuditActions"/>. The action must have a policy in <see cref="AccessPolicies"/>.</param>
    /// <param name="oncePerDay">True if only the first request of a key on each UTC day writes an entry (<see cref="FirstOfDay"/>).</param>
    public static TBuilder Audits<TBuilder>(this TBuilder endpoint, string action, bool oncePerDay = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AuditedAction(action, oncePerDay));

    /// <summary>The API key that authenticated this request.</summary>
    public static ApiKey ApiKey(this HttpContext context) =>
        context.Features.Get<ApiKey>() ?? throw new InvalidOperationException("The endpoint does not require a key.");

    private static string PolicyOf(EndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<AuditedAction>().LastOrDefault() is { } action && AccessPolicies.LeastRoles.ContainsKey(action.Name)
            ? action.Name
            : throw new InvalidOperationException($"{endpoint.DisplayName} requires a key, but names no action that has a policy: add Audits(…).");
}
