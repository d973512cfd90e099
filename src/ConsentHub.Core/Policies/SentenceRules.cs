using System.Globalization;
using System.Text.RegularExpressions;

namespace ConsentHub.Policies;

/// <summary>Rules that the check applies to each sentence on its own.</summary>
internal static partial class SentenceRules
{
    private static readonly (PolicyRule Rule, Regex Pattern, string Message)[] Table =
    [
        (PolicyRules.Placeholder, Placeholder(), "{0} is a placeholder."),
        (PolicyRules.DraftRemark, DraftRemark(), "\"{0}\" is addressed to the author of the policy, not to the readers."),
        (PolicyRules.AcceptanceByUse, AcceptanceByUse(), "\"{0}\" treats use of the service as agreement."),
        (PolicyRules.WithdrawalInBrowser, WithdrawalInBrowser(), "\"{0}\" sends visitors to their browser to withdraw consent."),
        (PolicyRules.InvalidFramework, InvalidFramework(), "{0} no longer protects any transfer."),
        (PolicyRules.TlsAtRest, TlsAtRest(), "\"{0}\": TLS encrypts data in transit, not data at rest."),
        (PolicyRules.Ssl, Ssl(), "\"{0}\" is a withdrawn protocol."),
        (PolicyRules.AmbiguousPeriod, AmbiguousPeriod(), "\"{0}\" names two periods and does not say which one applies."),
        (PolicyRules.NoPeriod, NoPeriod(), "\"{0}\" does not state a period."),
        (PolicyRules.SaleUndetermined, SaleUndetermined(), "\"{0}\" leaves open whether data is sold or shared."),
        (PolicyRules.AgeByLaw, AgeByLaw(), "\"{0}\" names no age."),
    ];

    public static IEnumerable<PolicyFinding> Find(PolicyText policy) =>
        from sentence in policy.Sentences
        from row in Table
        let match = row.Pattern.Match(sentence.Text)
        where match.Success
        select new PolicyFinding(row.Rule, Message(row.Message, match)) { Sentence = sentence };

    /// <summary>Placeholders and remarks to the author in any text, such as one of a site file.</summary>
    public static IEnumerable<(PolicyRule Rule, string Message)> Unfinished(string text) =>
        from row in Table.Take(2)
        let match = row.Pattern.Match(text)
        where match.Success
        select (row.Rule, Message(row.Message, match));

    /// <summary>Whether a sentence leaves open if data is sold.</summary>
    public static bool LeavesSaleOpen(string sentence) => SaleUndetermined().IsMatch(sentence);

    private static string Message(string message, Match match) => string.Format(CultureInfo.InvariantCulture, message, match.Value.Trim());

    /// <summary>A placeholder: square brackets (but not a link, a footnote or a checkbox), template markers such as <c>{{name}}</c>, or a word such as TODO.</summary>
    [GeneratedRegex(@"\[(?=[^\]]{0,80}[A-Za-z]{2})(?!\^|email.protected)[^\[\]]{2,80}\](?![(\[:])|\{\{[^}]{1,80}\}\}|<<[^>]{1,80}>>|\b(?:TBD|TODO|FIXME)\b|\blorem ipsum\b|\bXX/XX/XX", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\bstarter draft\b|\b(?:this|the) (?:template|sample policy)\b|\bnot legal advice\b|\breview(?:ed)? by (?:your |legal )?(?:counsel|a lawyer|an attorney)\b|\bbefore (?:final )?publication\b|\byour (?:final|production)\b[^.]{0,30}\b(?:policy|review|launch|version)\b|\bfor your (?:final|production)\b|\byou should (?:publish|insert|add|replace|customi[sz]e)\b|\b(?:details )?you publish for\b|\bshould be refined\b|\bthe latest version should display\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex DraftRemark();

    [GeneratedRegex(@"\bcontinu(?:ed|ing) (?:to )?(?:use|using|access)\b(?:(?!\b(?:no|not|never)\b)[^.]){0,120}\b(?:accept\w*|agree\w*|consent\w*|acknowledge\w*)|\bby (?:continuing|using|visiting|accessing|browsing)\b[^.]{0,100}\b(?:you|users?|visitors?)\b[^.]{0,20}\b(?:accept|agree|consent|acknowledge)|\b(?:use|browsing) of (?:our|the|this) (?:site|website|service|app)\w*\b[^.]{0,40}\b(?:constitutes?|signifies|means|indicates)\b[^.]{0,40}\b(?:accept\w*|agree\w*|consent)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex AcceptanceByUse();

    [GeneratedRegex(@"\b(?:clear|delete|disable|block|refuse|reject|manage|control)\w*\b[^.]{0,40}\bcookies?\b[^.]{0,40}\b(?:in|through|via|using|from) (?:your|the) (?:web )?browser|\b(?:set|configure|change|adjust)\b[^.]{0,20}\bbrowser\b[^.]{0,40}\b(?:refuse|reject|block|disable|delete)\b[^.]{0,20}\bcookies?", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex WithdrawalInBrowser();

    [GeneratedRegex(@"\b(?:EU-U\.?S\.? |Swiss-U\.?S\.? )?(?:Privacy Shield|Safe Harbou?r)(?: Framework| principles)?\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex InvalidFramework();

    /// <summary>Does not match a sentence that also names encryption of the storage or data in transit, because the sentence is then correct.</summary>
    [GeneratedRegex(@"^(?!.*\b(?:AES|in transit|disk encryption|encrypted (?:disks?|volumes?|storage|databases?))\b)(?:.*\b(?:SSL|TLS|HTTPS)\b.*\bat rest\b.*|.*\bat rest\b.*\b(?:SSL|TLS|HTTPS)\b.*)$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex TlsAtRest();

    [GeneratedRegex(@"\bsecure sockets? layer(?: technology)?(?: \(SSL\))?|(?<![/\w-])SSL\b(?! ?/ ?TLS)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Ssl();

    [GeneratedRegex(@"\b(?:until|while|as long as)\b[^.;]{0,80}?\bor\b (?:for |after )?(?:\d+|one|two|three|four|five|six|seven|ten)\W+(?:day|week|month|year)s?\b(?!,? whichever)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex AmbiguousPeriod();

    [GeneratedRegex(@"\b(?:(?:only )?(?:as|so) long as|until)\b[^.;]{0,50}\b(?:no longer |reasonably )?(?:necessary|needed|required)\b|\b(?:for )?a (?:reasonable )?period of time after\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NoPeriod();

    [GeneratedRegex(@"\bdoes not state\b[^.]{0,40}\b(?:sells?|sale)\b|\bdetermine whether\b[^.]{0,60}\b(?:sell|sale|sharing|advertising)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SaleUndetermined();

    [GeneratedRegex(@"\b(?:under|below)\b[^.]{0,20}\bage\b[^.]{0,20}\b(?:required|set|defined|specified|prescribed) by\b[^.]{0,30}\blaw\b|\bminimum age\b[^.]{0,30}\bapplicable law\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex AgeByLaw();
}
