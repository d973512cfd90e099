using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks the controller and the privacy contact, which a visitor must be able to reach, and the supervisory authority.</summary>
internal sealed class PartyRule(TextRule texts, SiteFileErrors errors)
{
    public void Check(Controller controller)
    {
        texts.Check(controller.Name, "controller.name", TextRule.MaxProperName);
        texts.Check(controller.Address, "controller.address", TextRule.MaxAddress);
        errors.AddUnless(controller.Country is null || Regions.IsCountry(controller.Country), "controller.country", Patterns.CountryRule);
        errors.AddUnless(controller.Email is null || Patterns.IsEmail(controller.Email), "controller.email", Patterns.EmailRule);
        errors.AddUnless(controller.Phone is null || Patterns.IsPhone(controller.Phone), "controller.phone",
            "must be a telephone number in international form, such as +47 55 00 00 00");
        errors.AddUnless(controller.Website is null || Patterns.IsHttpsUrl(controller.Website), "controller.website", Patterns.UrlRule);
        errors.AddUnless((controller.Address ?? controller.Email ?? controller.Phone ?? controller.Website) is not null, "controller",
            "must have at least one of address, email, phone and website");
    }

    public void Check(PrivacyContact contact)
    {
        texts.Check(contact.Name, "privacyContact.name", TextRule.MaxProperName);
        texts.Check(contact.Address, "privacyContact.address", TextRule.MaxAddress);
        errors.AddUnless(contact.Email is null || Patterns.IsEmail(contact.Email), "privacyContact.email", Patterns.EmailRule);
        errors.AddUnless(contact.Url is null || Patterns.IsHttpsUrl(contact.Url), "privacyContact.url", Patterns.UrlRule);
        errors.AddUnless((contact.Email ?? contact.Address ?? contact.Url) is not null, "privacyContact",
            "must have at least one of email, address and url");
    }

    public void Check(SupervisoryAuthority? authority)
    {
        texts.Check(authority?.Name, "supervisoryAuthority.name", TextRule.MaxProperName);
        errors.AddUnless(authority?.Url is null || Patterns.IsHttpsUrl(authority.Url), "supervisoryAuthority.url", Patterns.UrlRule);
    }
}
