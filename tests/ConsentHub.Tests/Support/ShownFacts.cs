using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>A site with every field of a site file, and what visitors read of it wherever they choose.</summary>
internal static class ShownFacts
{
    public static SiteFile Site { get; } = TestSite.Minimal("shop")
        .With("preferences", c => c with { Basis = LegalBasis.LegitimateInterests })
        .WithService("analytics", s => s with
        {
            Provider = "Figures Ltd",
            PolicyUrl = "https://figures.example/privacy",
            Transfers = [new Transfer { Country = "US", Safeguard = Safeguard.Scc }, new Transfer { Country = "CA", Safeguard = Safeguard.Adequacy }],
            Cookies = [.. s.Cookies, new CookieDeclaration { Name = "figures_queue", Kind = CookieKind.LocalStorage }],
        }) with
    {
        Origins = ["https://shop.example", "http://localhost:*"],
        Controller = new Controller { Name = "Test Shop AS", Address = "Kaien 7, 5003 Bergen", Country = "NO", Email = "hello@shop.example", Phone = "+47 55 00 00 00", Website = "https://about.example" },
        PrivacyContact = new PrivacyContact { Name = "Privacy Office", Email = "privacy@shop.example", Address = "Box 1, 5003 Bergen", Url = "https://shop.example/ask" },
        SupervisoryAuthority = new SupervisoryAuthority { Name = "Datatilsynet", Url = "https://www.datatilsynet.no" },
        Sale = DataSale.None,
        Residency = ["EU", "IS"],
        Retention =
        [
            new RetentionClass { Id = "account", Name = TestSite.Text("Account data", "Kontodaten"), While = RetentionClass.AccountActive },
            new RetentionClass { Id = "rent", Name = TestSite.Text("Rental data", "Mietdaten"), While = "renting", WhileText = TestSite.Text("while you rent", "solange Sie mieten") },
            new RetentionClass { Id = "bills", Name = TestSite.Text("Bills", "Rechnungen"), Period = "P7Y", Basis = LegalBasis.LegalObligation },
            new RetentionClass { Id = "news", Name = TestSite.Text("Newsletter", "Rundbrief"), Period = "P30D", After = RetentionEvent.Withdrawal },
        ],
        Links = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["privacy"] = TestSite.Text("/privacy-policy", "/datenschutz"), ["support"] = TestSite.Text("/help-desk", "/hilfe") },
    };

    /// <summary>Another first version, so that an earlier version exists.</summary>
    public static SiteFile Earlier { get; } = Site with { Residency = [] };

    /// <summary>
    /// Words on the page, by the field of the site file that they come from, or by the other source that the law
    /// requires. Addresses of links count too.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ByField { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["controller.name"] = "Test Shop AS",
        ["controller.address"] = "Kaien 7, 5003 Bergen",
        ["controller.country"] = "Norway",
        ["controller.email"] = "hello@shop.example",
        ["controller.phone"] = "+47 55 00 00 00",
        ["controller.website"] = "https://about.example",
        ["privacyContact.name"] = "Privacy Office",
        ["privacyContact.email"] = "privacy@shop.example",
        ["privacyContact.address"] = "Box 1, 5003 Bergen",
        ["privacyContact.url"] = "https://shop.example/ask",
        ["supervisoryAuthority.name"] = "Datatilsynet",
        ["supervisoryAuthority.url"] = "https://www.datatilsynet.no",
        ["categories[].required"] = "Always on",
        ["categories[].basis"] = "Legal basis: your consent",
        ["categories[].name{}"] = "Statistics",
        ["categories[].description{}"] = "What Statistics is for.",
        ["categories[].services[].name"] = "Service shop_stats",
        ["categories[].services[].provider"] = "Figures Ltd",
        ["categories[].services[].purpose{}"] = "What shop_stats does.",
        ["categories[].services[].policyUrl"] = "https://figures.example/privacy",
        ["categories[].services[].cookies[].name"] = "shop_stats_cookie",
        ["categories[].services[].cookies[].kind"] = "Local storage",
        ["categories[].services[].cookies[].duration"] = "13 months",
        ["categories[].services[].transfers[].country"] = "Sent to: United States (",
        ["categories[].services[].transfers[].safeguard"] = "(standard contractual clauses), Canada (adequacy decision)",
        ["sale"] = "We do not sell or share your personal information.",
        ["residency[]"] = "European Union, Iceland",
        ["retention[].name{}"] = "Account data: ",
        ["retention[].period"] = "Bills: 7 years",
        ["retention[].while"] = "as long as you have an account",
        ["retention[].whileText{}"] = "Rental data: while you rent",
        ["retention[].after"] = "Newsletter: 30 days after you withdraw your consent or object",
        ["retention[].basis"] = "7 years (a legal obligation)",
        ["links{}{}"] = "/privacy-policy",
        ["the link to the support"] = "/help-desk",
        ["how to object"] = "Legal basis: legitimate interests. You can object at any time: switch it off.",
        ["a cookie without an end"] = "no set end",
        ["a copy of the safeguards"] = "Ask the privacy contact for a copy of the safeguards.",
        ["the rights"] = "You may ask to see, correct, delete or receive your data",
        ["complaints"] = "You may also complain to a data protection authority.",
        ["version of the notice"] = "Version 2, ",
        ["earlier versions"] = "/preferences/shop/notices?lang=en",
    };

    /// <summary>Fields, and prefixes of fields, that no law requires to be shown, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotShown { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["$schema"] = "for editors",
        ["key"] = "in addresses",
        ["name"] = "on the website itself, and in the head of the page without JavaScript",
        ["managedBy"] = "who edits the file",
        ["effectiveFrom"] = "of an announced version only, beside the notice (AnnouncedNoticeTests)",
        ["announce."] = "for connected systems",
        ["origins[]"] = "the website's own addresses",
        ["languages[]"] = "a choice of languages, where there is one",
        ["categories[].id"] = "for programs",
        ["categories[].purposes[]"] = "for programs: the description says them in words",
        ["categories[].defaults."] = "shown as the state of a switch",
        ["categories[].gpc"] = "told to whose browser sends the signal",
        ["categories[].signals."] = "how a choice is passed on",
        ["categories[].services[].id"] = "for programs",
        ["categories[].services[].purposes[]"] = "for programs: the purpose says them in words",
        ["categories[].services[].hosts[]"] = "how the provider is reached; the provider is named",
        ["categories[].services[].cookies[].domain"] = "where a cookie is cleared",
        ["regions[]."] = "decides what is shown",
        ["undecided[]"] = "such a file is not published",
        ["consent."] = "shown as the end of a choice, and as the duration of its cookies",
        ["age."] = "told to whom it concerns",
        ["identity"] = "said in the introduction of the banner; nobody signs in on the page without JavaScript",
        ["retention[].id"] = "for programs",
        ["retention[].category"] = "the period says that it begins with a withdrawal; which one follows from the name of the class",
        ["retention[].heldBy"] = "for connected systems; the public call for promises says only that there is one",
        ["requests."] = "on the page where a request is made, and in the public call for promises",
        ["theme."] = "a look",
        ["signals."] = "how a choice is passed on",
        ["texts{}{}"] = "the words themselves",
    };
}
