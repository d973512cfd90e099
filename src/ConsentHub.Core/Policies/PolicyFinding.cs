namespace ConsentHub.Policies;

/// <summary>One finding of the policy check: the rule, and the sentence or the member of the site file that it is about.</summary>
/// <param name="Message">What is wrong in this place.</param>
internal sealed record PolicyFinding(PolicyRule Rule, string Message)
{
    /// <summary>The sentence of the policy; null if the finding is about the site file or about something that the policy lacks.</summary>
    public PolicySentence? Sentence { get; init; }

    /// <summary>Path of a member of the site file, such as <c>retention[2].period</c>; null if the finding is about the policy's text alone.</summary>
    public string? Path { get; init; }
}
