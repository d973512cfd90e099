using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks what a service must declare and what it may store.</summary>
internal sealed class ServiceRule(TextRule texts, SiteFileErrors errors)
{
    private const int MaxCookieName = 256;

    /// <summary>Minimum number of characters before the <c>*</c> of a name. The banner checks notices by the same rule (<c>checkNoticeShape.ts</c>).</summary>
    private const int LeastBeforeStar = 3;

    public void Check(Service service, string path)
    {
        errors.AddUnless(Patterns.IsId(service.Id), $"{path}.id", Patterns.IdRule);
        texts.Check(service.Name, $"{path}.name", TextRule.MaxProperName);
        texts.Check(service.Provider, $"{path}.provider", TextRule.MaxProperName);
        texts.CheckAll(service.Purpose, $"{path}.purpose", TextRule.MaxPurpose);
        PurposeRule.Check(service.Purposes, $"{path}.purposes", errors);
        errors.AddUnless(service.PolicyUrl is null || Patterns.IsHttpsUrl(service.PolicyUrl), $"{path}.policyUrl", Patterns.UrlRule);

        errors.AddRepeated(service.Hosts, i => $"{path}.hosts[{i}]");
        foreach (var (i, host) in service.Hosts.Index())
            errors.AddUnless(Patterns.IsDomain(host), $"{path}.hosts[{i}]", Patterns.DomainRule);

        errors.AddRepeated(service.Transfers.Select(t => t.Country), i => $"{path}.transfers[{i}].country");
        foreach (var (i, transfer) in service.Transfers.Index())
            errors.AddUnless(Regions.IsCountry(transfer.Country), $"{path}.transfers[{i}].country", Patterns.CountryRule);

        errors.AddRepeated(service.Cookies.Select(c => (c.Kind, c.Name, c.Domain)), i => $"{path}.cookies[{i}]", c => c.Name);
        foreach (var (i, cookie) in service.Cookies.Index())
            CheckCookie(cookie, $"{path}.cookies[{i}]");
    }

    private void CheckCookie(CookieDeclaration cookie, string path)
    {
        var isCookie = cookie.Kind == CookieKind.Cookie;
        texts.Check(cookie.Name, $"{path}.name", MaxCookieName);
        errors.AddUnless(cookie.Name != "*", $"{path}.name", "must say more than *, which would clear everything");
        errors.AddUnless(cookie.Name.IndexOf('*', StringComparison.Ordinal) is -1 or 0 or >= LeastBeforeStar, $"{path}.name",
            $"must have at least {LeastBeforeStar} characters before the *, or it would clear what other services store");
        errors.AddUnless(!cookie.Name.SkipLast(1).Contains('*'), $"{path}.name", "may have a * only at its end, where it stands for any characters");
        errors.AddUnless(!isCookie || cookie.Name.Length == 0 || Patterns.IsToken(cookie.Name), $"{path}.name",
            "must be a cookie name: letters, digits and !#$%&'+-.^_`|~ only");

        errors.AddUnless(cookie.Domain is null || isCookie, $"{path}.domain", "is only for kind cookie; leave it out");
        errors.AddUnless(cookie.Domain is null || Patterns.IsDomain(cookie.Domain), $"{path}.domain", Patterns.DomainRule);
        errors.AddUnless(cookie.Domain is null || !Patterns.IsDomain(cookie.Domain) || !PublicSuffix.Is(cookie.Domain), $"{path}.domain", PublicSuffix.Rule);
        errors.AddUnless(cookie.Duration is null || Period.TryParse(cookie.Duration, out _), $"{path}.duration",
            $"{Patterns.PeriodRule}, or PT0S for the browser session");
    }
}
