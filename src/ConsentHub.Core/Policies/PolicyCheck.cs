using ConsentHub.Sites.Model;

namespace ConsentHub.Policies;

/// <summary>Finds promises of a policy or a site file that can't be kept, are left open, or contradict each other. Reads English policies only.</summary>
/// <remarks>The rules judge only what is written: a policy without findings may still be wrong. The check is not legal advice.</remarks>
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
            .. policy is null || site is null ? [] : ChangeRules.Find(policy, site),
            .. site is null ? [] : SiteFileRules.Find(site),
        ];
        return [.. found.Distinct().OrderBy(f => f.Sentence?.Line ?? int.MaxValue).ThenBy(f => f.Sentence?.Column ?? 0)];
    }
}
