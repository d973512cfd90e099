namespace ConsentHub.Policies;

/// <summary>Every rule of the policy check. <c>docs/policy-check.md</c> has the same list.</summary>
internal static class PolicyRules
{
    private const string Transparency = "GDPR Art. 12(1)";
    private const string PeriodDuty = "GDPR Art. 13(2)(a)";

    public static readonly PolicyRule Placeholder = new("placeholder", PolicyLevel.Error, "A placeholder was never filled in", Transparency,
        "Replace the placeholder with the fact, or remove the sentence.");

    public static readonly PolicyRule DraftRemark = new("draft_remark", PolicyLevel.Error, "A remark to the author is still in the text", Transparency,
        "Do what the remark asks for, then remove the remark.");

    public static readonly PolicyRule ListCutOff = new("list_cut_off", PolicyLevel.Error, "A sentence announces a list that is missing", Transparency,
        "Add the list, or remove the sentence that announces it.");

    public static readonly PolicyRule NoDate = new("no_date", PolicyLevel.Warning, "The policy has no date", "Cal. Bus. & Prof. Code 22575(b)(4)",
        "State the date from which this version applies.");

    public static readonly PolicyRule AcceptanceByUse = new("acceptance_by_use", PolicyLevel.Warning, "Use of the service counts as agreement",
        "GDPR Art. 4(11) and Recital 32; CJEU C-673/17",
        "Inform visitors of a change, and ask for consent where the change needs it. Continued use is no consent.");

    public static readonly PolicyRule WithdrawalInBrowser = new("withdrawal_in_browser", PolicyLevel.Warning, "Visitors are sent to their browser to withdraw",
        "GDPR Art. 7(3)", "Name the way to withdraw that the site itself offers, such as the button that opens the preference centre.");

    public static readonly PolicyRule InvalidFramework = new("invalid_framework", PolicyLevel.Error, "A transfer rests on a framework that a court annulled",
        "CJEU C-362/14 (Safe Harbor) and C-311/18 (Privacy Shield)",
        "Name the safeguard that applies now: the EU-US Data Privacy Framework if the recipient is certified, or Standard Contractual Clauses.");

    public static readonly PolicyRule TlsAtRest = new("tls_at_rest", PolicyLevel.Error, "TLS is named as protection of stored data", "GDPR Art. 5(1)(a) and 32(1)(a)",
        "TLS protects data on its way. State separately how stored data is encrypted.");

    public static readonly PolicyRule Ssl = new("ssl", PolicyLevel.Warning, "SSL is named as protection", "RFC 7568; GDPR Art. 32(1)(a)",
        "SSL is withdrawn as insecure. Name TLS and its lowest version, such as TLS 1.2.");

    public static readonly PolicyRule ConflictingPeriods = new("conflicting_periods", PolicyLevel.Error, "One duty has several ends", "GDPR Art. 5(1)(e) and 12(1)",
        "Keep one deadline. If they are stages, say which follows which.");

    public static readonly PolicyRule AmbiguousPeriod = new("ambiguous_period", PolicyLevel.Error, "Two ends are joined by \"or\"", PeriodDuty,
        "Say which end applies: the earlier or the later of the two.");

    public static readonly PolicyRule MixedBounds = new("mixed_bounds", PolicyLevel.Note, "A period is both a least and a most", PeriodDuty,
        "State the deadline that binds. For a deadline that is the longest time.");

    public static readonly PolicyRule BackupWindow = new("backup_window", PolicyLevel.Note, "Backups outlive a deletion on request", "GDPR Art. 12(1) and 17(1)",
        "Say in one place when data leaves the systems and when it leaves the backups.");

    public static readonly PolicyRule NoPeriod = new("no_period", PolicyLevel.Warning, "Data is kept without a period", PeriodDuty,
        "State a period for each class of data, or the event that ends it.");

    public static readonly PolicyRule NoPrivacyContact = new("no_privacy_contact", PolicyLevel.Error, "No contact for privacy", "GDPR Art. 13(1)(a) and (b)",
        "Publish an address for privacy questions and, if there is one, the data protection officer's.");

    public static readonly PolicyRule ContactOnlyByPost = new("contact_only_by_post", PolicyLevel.Warning, "The privacy contact can only be reached by post",
        "GDPR Art. 12(2) and Recital 59", "Add an e-mail address or a form, so that requests can be made electronically.");

    public static readonly PolicyRule NoComplaintRight = new("no_complaint_right", PolicyLevel.Warning, "The right to complain to an authority is missing",
        "GDPR Art. 13(2)(d)", "State that visitors may complain to a supervisory authority, and name the authority.");

    public static readonly PolicyRule SaleUndetermined = new("sale_undetermined", PolicyLevel.Warning, "The policy leaves open whether data is sold or shared",
        "Cal. Civ. Code 1798.130(a)(5)", "Decide it and say so. Until then treat the data as shared: an opt-out link, and Global Privacy Control.");

    public static readonly PolicyRule AgeByLaw = new("age_by_law", PolicyLevel.Warning, "The age limit is whatever the law says", "GDPR Art. 8(1)",
        "State the age for each country, and the member `age` of the site file.");

    public static readonly PolicyRule Contradiction = new("contradiction", PolicyLevel.Warning, "Two sentences contradict each other", "GDPR Art. 5(1)(a) and 13(1)(e)",
        "Limit the absolute sentence to what is true, and name the recipients.");

    public static readonly PolicyRule AgeDiffers = new("age_differs", PolicyLevel.Error, "Policy and site file have different ages", "GDPR Art. 8(1)",
        "Decide for one age and use it in both.");

    public static readonly PolicyRule PeriodDiffers = new("period_differs", PolicyLevel.Error, "Policy and site file have different periods", PeriodDuty,
        "Decide for one period and use it in both.");

    public static readonly PolicyRule PeriodMissing = new("period_missing", PolicyLevel.Warning, "The site file lacks a period that the policy promises", PeriodDuty,
        "Add a class with this period to `retention`.");

    public static readonly PolicyRule Undecided = new("undecided", PolicyLevel.Error, "The owner has not decided a fact", "GDPR Art. 13",
        "Decide it, add it to the site file, and take it off `undecided`. Until then the file is not published.");

    public static readonly PolicyRule LongerThanItsClass = new("longer_than_its_class", PolicyLevel.Error, "A cookie outlives the class of data that it belongs to",
        "GDPR Art. 5(1)(e)", "Shorten the cookie, or promise the longer period.");

    public static readonly IReadOnlyList<PolicyRule> All =
    [
        Placeholder, DraftRemark, ListCutOff, NoDate, AcceptanceByUse, WithdrawalInBrowser, InvalidFramework, TlsAtRest, Ssl, ConflictingPeriods, AmbiguousPeriod,
        MixedBounds, BackupWindow, NoPeriod, NoPrivacyContact, ContactOnlyByPost, NoComplaintRight, SaleUndetermined, AgeByLaw, Contradiction, AgeDiffers, PeriodDiffers,
        PeriodMissing, Undecided, LongerThanItsClass,
    ];
}
