using ConsentHub.Audit;
using ConsentHub.Consents;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace ConsentHub.Access;

/// <summary>Checks the optional key of a caller who sends choices. For a request without a key, neither authentication nor authorization runs.</summary>
internal sealed class OptionalKey(IAuthorizationPolicyProvider policies, IPolicyEvaluator evaluator, KeyExpiry expiry)
{
    /// <summary>The sender of a choice: the public if the request has no key, otherwise the key, which must be valid for the site. Null if the key was refused; the response is then already written.</summary>
    public ValueTask<Caller?> CallerOfAsync(HttpContext context) => IsSent(context) ? KeyedCallerAsync(context) : new(Caller.Public);

    /// <summary>Whether the request has a key that may write choices of this site. Does not record a refused key in the audit trail.</summary>
    public async ValueTask<bool> IsWriterAsync(HttpContext context) => IsSent(context) && (await AuthorizeAsync(context)).Succeeded;

    private static bool IsSent(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    private async ValueTask<Caller?> KeyedCallerAsync(HttpContext context)
    {
        var result = await AuthorizeAsync(context);
        if (result.Succeeded)
        {
            var key = context.ApiKey();
            expiry.Announce(context, key);
            return new Caller(key.Id);
        }

        await (result.Challenged ? context.ChallengeAsync(ApiKeyHandler.SchemeName) : context.ForbidAsync(ApiKeyHandler.SchemeName));
        return null;
    }

    private async Task<PolicyAuthorizationResult> AuthorizeAsync(HttpContext context)
    {
        var policy = (await policies.GetPolicyAsync(AuditActions.ConsentRecord))!;
        return await evaluator.AuthorizeAsync(policy, await evaluator.AuthenticateAsync(policy, context), context, resource: context);
    }
}
