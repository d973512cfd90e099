using System.Text.RegularExpressions;

namespace ConsentHub.Sites.Validation;

/// <summary>The shapes that ids, names and addresses of a site file must have. Every pattern is linear or bounded by a length.</summary>
internal static partial class Patterns
{
    public const string IdRule = "must be a lower-case letter followed by up to 31 of a-z, 0-9 and _";
    public const string KeyRule = "must be a lower-case letter followed by up to 31 of a-z, 0-9 and -";
    public const string UrlRule = "must be an https address such as https://www.example.com/privacy";
    public const string DomainRule = "must be a host name such as www.example.com: lower case, no scheme, port, path or dot in front";
    public const string EmailRule = "must be an e-mail address such as privacy@example.com";
    public const string CountryRule = "must be a country code of ISO 3166-1 in capitals, such as DE";
    public const string PeriodRule = "must be an ISO 8601 period such as P6M, P13M or P30D, at most 100 years";

    private const int MaxUrl = 2048;

    public static bool IsId(string text) => IdPattern.IsMatch(text);

    public static bool IsKey(string text) => KeyPattern.IsMatch(text);

    public static bool IsLanguage(string text) => LanguagePattern.IsMatch(text);

    public static bool IsColour(string text) => ColourPattern.IsMatch(text);

    public static bool IsPhone(string text) => PhonePattern.IsMatch(text);

    /// <summary>A cookie's name as RFC 6265 allows it: a token of RFC 9110.</summary>
    public static bool IsToken(string text) => TokenPattern.IsMatch(text);

    /// <summary>A host name with at least one dot whose last label starts with a letter, so no IP address.</summary>
    public static bool IsDomain(string text) => text.Length <= 253 && DomainPattern.IsMatch(text);

    /// <summary>The host part of an app's origin. It is no host name: Electron's is often a single - or dot.</summary>
    public static bool IsAppHost(string text) => AppHostPattern.IsMatch(text);

    public static bool IsEmail(string text) =>
        text.Length <= 254 && text.LastIndexOf('@') is > 0 and <= 64 and var at && IsDomain(text[(at + 1)..].ToLowerInvariant()) && MailboxPattern.IsMatch(text[..at]);

    public static bool IsHttpsUrl(string text) =>
        text.Length <= MaxUrl && text.StartsWith("https://", StringComparison.Ordinal) && UrlPattern.IsMatch(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.UserInfo.Length == 0;

    /// <summary>A path on the visitor's own site. Two slashes, or a backslash, would lead to another host.</summary>
    public static bool IsSitePath(string text) =>
        text.Length <= MaxUrl && text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && UrlPattern.IsMatch(text);

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,31}\z", RegexOptions.None, 1000)]
    private static partial Regex IdPattern { get; }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z", RegexOptions.None, 1000)]
    private static partial Regex KeyPattern { get; }

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LanguagePattern { get; }

    [GeneratedRegex(@"^#[0-9a-fA-F]{6}\z", RegexOptions.None, 1000)]
    private static partial Regex ColourPattern { get; }

    [GeneratedRegex(@"^\+[0-9][0-9 ()-]{4,30}\z", RegexOptions.None, 1000)]
    private static partial Regex PhonePattern { get; }

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+\z", RegexOptions.None, 1000)]
    private static partial Regex TokenPattern { get; }

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DomainPattern { get; }

    [GeneratedRegex(@"^[a-z0-9._-]{1,253}\z", RegexOptions.None, 1000)]
    private static partial Regex AppHostPattern { get; }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+\z", RegexOptions.None, 1000)]
    private static partial Regex MailboxPattern { get; }

    /// <summary>The characters of RFC 3986; others must be percent-encoded.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+\z", RegexOptions.None, 1000)]
    private static partial Regex UrlPattern { get; }
}
