using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Http;

namespace ConsentHub.Access;

/// <summary>Requires a key with a role, for the site in the path if it has one, and audits every admitted request.</summary>
internal sealed class RoleFilter(Role role) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var action = http.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>()
            ?? throw new InvalidOperationException("An endpoint that needs a key must name its action: add Audits(…).");
        var site = http.Request.RouteValues["site"] as string;
        var (key, refused) = await http.RequestServices.GetRequiredService<KeyAccess>().RequireAsync(http, role, site, action.Name);
        if (refused is not null)
            return refused;

        var audit = new RequestAudit(
            http.RequestServices.GetRequiredService<AuditTrail>(), key!.ToActor(), action.Name, site is null ? null : FieldErrors.Shorten(site));
        http.Features.Set(key);
        http.Features.Set(audit);
        var result = StrictQuery.Refuse(http) ?? await next(context);
        await audit.FinishAsync(result);
        return result;
    }
}

/// <summary>The audit entry of a request with a key: exactly one, written before the response.</summary>
internal sealed class RequestAudit(AuditTrail trail, Actor actor, string action, string? site)
{
    private bool written;

    /// <summary>Sets the details of the action; the entry is written once the endpoint has finished.</summary>
    public string? Detail { get; set; }

    /// <summary>Writes the entry now: for endpoints that stream data, and for actions that must not happen without an entry.</summary>
    public async Task WriteAsync(string? detail)
    {
        await trail.WriteAsync(actor, action, site, detail);
        written = true;
    }

    /// <summary>For an action whose entry the store writes in its own transaction.</summary>
    public Actor WrittenByStore()
    {
        written = true;
        return actor;
    }

    public async Task FinishAsync(object? result)
    {
        if (!written)
            await WriteAsync(result is IStatusCodeHttpResult { StatusCode: >= 400 and var status } ? $"answered {status}" : Detail);
    }
}

internal static class KeyedEndpoint
{
    /// <summary>The key of this request, checked by <see cref="RoleFilter"/>.</summary>
    public static ApiKey ApiKey(this HttpContext context) =>
        context.Features.Get<ApiKey>() ?? throw new InvalidOperationException("The endpoint lacks the role filter.");

    /// <summary>The audit entry of this request, created by <see cref="RoleFilter"/>.</summary>
    public static RequestAudit Audit(this HttpContext context) =>
        context.Features.Get<RequestAudit>() ?? throw new InvalidOperationException("The endpoint lacks the role filter.");

    /// <summary>Requires a key with this role. Each endpoint names its action with <see cref="Audits"/>.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter<TBuilder>(new RoleFilter(role)).WithMetadata(new NeedsKey());

    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    public static TBuilder Audits<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AuditedAction(action));
}
