namespace ConsentHub.Policies;

/// <summary>One rule of the policy check.</summary>
/// <param name="Id">Stable; scripts and code scanning refer to it.</param>
/// <param name="Title">What the rule finds.</param>
/// <param name="Source">The law, judgment or standard that the rule rests on.</param>
/// <param name="Cure">What to do about a finding.</param>
internal sealed record PolicyRule(string Id, PolicyLevel Level, string Title, string Source, string Cure);

/// <summary>How serious a finding is. SARIF uses the same three names.</summary>
internal enum PolicyLevel
{
    /// <summary>The sentence may be intended, but readers can understand it in more than one way.</summary>
    Note,

    /// <summary>The law requires something that the policy lacks, or forbids something that the policy says.</summary>
    Warning,

    /// <summary>The policy must not be published like this. <c>site check</c> fails.</summary>
    Error,
}
