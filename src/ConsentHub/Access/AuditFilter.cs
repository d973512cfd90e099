using ConsentHub.Audit;
using ConsentHub.Http;

namespace ConsentHub.Access;

/// <summary>Writes an audit entry for every request that was admitted with a key.</summary>
internal sealed class AuditFilter(AuditTrail trail, KeyExpiry expiry) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.ApiKey();
        expiry.Announce(http, key);
        var action = http.GetEndpoint()!.Metadata.GetRequiredMetadata<AuditedAction>();
        var site = http.Request.RouteValues["site"] as string;
        var audit = new RequestAudit(trail, key.ToActor(), action.Name, site is null ? null : FieldErrors.Shorten(site));
        http.Features.Set(audit);
        var result = StrictQuery.Refuse(http) ?? await next(context);
        await audit.FinishAsync(result);
        return result;
    }
}

/// <summary>The audit entry of a request with a key. Each request writes exactly one entry, before its response.</summary>
internal sealed class RequestAudit(AuditTrail trail, Actor actor, string action, string? site)
{
    private bool written;

    /// <summary>Details of the action. The filter writes them to the entry after the endpoint has finished.</summary>
    public string? Detail { get; set; }

    /// <summary>Writes the entry immediately, not after the endpoint: for endpoints that stream data, and for actions that must not happen without an entry.</summary>
    public async Task WriteAsync(string? detail)
    {
        await trail.WriteAsync(actor, action, site, detail);
        written = true;
    }

    /// <summary>Returns the actor for an action whose entry the store writes in the action's own transaction. This class then writes no second entry.</summary>
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

internal static class RequestAuditFeature
{
    /// <summary>The audit entry of this request, created by <see cref="AuditFilter"/>.</summary>
    public static RequestAudit Audit(this HttpContext context) =>
        context.Features.Get<RequestAudit>() ?? throw new InvalidOperationException("The endpoint lacks the audit filter.");
}
