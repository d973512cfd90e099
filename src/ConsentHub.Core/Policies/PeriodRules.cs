using System.Text.RegularExpressions;

namespace ConsentHub.Policies;

/// <summary>Rules about the periods that a policy promises.</summary>
internal static partial class PeriodRules
{
    public static IEnumerable<PolicyFinding> Find(PolicyText policy)
    {
        var periods = PromisedPeriod.Of(policy).ToList();
        foreach (var range in periods.Where(p => p.IsRange))
            yield return new PolicyFinding(PolicyRules.MixedBounds, $"\"{range.Words}\" is a minimum and a maximum at once; only the maximum is a deadline.") { Sentence = range.Sentence };

        foreach (var duty in periods.Where(p => p.Duty.Length > 0).GroupBy(p => p.Duty, StringComparer.Ordinal))
        {
            foreach (var finding in OfOneDuty([.. duty]))
                yield return finding;
        }

        if (periods.Find(p => p.Duty == PromisedPeriod.DeletionRequest) is { } request && periods.Find(p => p.Duty == PromisedPeriod.Backups) is { } backups && !Stage().IsMatch(backups.Sentence.Text))
            yield return new PolicyFinding(PolicyRules.BackupWindow, $"\"{backups.Words}\" in backups here, \"{request.Words}\" for a request in line {request.Sentence.Line}.") { Sentence = backups.Sentence };
    }

    private static IEnumerable<PolicyFinding> OfOneDuty(IReadOnlyList<PromisedPeriod> periods)
    {
        var first = periods[0];
        foreach (var other in periods.Where(p => p.Sentence != first.Sentence).DistinctBy(p => p.Words.ToUpperInvariant()))
        {
            if (other.Least != first.Least)
            {
                yield return new PolicyFinding(PolicyRules.MixedBounds, $"\"{other.Words}\" and, in line {first.Sentence.Line}, \"{first.Words}\" are a minimum and a maximum for the same data.") { Sentence = other.Sentence };
            }
            else if (!string.Equals(other.Words, first.Words, StringComparison.OrdinalIgnoreCase) && !Stage().IsMatch(other.Sentence.Text))
            {
                yield return new PolicyFinding(PolicyRules.ConflictingPeriods, $"\"{other.Words}\" here, \"{first.Words}\" in line {first.Sentence.Line}.") { Sentence = other.Sentence };
            }
        }
    }

    /// <summary>Words that make one period follow another, so that the two do not conflict.</summary>
    [GeneratedRegex(@"\b(?:then|afterwards?|after that|after which|thereafter|another|further|additional)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Stage();
}
