using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks the signals: only known consent types, and only for what a visitor can refuse.</summary>
internal sealed class SignalRule(SiteFile site, SiteFileErrors errors)
{
    private const int MaxWait = 5000;

    private static readonly HashSet<string> OfTheWindow = new(StringComparer.Ordinal)
    {
        "location", "document", "window", "parent", "frames", "opener", "status", "length", "event", "origin", "history", "navigator", "screen", "clarity", "ConsentHub",
    };

    public void Check()
    {
        var signals = site.Signals;
        errors.AddUnless(signals?.Google is null or { WaitForUpdate: >= 0 and <= MaxWait }, "signals.google.waitForUpdate", $"must be from 0 to {MaxWait} milliseconds");

        errors.AddUnless(signals is null || IsDataLayer(signals.DataLayerName), "signals.dataLayerName",
            "must be the name of the data layer that the page's own tags use: 5 to 64 letters, digits and _, not beginning with a digit, and not a name that the browser or ConsentHub uses");
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

    /// <summary>The name of a queue must differ from the members of every window, such as <c>location</c>, and from other queues.</summary>
    private static bool IsDataLayer(string name) =>
        name.Length is >= 5 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]) && !OfTheWindow.Contains(name);

    /// <param name="used">True if the site sends this signal.</param>
    /// <param name="ofRequired">The consent types that a required category may map to; null if the category can be refused.</param>
    private void CheckTypes(IReadOnlyList<string>? types, string path, IReadOnlyList<string> known, bool used, IReadOnlyList<string>? ofRequired)
    {
        if (types is null)
            return;

        var name = path[(path.LastIndexOf('.') + 1)..];
        errors.AddUnless(used, path, $"maps the category for a tool that gets no signal; switch signals.{name} on, or leave it out");
        errors.AddRepeated(types, i => $"{path}[{i}]");
        foreach (var (i, type) in types.Index())
        {
            if (!known.Contains(type, StringComparer.Ordinal))
                errors.Add($"{path}[{i}]", $"must be one of {string.Join(", ", known)}");
            else if (ofRequired?.Contains(type, StringComparer.Ordinal) == false)
                errors.Add($"{path}[{i}]", $"can't belong to a required category, which nobody can refuse{(ofRequired.Count > 0 ? $"; possible here: {string.Join(", ", ofRequired)}" : "")}");
        }
    }
}
