using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks regions, lifetimes, the domain of the cookies, age, residency and retention.</summary>
internal sealed class SettingsRule(SiteFile site, TextRule texts, SiteFileErrors errors)
{
    private const int MaxNotices = 1000;

    public void Check()
    {
        CheckRegions();
        new ReaskRule(site, texts, errors).Check();
        CheckCookieDomain();
        errors.AddUnless(site.Age is null or { Threshold: >= 1 and <= 21 }, "age.threshold", "must be from 1 to 21");
        CheckResidency();
        CheckRetention();
    }

    private void CheckRegions()
    {
        var listed = site.Regions.SelectMany((r, i) => r.In.Select((code, j) => (Code: code, Path: $"regions[{i}].in[{j}]"))).ToList();
        errors.AddRepeated(listed.Select(l => l.Code), i => listed[i].Path);
        foreach (var (code, path) in listed)
            errors.AddUnless(Regions.IsListable(code), path, "must be a code such as DE (ISO 3166-1) or US-CA (ISO 3166-2), or a group: EU, EEA");

        // Each language and rule is rendered, hashed and stored at publication.
        var notices = site.Languages.Count * (site.Regions.Count + 1);
        errors.AddUnless(notices <= MaxNotices, "regions",
            $"make {notices} notices, one for each language and rule, and {MaxNotices} are allowed: give regions with the same rules one entry");

        foreach (var (i, rule) in site.Regions.Index())
            errors.AddUnless(rule.In.Count > 0, $"regions[{i}].in", "must name at least one region");
    }

    /// <summary>The browser refuses a cookie for a domain that does not contain the page, and the choice would be lost.</summary>
    private void CheckCookieDomain()
    {
        if (site.Consent.CookieDomain is not { } domain)
            return;

        errors.AddUnless(Patterns.IsDomain(domain), "consent.cookieDomain", Patterns.DomainRule);
        errors.AddUnless(!Patterns.IsDomain(domain) || !PublicSuffix.Is(domain), "consent.cookieDomain", PublicSuffix.Rule);
        foreach (var host in site.Origins.Select(OriginRule.PublicHost).OfType<string>())
        {
            errors.AddUnless(host == domain || host.EndsWith($".{domain}", StringComparison.Ordinal), "consent.cookieDomain",
                $"must be a domain of every origin; {host} is not part of it");
        }
    }

    private void CheckResidency()
    {
        errors.AddRepeated(site.Residency, i => $"residency[{i}]");
        foreach (var (i, code) in site.Residency.Index())
            errors.AddUnless(code == "EU" || Regions.IsCountry(code), $"residency[{i}]", $"{Patterns.CountryRule}, or EU");
    }

    private void CheckRetention()
    {
        errors.AddRepeated(site.Retention.Select(r => r.Id), i => $"retention[{i}].id");
        foreach (var (i, data) in site.Retention.Index())
        {
            var path = $"retention[{i}]";
            errors.AddUnless(Patterns.IsId(data.Id), $"{path}.id", Patterns.IdRule);
            texts.CheckAll(data.Name, $"{path}.name", TextRule.MaxName);
            errors.AddUnless(data.Period is null != data.While is null, path, "must have either period or while");
            errors.AddUnless(data.After is null || data.Period is not null, $"{path}.after", "names what begins a period, but this class has no period; leave it out");
            errors.AddUnless(data.Id != RetentionClass.Backups || data.While is null, path, "must have a period of at least P1D, after which the hub deletes its backups");
            errors.AddUnless(data.Id != RetentionClass.Backups || !Period.TryParse(data.Period, out var backups) || backups.Span >= TimeSpan.FromDays(1), $"{path}.period",
                "must be at least P1D: the hub deletes its backups after this period");
            CheckConsentRecords(data, path);
            CheckHolder(data, path);
            errors.AddUnless(data.While is null || Patterns.IsId(data.While), $"{path}.while", Patterns.IdRule);
            CheckWhileText(data, $"{path}.whileText");
            errors.AddUnless(data.Period is null || (Period.TryParse(data.Period, out var period) && period.Span > TimeSpan.Zero), $"{path}.period",
                $"{Patterns.PeriodRule}, and longer than zero");
        }
    }

    private void CheckHolder(RetentionClass data, string path)
    {
        errors.AddUnless(data.HeldBy is null || Patterns.IsId(data.HeldBy), $"{path}.heldBy", Patterns.IdRule);
        errors.AddUnless(data.HeldBy is null || data.Id is not (RetentionClass.Backups or RetentionClass.ConsentRecords), $"{path}.heldBy",
            "is for data that another system holds, and ConsentHub holds this class itself; leave it out");
        errors.AddUnless(data.HeldBy is null || data.While is null or RetentionClass.AccountActive, $"{path}.heldBy",
            $"needs a period, or the while {RetentionClass.AccountActive}: no event says when another state ends");
        errors.AddUnless(data.Category is null || data.After == RetentionEvent.Withdrawal, $"{path}.category", "names whose withdrawal begins the period, so it needs the after withdrawal");
        errors.AddUnless(data.Category is null || site.Categories.Any(c => c.Id == data.Category && !c.Required), $"{path}.category", "must be the id of a category of this file that visitors can refuse");
    }

    private void CheckConsentRecords(RetentionClass data, string path)
    {
        var isClass = data.Id == RetentionClass.ConsentRecords;
        errors.AddUnless(isClass || data.After != RetentionEvent.ChoiceEnded, $"{path}.after", $"may be choice_ended only in the class {RetentionClass.ConsentRecords}");
        errors.AddUnless(data.After != RetentionEvent.RequestReceived, $"{path}.after", "must not be request_received: the hub gives the duty to answer a request itself");
        if (!isClass)
            return;

        errors.AddUnless(data.While is null, path, "must have a period of at least P1D, after which the hub removes a record whose choice no longer stands");
        errors.AddUnless(data.While is not null || data.After == RetentionEvent.ChoiceEnded, $"{path}.after", "must be choice_ended: the hub keeps a record while its choice stands");
        errors.AddUnless(!Period.TryParse(data.Period, out var period) || period.Span >= TimeSpan.FromDays(1), $"{path}.period",
            "must be at least P1D: the hub removes a record after this period");
    }

    /// <summary>Visitors see a text for each state; only the text for <c>account_active</c> is built in.</summary>
    private void CheckWhileText(RetentionClass data, string path)
    {
        if (data.WhileText is { } text)
            texts.CheckAll(text, path, TextRule.MaxName);

        var hasWords = data.While is null or RetentionClass.AccountActive;
        errors.AddUnless(hasWords || data.WhileText is not null, path, $"is missing: visitors read it, and only {RetentionClass.AccountActive} has a built-in text");
        errors.AddUnless(!hasWords || data.WhileText is null, path, $"is only for a while other than {RetentionClass.AccountActive}; leave it out");
    }
}
