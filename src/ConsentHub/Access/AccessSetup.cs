using ConsentHub.ApiKeys;
using ConsentHub.Http;
using Microsoft.AspNetCore.Authorization;

namespace ConsentHub.Access;

/// <summary>Authentication by API key, and the policies of <see cref="AccessPolicies"/> at the endpoints.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        // Only the core services: the full registration creates data protection keys, which API keys don't need.
        services.AddAuthenticationCore(authentication => authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null));
        services.AddWebEncoders();
        // Refused callers are counted in the audit trail. A line for each would let anybody fill the log.
        services.AddLogging(logging => logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning));

        services.AddAuthorization(authorization =>
        {
            foreach (var (action, role) in AccessPolicies.LeastRoles)
                authorization.AddPolicy(action, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).AddRequirements(new RoleRequirement(role)));
        });
        services.AddSingleton<IAuthorizationHandler, RoleHandler>();

        services.AddSingleton<KeyExpiry>();
        services.AddSingleton<OptionalKey>();
        services.AddSingleton<RefusedAttempts>();
        services.AddHostedService(p => p.GetRequiredService<RefusedAttempts>());
        services.AddSingleton<FirstKey>();
    }

    /// <summary>Checks the policy of endpoints that have one. No other request passes through the framework's middleware.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        // Without these marks WebApplication would add both middlewares for every request.
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

    /// <summary>Requires a key for each endpoint of the group, by the policy of the action that the endpoint names with <see cref="Audits"/>.</summary>
    public static RouteGroupBuilder RequireKey(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter<AuditFilter>();
        ((IEndpointConventionBuilder)group).Finally(endpoint => endpoint.Metadata.Add(new AuthorizeAttribute(PolicyOf(endpoint))));
        return group;
    }

    /// <param name="action">One of <see cref="Audit.AuditActions"/>, with a policy in <see cref="AccessPolicies"/>.</param>
    public static TBuilder Audits<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AuditedAction(action));

    /// <summary>The key of this request.</summary>
    public static ApiKey ApiKey(this HttpContext context) =>
        context.Features.Get<ApiKey>() ?? throw new InvalidOperationException("The endpoint requires no key.");

    private static string PolicyOf(EndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<AuditedAction>().LastOrDefault() is { } action && AccessPolicies.LeastRoles.ContainsKey(action.Name)
            ? action.Name
            : throw new InvalidOperationException($"{endpoint.DisplayName} needs a key and names no action that has a policy: add Audits(…).");
}
