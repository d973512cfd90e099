namespace ConsentHub.Formats;

/// <summary>The errors of a request, by field; each message says which value is valid.</summary>
internal sealed class FieldErrors
{
    /// <summary>Null while there is no error, as with nearly every request.</summary>
    private Dictionary<string, List<string>>? errors;

    public bool Any => errors is not null;

    public bool Has(string field) => errors?.ContainsKey(field) == true;

    public void Add(string field, string message)
    {
        errors ??= new(StringComparer.Ordinal);
        if (!errors.TryGetValue(field, out var messages))
            errors.Add(field, messages = []);

        messages.Add(message);
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() => (errors ?? []).ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>Shortens a caller's text for a message, so that responses and logs stay readable.</summary>
    public static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");

    public static FieldErrors Of(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors;
    }
}
