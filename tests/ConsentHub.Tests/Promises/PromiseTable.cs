namespace ConsentHub.Tests.Promises;

/// <summary>What the policies of the five shipped sites promise, and what becomes of it.</summary>
/// <remarks>
/// Change a status here, give the tests that show it the attribute <c>Promise</c>, and let <c>PromiseTableTests</c> write the
/// page. A row is claimed only if the tests show all of it.
/// </remarks>
internal static class PromiseTable
{
    /// <summary>First part of the numbers of what several policies have in common.</summary>
    public const string SeveralPolicies = "6";

    private const string NoTls = "The proxy ends TLS, and has to refuse or redirect plain HTTP itself.";

    /// <summary>Keys of the sites, by the first part of a number.</summary>
    private static readonly string[] Keys = ["mayday", "crmsoftware", "sipis", "callgenie", "softphonez"];

    public static IReadOnlyList<PromiseRow> Rows { get; } =
    [
        Partly("0.1", "Four classes of data are collected: account, technical, calls, customer database",
            "The file lists its classes with their periods. It has no field for what a class is used for and who receives it."),
        Shown("0.2", "Data serves to provide the service, to support it, and for statistics"),
        Works("0.3", "Statistics can be switched off"),
        Partly("0.4", "Sharing of data can be limited", "A service that is switched off is held back, and Global Privacy Control is obeyed. The recipients are not notified."),
        Works("0.5", "Notifications can be switched on and off"),
        Works("0.6", "Account and data can be viewed, updated and deleted"),
        NotYet("0.7", "The call history can be exported", "The hub has no connection to this data. Its own export has consent records only."),
        Works("0.8", "Account data is kept while the account is active"),
        Works("0.9", "The call history is kept for 12 months"),
        Works("0.10", "Statistics are kept for 24 months"),
        NotYet("0.11", "Logs are kept for 30 days", "The hub writes its log to standard output and can't tell how long it is kept. Its audit trail has no period."),
        Works("0.12", "The extension is not for children under 13"),
        Works("0.13", "Users learn of significant changes in the extension or by e-mail"),
        Works("0.14", "The rights of the GDPR: access, rectification, erasure, restriction, portability, objection"),
        Partly("0.15", "The rights of the CCPA for Californians",
            "Nobody has to opt in, the link is there, the browser's signal counts, and the rights are listed. The categories of data that the CCPA names are missing."),
        Partly("0.16", "HTTPS, encrypted tokens, access control, audits", "Keys, roles and the audit trail are as promised. " + NoTls),
        Flagged("0.17", "Data may be sent to other countries, under the law that applies"),
        Partly("0.18", "Questions go to an e-mail address, a page and a support page", "All three are on the page and in the receipt, the support not in the first layer. The export has the address alone."),
        Flagged("0.19", "The dates of the policy are placeholders"),

        Works("1.1", "Cookies serve sign-in and security, preferences, statistics, marketing, and the state of a session"),
        Shown("1.2", "Personal information is never sold"),
        Partly("1.3", "Business partners get data only with explicit consent",
            "Nothing of a partner runs before the grant, in any region. *Accept all* grants it too, since a service can't ask for a grant of its own."),
        Partly("1.4", "Nothing that identifies somebody is shared without consent",
            "The site's own servers ask before they share, and get no until the visitor has allowed it. The hub can't see whether they ask."),
        Partly("1.5", "Data serves no purpose but the stated ones",
            "A purpose that the notice does not declare is refused, and a declared one follows the visitor's choice. The hub can't see whether a server asks."),
        Partly("1.6", "No profiling, and no automated decisions", "The description of the category says so. The file has no field for it, and the check finds no profiling."),
        Partly("1.7", "Access at any time, and knowing how data is used", "The export has what the hub keeps and all of GDPR Art. 15. The site's own data is not in it."),
        Works("1.8", "Rectification, objection, erasure"),
        Works("1.9", "Consent can be withdrawn at any time"),
        Works("1.10", "Portability, restriction, complaint"),
        Partly("1.11", "Data of an active account is kept until it is closed, or for 3 years",
            "The check finds that *or* leaves the end open. The file lists both ends and both give duties, so data is deleted at the earlier one."),
        Works("1.12", "Data of a deleted account is gone 30 days after the request"),
        NotYet("1.13", "Bills are kept for 7 years, as tax law requires", "The class and its legal basis are shown to visitors. No hold protects it from an erasure."),
        Works("1.14", "Marketing data is removed within 30 days of a refusal"),
        Works("1.15", "Support data is kept for 2 years after the case is closed"),
        Works("1.16", "Not for users under 16; parents may have data removed, and such data is deleted at once"),
        Works("1.17", "Users get an e-mail about material changes"),
        Flagged("1.18", "Continued use counts as acceptance"),
        Works("1.19", "Previous versions are available, and the date of the last change is shown"),
        Shown("1.20", "Data is stored in the EU and the US"),
        Flagged("1.21", "Transfers rest on standard contractual clauses, and on the Privacy Shield where it applies"),
        Flagged("1.22", "The data protection officer is reached by post only"),
        Flagged("1.23", "SSL/TLS encrypts stored data"),
        Partly("1.24", "A second factor, audits, monitoring, backups", "Audit trail, metrics and encrypted backups are there. Administrators use keys; there is no sign-in with a second factor."),
        Works("1.25", "Product news, offers and surveys come by e-mail, text message or otherwise, as allowed"),

        Works("2.1", "Nothing is collected that a feature does not need"),
        Partly("2.2", "Account details for push messages are erased at once when push ends, or after 3 to 6 days",
            "The push server gets a duty of six days once a system reports that push ended. Switching push off in the banner alone gives none."),
        Works("2.3", "Without push messages nothing is sent to the push server"),
        Works("2.4", "Contacts, location, files and calendar are used only with a permission each"),
        Partly("2.5", "Statistics are totals that identify nobody", "They can be refused at any time, and the record has the model of the region. A category can't have a model of its own."),
        Partly("2.6", "Debug logs are sent only on request, and the user may refuse", "A refusal changes nothing else. Consent for one case that ends by itself is missing."),
        Partly("2.7", "Nothing is shared with or sold to third parties", "Visitors read so, and the check finds the sentences that contradict each other. Of other companies' services it finds only advertising."),
        Works("2.8", "Data is kept while somebody is a customer, and then only if the law requires it"),
        Works("2.9", "Users or their administrator are told before a change takes effect"),
        Partly("2.10", "Transmission is encrypted", "Browsers are told to use HTTPS only, and cookies are secure. " + NoTls),
        Flagged("2.11", "The list of rights is cut off, the date is a placeholder, definitions are missing"),

        Partly("3.1", "Cookies, beacons and similar techniques are used", "All kinds are declared and shown, pixels too. Debug mode finds undeclared cookies, storage and hosts on a page; there is no scanner."),
        Shown("3.2", "Data serves to provide, to personalise, to communicate, to analyse"),
        Partly("3.3", "AES-256 for stored data, TLS 1.2 or later on its way", "With a master key in the settings, backups are encrypted with AES-256. The database relies on the disk's encryption, and the proxy sets the lowest TLS version."),
        Works("3.4", "Only authorised staff have access"),
        Works("3.5", "Data of an active account is kept as long as it is active"),
        Works("3.6", "Data of an inactive account is kept for at most 365 days"),
        NotYet("3.7", "Then it is archived for up to 90 days, encrypted and reviewed", "The period is shown to visitors. A file can't say that one period begins where another ends, so nothing comes of it."),
        Works("3.8", "A verified request for deletion is done in 5 to 7 business days"),
        Flagged("3.9", "Another clause has a placeholder for the same deadline"),
        Works("3.10", "Remains in backups are gone after 30 days"),
        Partly("3.11", "Data is deleted automatically after its period",
            "The hub removes consent records after a period that a site promises for them, which this file does not. A connected system deletes other data, and the hub can't see whether it did."),
        Partly("3.12", "What the law requires is exempt",
            "An administrator can hold consent records, and data of connected systems, beyond their period, with reason and end. Visitors are not shown it."),
        Shown("3.13", "Data is neither sold nor rented out"),
        Works("3.14", "Users are told of a merger or sale"),
        Works("3.15", "Consent can be withdrawn for single uses"),
        Works("3.16", "Access, correction, deletion, complaint"),
        Works("3.17", "Users learn of significant changes by e-mail or on the platform"),
        Flagged("3.18", "Questions go to the support address"),

        Shown("4.1", "Processing rests on consent, a contract, legal obligations or legitimate interests"),
        NotYet("4.2", "Five classes of data: account, workspace, communication, billing, device", "The policy states no periods, and a class without a period can't be in the file."),
        Works("4.3", "Access, correction, deletion, objection, withdrawal, and which categories are collected or shared"),
        Shown("4.4", "Not all rights apply everywhere"),
        Works("4.5", "The identity may be checked before a request is answered"),
        Works("4.6", "Preferences can be set in account, app and device"),
        Works("4.7", "Cookies, local storage and pixels serve preferences, traffic, performance and marketing"),
        Flagged("4.8", "Data is kept as long as necessary"),
        Partly("4.9", "Not for children below the age that the law sets; reports are reviewed",
            "The check finds that no age is stated, and the file uses 16. Ages by country and a queue for reports are missing."),
        Works("4.10", "Changes are published with their date"),
        Flagged("4.11", "The policy leaves open whether data is sold"),
        Flagged("4.12", "Data may be sent to other countries"),
        Flagged("4.13", "Using the service counts as acknowledging transfers"),
        Partly("4.14", "Details on cookies have to be made precise", "Debug mode names what a page uses and the file does not declare. Nothing writes it into the file."),
        Flagged("4.15", "A privacy contact has to be published"),

        Several("6.1", "mayday, sipis, callgenie", "Placeholders that were never filled in"),
        Several("6.2", "crmsoftware, softphonez", "Use of the service as acceptance"),
        Several("6.3", "callgenie", "Several deadlines for one duty"),
        Several("6.4", "crmsoftware", "Two ends of a period, joined by *or*"),
        Several("6.5", "crmsoftware", "A framework for transfers that a court annulled"),
        Several("6.6", "crmsoftware, sipis", "Encryption of the wrong kind or name"),
        Several("6.7", "sipis, callgenie, softphonez", "Data without a period"),
        Several("6.8", "sipis, callgenie, softphonez", "No contact for privacy"),
        Several("6.9", "crmsoftware", "A contact by post only"),
        Several("6.10", "mayday, softphonez", "Sale of data left open"),
        Several("6.11", "sipis", "Lists that are cut off"),
        Several("6.12", "mayday, crmsoftware, softphonez", "Ages of 13, of 16, and *by law*: three site files with the age that each policy states"),
        Several("6.13", "softphonez", "Remarks to the author that are still in the text"),
    ];

    private static PromiseRow Works(string number, string promise) => Of(number, PromiseStatus.Works, promise);

    private static PromiseRow Shown(string number, string promise) => Of(number, PromiseStatus.Shown, promise);

    private static PromiseRow Flagged(string number, string promise) => Of(number, PromiseStatus.Flagged, promise);

    private static PromiseRow Partly(string number, string promise, string reason) => Of(number, PromiseStatus.Partly, promise, reason);

    private static PromiseRow NotYet(string number, string promise, string reason) => Of(number, PromiseStatus.NotYet, promise, reason);

    private static PromiseRow Several(string number, string sites, string finding) => new(number, sites, PromiseStatus.Flagged, finding, Reason: null);

    private static PromiseRow Of(string number, PromiseStatus status, string promise, string? reason = null) =>
        new(number, Keys[number[0] - '0'], status, promise, reason);
}
