using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>Finds promises that a policy or a site file can't keep, leaves open, or makes twice. It reads English policies.</summary>
/// <remarks>The rules find what is written. A policy without findings may still be wrong, and is no legal advice.</remarks>
internal static class PolicyCheck
{
    /// <summary>Findings in the order of the policy's text; those without a sentence come last.</summary>
    public static IReadOnlyList<PolicyFinding> Of(PolicyText? policy, SiteFile? site)
    {
        IEnumerable<PolicyFinding> found =
        [
            .. policy is null ? [] : SentenceRules.Find(policy),
            .. policy is null ? [] : PeriodRules.Find(policy),
            .. policy is null ? [] : OmissionRules.Find(policy),
            .. policy is null || site is null ? [] : PolicyComparison.Find(policy, site),
            .. site is null ? [] : SiteFileRules.Find(site),
        ];
        return [.. found.Distinct().OrderBy(f => f.Sentence?.Line ?? int.MaxValue).ThenBy(f => f.Sentence?.Column ?? 0)];
    }
}
