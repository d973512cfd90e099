using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>Rules about the promise to tell users of a change of the policy.</summary>
internal static partial class ChangeRules
{
    public static IEnumerable<PolicyFinding> Find(PolicyText policy, SiteFile site)
    {
        if (policy.Sentences.FirstOrDefault(Promises) is not { } sentence)
            yield break;

        if (site.Announce is not { } announce)
        {
            yield return new PolicyFinding(PolicyRules.AnnounceMissing, "The policy promises to tell users of changes; the site file has no `announce`.") { Sentence = sentence, Path = "announce" };
        }
        else if (Ahead().Match(sentence.Text) is { Success: true } ahead && Period.TryParse(PromisedPeriod.Iso8601(ahead), out var promised)
            && (announce.Notice is null || Period.Parse(announce.Notice).Span < promised.Span))
        {
            yield return new PolicyFinding(PolicyRules.NoticeShorter, $"The policy promises \"{ahead.Groups["period"].Value}\", and `announce` says {announce.Notice ?? "nothing"}.")
            {
                Sentence = sentence,
                Path = announce.Notice is null ? "announce" : "announce.notice",
            };
        }
    }

    private static bool Promises(PolicySentence sentence) =>
        Tells().IsMatch(sentence.Text) && Change().IsMatch(sentence.Text) && (Change().IsMatch(sentence.Heading) || OfPolicy().IsMatch(sentence.Text));

    [GeneratedRegex(@"\bwe (?:(?:will|shall) )?(?:also )?(?:notify|inform|tell|e-?mail|announce)\b|\b(?:will|shall) (?:also )?be (?:notified|informed|told|e-?mailed|announced)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tells();

    [GeneratedRegex(@"\b(?:changes?|updates?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Change();

    [GeneratedRegex(@"\b(?:policy|privacy (?:notice|statement)|this (?:notice|statement))\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex OfPolicy();

    [GeneratedRegex(@"\b(?<period>(?<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -](?<unit>day|week|month)s?)\b[^.]{0,40}\b(?:before|prior|advance|notice)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Ahead();
}
