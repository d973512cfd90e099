using System.Globalization;
using System.Text.RegularExpressions;
using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>Rules that compare the facts of a policy with the facts of the site file.</summary>
internal static partial class PolicyComparison
{
    public static IEnumerable<PolicyFinding> Find(PolicyText policy, SiteFile site) => [.. Ages(policy, site), .. Sales(policy, site), .. Periods(policy, site)];

    private static IEnumerable<PolicyFinding> Ages(PolicyText policy, SiteFile site) =>
        from stated in policy.Sentences.Select(sentence => (sentence, match: Age().Match(sentence.Text))).Where(s => s.match.Success).DistinctBy(s => s.match.Groups["age"].Value)
        let sentence = stated.sentence
        let age = int.Parse(stated.match.Groups["age"].Value, CultureInfo.InvariantCulture)
        where site.Age?.Threshold != age
        select new PolicyFinding(PolicyRules.AgeDiffers, site.Age is null ? $"The policy says {age}; the site file has no `age`." : $"The policy says {age}, but the site file says {site.Age.Threshold}.")
        {
            Sentence = sentence,
            Path = site.Age is null ? "age" : "age.threshold",
        };

    private static IEnumerable<PolicyFinding> Sales(PolicyText policy, SiteFile site)
    {
        var open = policy.Sentences.FirstOrDefault(s => SentenceRules.LeavesSaleOpen(s.Text));
        var denial = policy.Sentences.FirstOrDefault(s => NeverSold().IsMatch(s.Text) && !SentenceRules.LeavesSaleOpen(s.Text));
        var admission = policy.Sentences.FirstOrDefault(s => Sold().IsMatch(s.Text));
        var (stated, fits) = (denial, admission, open) switch
        {
            ({ } sentence, _, _) => (sentence, site.Sale == DataSale.None),
            (_, { } sentence, _) => (sentence, site.Sale == DataSale.Sale),
            (_, _, { } sentence) => (sentence, site.Sale != DataSale.None),
            _ => (null, true),
        };
        if (stated is null || fits)
            return [];

        return site.Sale is { } sale
            ? [new PolicyFinding(PolicyRules.SaleDiffers, $"The site file says {WireNames<DataSale>.Of(sale)}.") { Sentence = stated, Path = "sale" }]
            : [new PolicyFinding(PolicyRules.SaleMissing, "The policy says it; the site file has no `sale`.") { Sentence = stated, Path = "sale" }];
    }

    private static IEnumerable<PolicyFinding> Periods(PolicyText policy, SiteFile site)
    {
        var duties = PromisedPeriod.Of(policy).Where(p => p is { Duty: not ("" or PromisedPeriod.DeletionRequest), Iso: not null }).GroupBy(p => p.Duty, StringComparer.Ordinal);
        foreach (var promised in duties.Select(d => d.First()))
        {
            var classes = site.Retention.Index().Where(r => promised.IsAbout(r.Item)).ToList();
            if (classes.Count == 0)
            {
                yield return new PolicyFinding(PolicyRules.PeriodMissing, $"The policy promises \"{promised.Words}\" for {promised.Duty.Replace('_', ' ')}.") { Sentence = promised.Sentence, Path = "retention" };
            }
            else if (!classes.Exists(c => c.Item.Period is { } period && Period.Parse(period).Span == Period.Parse(promised.Iso!).Span))
            {
                var (index, @class) = classes[0];
                yield return new PolicyFinding(PolicyRules.PeriodDiffers, $"The policy promises \"{promised.Words}\", and the class {@class.Id} says {@class.Period ?? @class.While}.")
                {
                    Sentence = promised.Sentence,
                    Path = $"retention[{index}].{(@class.Period is null ? "while" : "period")}",
                };
            }
        }
    }

    [GeneratedRegex(@"\b(?:never|not|neither)\b[^.;]{0,30}\bsell(?:s|ing)?\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NeverSold();

    [GeneratedRegex(@"\bwe (?:may |can |will )?(?:also )?sell\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Sold();

    [GeneratedRegex(@"\b(?:under|below|younger than|not yet)(?: the)?(?: age)?(?: of)?\s+(?<age>1\d|[6-9])\b(?! (?:days?|weeks?|months?|hours?|minutes?|seconds?|%|percent))", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Age();
}
