using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks that each entry of <c>undecided</c> is a fact that the law requires, and that the file does not have it.</summary>
internal sealed class UndecidedRule(SiteFile site, SiteFileErrors errors)
{
    public void Check()
    {
        errors.AddRepeated(site.Undecided, i => $"undecided[{i}]");
        var facts = Facts();
        foreach (var (i, path) in site.Undecided.Index())
        {
            if (!facts.TryGetValue(path, out var decided))
                errors.Add($"undecided[{i}]", $"must be one of {string.Join(", ", facts.Keys)}");
            else
                errors.AddUnless(!decided, $"undecided[{i}]", $"is decided: the file has {path}; take it off this list");
        }
    }

    /// <summary>Each fact that can be undecided, and whether the file has it.</summary>
    private Dictionary<string, bool> Facts()
    {
        var facts = new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            // GDPR Art. 13(1)(a) and (b).
            ["controller.address"] = site.Controller.Address is not null,
            ["controller.country"] = site.Controller.Country is not null,
            ["controller.email"] = site.Controller.Email is not null,
            ["privacyContact.email"] = site.PrivacyContact.Email is not null,

            // GDPR Art. 13(2)(d), 13(2)(a) and 8(1).
            ["supervisoryAuthority"] = site.SupervisoryAuthority is not null,
            ["retention"] = site.Retention.Count > 0,
            ["age"] = site.Age is not null,
            ["residency"] = site.Residency.Count > 0,
        };

        // GDPR Art. 13(1)(f).
        foreach (var service in site.Categories.SelectMany(c => c.Services))
            facts[$"services.{service.Id}.transfers"] = service.Transfers.Count > 0;

        return facts;
    }
}
