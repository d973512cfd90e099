namespace ConsentHub.Policies;

/// <summary>Every rule of the policy check. <c>docs/policy-check.md</c> has the same list.</summary>
internal static class PolicyRules
{
    private const string Transparency = "GDPR Art. 12(1)";
    private const string PeriodDuty = "GDPR Art. 13(2)(a)";
    private const string ChangeDuty = "GDPR Art. 5(1)(a); WP260 rev.01, 29 to 31";

    public static readonly PolicyRule Placeholder = new("placeholder", PolicyLevel.Error, "A placeholder was never filled in", Transparency,
        "Replace the placeholder with the fact, or remove the sentence.");

    public static readonly PolicyRule DraftRemark = new("draft_remark", PolicyLevel.Error, "A remark to the author is still in the text", Transparency,
        "Do what the remark asks for, then remove the remark.");

    public static readonly PolicyRule ListCutOff = new("list_cut_off", PolicyLevel.Error, "A sentence announces a list that is missing", Transparency,
        "Add the list, or remove the sentence that announces it.");

    public static readonly PolicyRule NoDate = new("no_date", PolicyLevel.Warning, "The policy has no date", "Cal. Bus. & Prof. Code 22575(b)(4)",
        "State the date from which this version of the policy applies.");

    public static readonly PolicyRule AcceptanceByUse = new("acceptance_by_use", PolicyLevel.Warning, "Use of the service counts as agreement",
        "GDPR Art. 4(11) and Recital 32; CJEU C-673/17",
        "Inform visitors of a change of the policy. If the change needs consent, ask for it: continued use is not consent.");

    public static readonly PolicyRule WithdrawalInBrowser = new("withdrawal_in_browser", PolicyLevel.Warning, "The policy refers visitors to their browser to withdraw consent",
        "GDPR Art. 7(3)", "Name the site's own way to withdraw consent, such as the button that opens the preference centre.");

    public static readonly PolicyRule InvalidFramework = new("invalid_framework", PolicyLevel.Error, "A transfer rests on a framework that a court annulled",
        "CJEU C-362/14 (Safe Harbor) and C-311/18 (Privacy Shield)",
        "Name the safeguard that applies now: the EU-US Data Privacy Framework if the recipient is certified, or Standard Contractual Clauses.");

    public static readonly PolicyRule TlsAtRest = new("tls_at_rest", PolicyLevel.Error, "The policy names TLS as protection of stored data", "GDPR Art. 5(1)(a) and 32(1)(a)",
        "TLS protects data only in transit. State separately how stored data is encrypted.");

    public static readonly PolicyRule Ssl = new("ssl", PolicyLevel.Warning, "The policy names SSL as protection", "RFC 7568; GDPR Art. 32(1)(a)",
        "SSL is obsolete, because it is insecure. Name TLS and the lowest version in use, such as TLS 1.2.");

    public static readonly PolicyRule ConflictingPeriods = new("conflicting_periods", PolicyLevel.Error, "The same data or request has several deadlines", "GDPR Art. 5(1)(e) and 12(1)",
        "Keep one deadline. If the deadlines are stages of one process, state their order.");

    public static readonly PolicyRule AmbiguousPeriod = new("ambiguous_period", PolicyLevel.Error, "Two deadlines are joined by \"or\"", PeriodDuty,
        "State which of the two deadlines applies: the earlier or the later.");

    public static readonly PolicyRule MixedBounds = new("mixed_bounds", PolicyLevel.Note, "A period is both a minimum and a maximum", PeriodDuty,
        "State the maximum, because only a maximum is a deadline.");

    public static readonly PolicyRule BackupWindow = new("backup_window", PolicyLevel.Note, "Backups keep data after a deletion on request", "GDPR Art. 12(1) and 17(1)",
        "State in one place when the data is deleted from the systems, and when from the backups.");

    public static readonly PolicyRule NoPeriod = new("no_period", PolicyLevel.Warning, "No period is stated for keeping data", PeriodDuty,
        "State for each class of data how long it is kept, or which event ends its storage.");

    public static readonly PolicyRule NoPrivacyContact = new("no_privacy_contact", PolicyLevel.Error, "No contact for privacy questions", "GDPR Art. 13(1)(a) and (b)",
        "Publish an address for privacy questions. If you have a data protection officer, publish that officer's address too.");

    public static readonly PolicyRule ContactOnlyByPost = new("contact_only_by_post", PolicyLevel.Warning, "The privacy contact can only be reached by post",
        "GDPR Art. 12(2) and Recital 59", "Add an e-mail address or a form, so that requests can be made electronically.");

    public static readonly PolicyRule NoComplaintRight = new("no_complaint_right", PolicyLevel.Warning, "The right to complain to an authority is missing",
        "GDPR Art. 13(2)(d)", "State that visitors may complain to a supervisory authority, and name the authority.");

    public static readonly PolicyRule AuthorityUnknown = new("authority_unknown", PolicyLevel.Note, "No complaint authority is known for a region", "GDPR Art. 13(2)(d)",
        "State in the policy to whom visitors in this region may complain. ConsentHub has no authority for it.");

    public static readonly PolicyRule SaleUndetermined = new("sale_undetermined", PolicyLevel.Warning, "The policy leaves open whether data is sold or shared",
        "Cal. Civ. Code 1798.130(a)(5)", "Decide whether you sell or share data, and state it. Until then treat the data as shared: offer an opt-out link, and honour Global Privacy Control.");

    public static readonly PolicyRule SaleDiffers = new("sale_differs", PolicyLevel.Error, "Policy and site file differ on the sale of data",
        "Cal. Civ. Code 1798.130(a)(5)", "Decide whether data is sold or shared, and state the same in the policy and in the site file.");

    public static readonly PolicyRule SaleMissing = new("sale_missing", PolicyLevel.Warning, "The site file lacks what the policy says about a sale",
        "Cal. Civ. Code 1798.130(a)(5)", "Set `sale` in the site file, so that visitors read the statement where they choose.");

    public static readonly PolicyRule SaleDenied = new("sale_denied", PolicyLevel.Warning, "A sale is denied beside advertising by another company",
        "Cal. Civ. Code 1798.140(ad) and (ah)", "If the provider may use the data for anything but this site, set `sale` to `sharing` or `sale`.");

    public static readonly PolicyRule AgeByLaw = new("age_by_law", PolicyLevel.Warning, "The policy refers to the law instead of naming an age limit", "GDPR Art. 8(1)",
        "State the age limit for each country, and set `age` in the site file.");

    public static readonly PolicyRule Contradiction = new("contradiction", PolicyLevel.Warning, "Two sentences contradict each other", "GDPR Art. 5(1)(a) and 13(1)(e)",
        "Limit the absolute sentence, such as \"we never share data\", to what is true. Name the recipients.");

    public static readonly PolicyRule AgeDiffers = new("age_differs", PolicyLevel.Error, "Policy and site file have different ages", "GDPR Art. 8(1)",
        "Decide on one age, and use it in the policy and in the site file.");

    public static readonly PolicyRule PeriodDiffers = new("period_differs", PolicyLevel.Error, "Policy and site file have different periods", PeriodDuty,
        "Decide on one period, and use it in the policy and in the site file.");

    public static readonly PolicyRule PeriodMissing = new("period_missing", PolicyLevel.Warning, "The site file lacks a period that the policy promises", PeriodDuty,
        "Add a class with this period to `retention`.");

    public static readonly PolicyRule AnnounceMissing = new("announce_missing", PolicyLevel.Warning, "No system tells users of changes as the policy promises",
        ChangeDuty, "Name the system that tells them in `announce`. The hub then gives it a duty for each new version.");

    public static readonly PolicyRule NoticeShorter = new("notice_shorter", PolicyLevel.Error, "Users are told of changes later than the policy promises",
        ChangeDuty, "Set `announce.notice` to the period that the policy promises.");

    public static readonly PolicyRule Undecided = new("undecided", PolicyLevel.Error, "The owner has not decided a fact", "GDPR Art. 13",
        "Decide the fact, add it to the site file, and remove it from `undecided`. Until then the hub does not publish the file.");

    public static readonly PolicyRule LongerThanItsClass = new("longer_than_its_class", PolicyLevel.Error, "A cookie is kept longer than the class of data to which it belongs",
        "GDPR Art. 5(1)(e)", "Shorten the cookie's duration, or state a longer period for the class.");

    public static readonly PolicyRule SignalIgnored = new("signal_ignored", PolicyLevel.Warning, "A category ignores an opt-out signal that a law requires the site to honour",
        "the laws in `signals.json`", "Set `gpc` of the category to `true`.");

    public static readonly PolicyRule AgeBelowLaw = new("age_below_law", PolicyLevel.Warning, "The age threshold is below the age of consent in a region",
        "the laws in `ages.json`; GDPR Art. 8(1)", "Raise `age.threshold` to the highest of these ages, or have parents consent.");

    public static readonly PolicyRule LawChanges = new("law_changes", PolicyLevel.Note, "The law of a region differs between the day of the check and today",
        "the law that the finding names", "Change the site file and the policy before the day. Visitors see their rights and their authority from that day without a new version.");

    public static readonly IReadOnlyList<PolicyRule> All =
    [
        Placeholder, DraftRemark, ListCutOff, NoDate, AcceptanceByUse, WithdrawalInBrowser, InvalidFramework, TlsAtRest, Ssl, ConflictingPeriods, AmbiguousPeriod,
        MixedBounds, BackupWindow, NoPeriod, NoPrivacyContact, ContactOnlyByPost, NoComplaintRight, AuthorityUnknown, SaleUndetermined, SaleDiffers, SaleMissing,
        SaleDenied, AgeByLaw, Contradiction, AgeDiffers, PeriodDiffers, PeriodMissing, AnnounceMissing, NoticeShorter, Undecided, LongerThanItsClass,
        SignalIgnored, AgeBelowLaw, LawChanges,
    ];
}
