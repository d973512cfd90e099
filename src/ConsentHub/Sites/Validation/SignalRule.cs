namespace ConsentHub.Sites.Validation;

/// <summary>What a site may tell others of a choice: only their own words, and only what a visitor could refuse.</summary>
internal sealed class SignalRule(SiteFile site, SiteFileFaults faults)
{
    private const int MaxWait = 5000;

    public void Check()
    {
        var signals = site.Signals;
        faults.AddUnless(signals?.Google is null or { WaitForUpdate: >= 0 and <= MaxWait }, "signals.google.waitForUpdate", $"must be from 0 to {MaxWait} milliseconds");

        foreach (var (i, category) in site.Categories.Index())
        {
            if (category.Signals is not { } own)
                continue;

            var path = $"categories[{i}].signals";
            CheckTypes(own.Google, $"{path}.google", SignalMap.GoogleTypes, signals?.Google is not null, category.Required ? SignalMap.GoogleRequired : null);
            CheckTypes(own.Uet, $"{path}.uet", SignalMap.UetTypes, signals?.Uet == true, category.Required ? [] : null);
            CheckTypes(own.Clarity, $"{path}.clarity", SignalMap.ClarityTypes, signals?.Clarity == true, category.Required ? [] : null);
        }
    }

    /// <param name="used">Whether the site sends this signal at all.</param>
    /// <param name="ofRequired">What a required category may stand for; null where the category can be refused.</param>
    private void CheckTypes(IReadOnlyList<string>? types, string path, IReadOnlyList<string> known, bool used, IReadOnlyList<string>? ofRequired)
    {
        if (types is null)
            return;

        var name = path[(path.LastIndexOf('.') + 1)..];
        faults.AddUnless(used, path, $"says what the category means to a tool that is told nothing; switch signals.{name} on, or leave it out");
        faults.AddRepeated(types, i => $"{path}[{i}]");
        foreach (var (i, type) in types.Index())
        {
            if (!known.Contains(type, StringComparer.Ordinal))
                faults.Add($"{path}[{i}]", $"must be one of {string.Join(", ", known)}");
            else if (ofRequired?.Contains(type, StringComparer.Ordinal) == false)
                faults.Add($"{path}[{i}]", $"can't belong to a required category, which nobody can refuse{(ofRequired.Count > 0 ? $"; possible here: {string.Join(", ", ofRequired)}" : "")}");
        }
    }
}
