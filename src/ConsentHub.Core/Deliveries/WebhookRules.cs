using System.Net;
using System.Security.Cryptography;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Deliveries;

/// <summary>Validates a webhook that somebody wants to set.</summary>
internal static class WebhookRules
{
    /// <summary>Minimum and maximum of Standard Webhooks are 24 and 64.</summary>
    public const int SecretSize = 32;

    private const int LongestUrl = 2048;

    /// <param name="mayReachPrivate">The setting <c>ConsentHub__WebhooksMayReachPrivate</c>.</param>
    public static (WebhookDraft? Draft, FieldErrors Errors) Check(string system, string? url, bool rotate, bool mayReachPrivate)
    {
        var errors = new FieldErrors();
        if (!Patterns.IsId(system))
            errors.Add("system", Patterns.IdRule);
        var address = url is { Length: > 0 and <= LongestUrl } && !url.Any(char.IsWhiteSpace) && Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null;
        if (FindError(address, mayReachPrivate) is { } error)
            errors.Add("url", error);

        return errors.Any ? (null, errors) : (new WebhookDraft(system, address!, RandomNumberGenerator.GetBytes(SecretSize), rotate), errors);
    }

    private static string? FindError(Uri? url, bool mayReachPrivate)
    {
        if (url is null || !(url.Scheme == Uri.UriSchemeHttps || (mayReachPrivate && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) || url.Host.Length == 0)
            return $"must be an https address such as https://crm.example.com/consenthub, at most {LongestUrl} characters";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have no user name, no password and no fragment";

        return mayReachPrivate || IsPublic(url) ? null : "must not name a private, loopback or link-local address";
    }

    /// <summary>What a name resolves to is checked at each connection.</summary>
    private static bool IsPublic(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out var address)
        ? PublicAddresses.Contains(address)
        : url.DnsSafeHost.TrimEnd('.') is var host && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
