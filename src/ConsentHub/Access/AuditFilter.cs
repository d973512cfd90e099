using ConsentHub.Audit;
using ConsentHub.Http;

namespace ConsentHub.Access;

/// <summary>Writes an audit entry for every request that was admitted with a key, except for actions that are audited once a day (<see cref="FirstOfDay"/>).</summary>
internal sealed class AuditFilter(AuditTrail trail, KeyExpiry expiry, FirstOfDay firsts) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.ApiKey();
        expiry.Announce(http, key);
        var action = http.GetEndpoint()!.Metadata.GetRequiredMetadata<AuditedAction>();
        var site = http.Request.RouteValues["site"] as string;
        var audit = new RequestAudit(trail, key.ToActor(), action.Name, site is null ? null : FieldErrors.Shorten(site));
        if (!action.OncePerDay)
            return await AuditedAsync(audit, context, next);
        if (!firsts.Claim(key.Id))
            return StrictQuery.Refuse(http) ?? await next(context);

        try
        {
            audit.Detail = "first of the day";
            return await AuditedAsync(audit, context, next);
        }
        catch
        {
            firsts.Release(key.Id);
            throw;
        }
    }

    private static async ValueTask<object?> AuditedAsync(RequestAudit audit, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Features.Set(audit);
        var result = StrictQuery.Refuse(context.HttpContext) ?? await next(context);
        await audit.FinishAsync(result);
        return result;
    }
}

/// <summary>The audit entry of a request with a key. A request writes at most one entry, before its response.</summary>
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
