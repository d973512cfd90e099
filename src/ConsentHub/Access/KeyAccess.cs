using System.Collections.Concurrent;
using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Sites;

namespace ConsentHub.Access;

/// <summary>Authorizes callers by <c>Authorization: Bearer</c>. Each request reads the store, so a revocation takes effect at once.</summary>
internal sealed partial class KeyAccess(IApiKeyStore keys, RefusedAttempts refusals, TimeProvider time, ILogger<KeyAccess> log)
{
    /// <summary>Header with the key's expiry, in every response to a key that has one.</summary>
    public const string ExpiryHeader = "Key-Expires-At";

    private static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(14);

    /// <summary>The last UTC day on which each key's coming expiry was logged. Contains only keys that the store knows.</summary>
    private readonly ConcurrentDictionary<long, DateOnly> warned = [];

    /// <summary>The caller's key if it has the role for the site; otherwise the refusal.</summary>
    /// <param name="action">The action that needs the key, for the audit trail.</param>
    public async Task<(ApiKey? Key, IResult? Refused)> RequireAsync(HttpContext context, Role role, string? site, string action)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return (null, Unauthorized(context));

        if (await FindAsync(header, context.RequestAborted) is not { } key)
        {
            refusals.Count(context, null, action, "with no key of this hub");
            return (null, Unauthorized(context));
        }

        if (key.RevokedAt is not null)
        {
            refusals.Count(context, key, action, "with a revoked key");
            return (null, Unauthorized(context));
        }

        var now = time.GetUtcNow();
        if (key.IsExpired(now))
        {
            refusals.Count(context, key, action, "with an expired key");
            return (null, Unauthorized(context, "key_expired", $"This key expired at {Rfc3339.Of(key.ExpiresAt!.Value)}. Ask an administrator for a new one."));
        }

        if (!key.Allows(role, site))
        {
            refusals.Count(context, key, action, "beyond its role or sites");
            return (null, Problems.Of(403, "key_not_allowed", $"This needs a key with the role {WireNames<Role>.Of(role)} {(site is null ? "for all sites" : "for this site")}."));
        }

        AnnounceExpiry(context, key, now);
        return (key, null);
    }

    /// <summary>The sender of a choice: without a key, the public; a key must be valid for the site.</summary>
    public ValueTask<(Caller Caller, IResult? Refused)> CallerOfAsync(HttpContext context, Site site) =>
        context.Request.Headers.Authorization.Count == 0 ? new((Caller.Public, null)) : KeyedCallerAsync(context, site);

    /// <summary>Whether the caller's key may write choices of this site; a refusal is not recorded.</summary>
    public async ValueTask<bool> IsWriterAsync(HttpContext context) =>
        context.Request.Headers.Authorization is { Count: > 0 } header
        && await FindAsync(header, context.RequestAborted) is { RevokedAt: null } key && !key.IsExpired(time.GetUtcNow()) && key.Allows(Role.Editor, context.Site().Key);

    private async ValueTask<(Caller Caller, IResult? Refused)> KeyedCallerAsync(HttpContext context, Site site)
    {
        var (key, refused) = await RequireAsync(context, Role.Editor, site.Key, AuditActions.ConsentRecord);
        return (new Caller(key?.Id), refused);
    }

    private async ValueTask<ApiKey?> FindAsync(Microsoft.Extensions.Primitives.StringValues header, CancellationToken ct)
    {
        const string Scheme = "Bearer ";
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !ApiKeyText.IsWellFormed(text[Scheme.Length..]))
            return null;

        // The look-up compares a SHA-256 of 256 random bits: its timing reveals nothing that helps to find the key.
        return await keys.FindAsync(ApiKeyText.Hash(text[Scheme.Length..]), ct);
    }

    private void AnnounceExpiry(HttpContext context, ApiKey key, DateTimeOffset now)
    {
        if (key.ExpiresAt is not { } expires)
            return;

        context.Response.Headers[ExpiryHeader] = Rfc3339.Of(expires);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (expires - now > WarnedBefore || (warned.TryGetValue(key.Id, out var last) && last == today))
            return;

        warned[key.Id] = today;
        Log.Expires(log, key.Id, key.Name, expires);
    }

    private static IResult Unauthorized(HttpContext context, string code = "key_required", string detail = "Send a valid API key as Authorization: Bearer chk_…")
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(401, code, detail);
    }

    private static partial class Log
    {
        [LoggerMessage(80, LogLevel.Warning, "API key {Id} ({Name}) is in use and expires at {At:O}.")]
        public static partial void Expires(ILogger logger, long id, string name, DateTimeOffset at);
    }
}
