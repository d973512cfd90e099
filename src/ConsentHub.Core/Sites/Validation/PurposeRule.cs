namespace ConsentHub.Sites.Validation;

/// <summary>Checks that purposes are stable ids, each once in its list.</summary>
internal static class PurposeRule
{
    public static void Check(IReadOnlyList<string> purposes, string path, SiteFileErrors faults)
    {
        faults.AddRepeated(purposes, i => $"{path}[{i}]");
        foreach (var (i, purpose) in purposes.Index())
            faults.AddUnless(Patterns.IsId(purpose), $"{path}[{i}]", Patterns.IdRule);
    }
}
