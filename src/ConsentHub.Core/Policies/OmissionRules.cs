using System.Text.RegularExpressions;

namespace ConsentHub.Policies;

/// <summary>Rules about the policy as a whole: what is missing, and sentences that contradict each other.</summary>
internal static partial class OmissionRules
{
    public static IEnumerable<PolicyFinding> Find(PolicyText policy) =>
    [
        .. policy.CutOffLists.Select(s => new PolicyFinding(PolicyRules.ListCutOff, "The list that this sentence announces is missing.") { Sentence = s }),
        .. Contact(policy),
        .. Contradiction(policy),
        .. Unless(policy, Complaint(), PolicyRules.NoComplaintRight, "The policy does not mention the right to complain to an authority."),
        .. Unless(policy, Date(), PolicyRules.NoDate, "The policy does not say from which date this version applies."),
        .. California(policy),
    ];

    private static IEnumerable<PolicyFinding> Unless(PolicyText policy, Regex said, PolicyRule rule, string message) =>
        policy.Sentences.Any(s => said.IsMatch(s.Text)) ? [] : [new PolicyFinding(rule, message)];

    private static IEnumerable<PolicyFinding> Contact(PolicyText policy)
    {
        var contacts = policy.Sentences.Where(s => Electronic().IsMatch(s.Text) || Post().IsMatch(s.Text)).ToList();
        if (contacts.Count == 0)
            return [new PolicyFinding(PolicyRules.NoPrivacyContact, "The policy has no e-mail address, form, telephone number or postal address.")];

        var privacy = contacts.Where(s => ForPrivacy().IsMatch(s.InContext) || ForPrivacy().IsMatch(s.Heading) || ForPrivacy().IsMatch(Before(policy, s))).ToList();
        if (privacy.Count == 0)
            return [new PolicyFinding(PolicyRules.NoPrivacyContact, "The policy does not say that this contact is for privacy, and names no data protection officer.") { Sentence = contacts[^1] }];

        return privacy.Exists(s => Electronic().IsMatch(s.Text)) ? [] : [new PolicyFinding(PolicyRules.ContactOnlyByPost, "The only contact for privacy is a postal address.") { Sentence = privacy[^1] }];
    }

    private static string Before(PolicyText policy, PolicySentence sentence) =>
        policy.Sentences.TakeWhile(s => s != sentence).LastOrDefault()?.Text ?? "";

    private static IEnumerable<PolicyFinding> Contradiction(PolicyText policy) =>
        policy.Sentences.FirstOrDefault(s => NeverShared().IsMatch(s.Text)) is { } never
        && policy.Sentences.FirstOrDefault(s => Shared().IsMatch(s.Text) && !NeverShared().IsMatch(s.Text)) is { } but
            ? [new PolicyFinding(PolicyRules.Contradiction, $"This sentence says that data is shared, but line {never.Line} says that nothing is shared.") { Sentence = but }]
            : [];

    private static IEnumerable<PolicyFinding> California(PolicyText policy) =>
        policy.Sentences.FirstOrDefault(s => CaliforniaLaw().IsMatch(s.Text)) is { } named && !policy.Sentences.Any(s => Sale().IsMatch(s.InContext))
            ? [new PolicyFinding(PolicyRules.SaleUndetermined, "The policy has rules for California and does not say whether data is sold or shared.") { Sentence = named }]
            : [];

    [GeneratedRegex(@"\bcomplain\w* (?:to|with)\b|\b(?:lodge|file|make|raise|right to) (?:an? )?complain|\bsupervisory authorit|\bdata protection authorit", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Complaint();

    /// <summary>A date, or a placeholder for a date, which another rule reports.</summary>
    [GeneratedRegex(@"\b(?:19|20)\d\d\b|\[[^\]]*date[^\]]*\]", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Date();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.\w+|\[email.protected\]|https?://|\bwww\.|\+\d[\d ()-]{6,}|\(\d{3}\) ?\d{3}-\d{4}|\b(?:contact|privacy|request) form\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Electronic();

    [GeneratedRegex(@"\b\d+ (?:[A-Z]\w+ ){1,3}(?:Street|St\.|Avenue|Ave\.|Road|Rd\.|Lane|Drive|Boulevard|Way|Square|Suite)|\b(?!(?:19|20)\d\d\b)\d{4,5} [A-Z][a-z]+|\b[A-Z]{2} \d{5}\b", RegexOptions.None, 1000)]
    private static partial Regex Post();

    [GeneratedRegex(@"\bprivacy\b(?! policy| notice| statement)|\bdata protection\b|\bDPO\b|\b(?:privacy|dpo|gdpr|dataprotection)@", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ForPrivacy();

    [GeneratedRegex(@"\b(?:never|not|no)\b[^.]{0,20}\b(?:shar|disclos)\w+\b[^.]{0,60}\b(?:third part\w+|anyone|anybody)\b|\bshared with no one\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NeverShared();

    [GeneratedRegex(@"\bwe (?:may |will |can )?(?:also )?(?:share|disclose)\b|\b(?:is|are|be) (?:shared|disclosed) (?:with|to)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Shared();

    [GeneratedRegex(@"\b(?:CCPA|CPRA|California)\b.{0,60}\b(?:rights?|residents?|Act)\b|\bCalifornia residents\b", RegexOptions.None, 1000)]
    private static partial Regex CaliforniaLaw();

    [GeneratedRegex(@"\b(?:sell|sells|sold|selling|sale)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Sale();
}
