namespace ConsentHub.Sites.Validation;

/// <summary>Checks that purposes are stable ids, each once in its list.</summary>
internal static class PurposeRule
{
    public static void Check(IReadOnlyList<string> purposes, string path, SiteFileErrors errors)
    {
        errors.AddRepeated(purposes, i => $"{path}[{i}]");
        foreach (var (i, purpose) in purposes.Index())
            errors.AddUnless(Patterns.IsId(purpose), $"{path}[{i}]", Patterns.IdRule);
    }
}
