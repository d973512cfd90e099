using Microsoft.Extensions.Primitives;

namespace ConsentHub.Formats;

/// <summary>The named parameters of a request or a command. Each must be known and given at most once. Collects their errors.</summary>
internal sealed class StrictParameters
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private StrictParameters()
    {
    }

    public FieldErrors Errors { get; } = new();

    /// <summary>The query of a request. An unknown or repeated parameter is an error, because ignoring it would answer a different query.</summary>
    public static StrictParameters Of(IEnumerable<KeyValuePair<string, StringValues>> query, IReadOnlyList<string> known)
    {
        var parameters = new StrictParameters();
        foreach (var (name, texts) in query)
        {
            // The framework compares names without case; the API does not.
            if (!known.Contains(name, StringComparer.Ordinal))
                parameters.Errors.Add(FieldErrors.Shorten(name), $"is not a parameter of this call, which takes {(known.Count == 0 ? "none" : string.Join(", ", known))}");
            else if (texts.Count != 1)
                parameters.Errors.Add(name, "is duplicated; send it once");
            else
                parameters.values[name] = texts[0] ?? "";
        }

        return parameters;
    }

    /// <summary>The options of a command; those not given are null.</summary>
    public static StrictParameters Of(IEnumerable<KeyValuePair<string, string?>> options)
    {
        var parameters = new StrictParameters();
        foreach (var (name, text) in options)
        {
            if (text is not null)
                parameters.values[name] = text;
        }

        return parameters;
    }

    /// <summary>The text of a parameter; null if it is absent.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    public void Refuse(string name, string message) => Errors.Add(name, message);

    /// <summary>The parsed value of a parameter; null if it is absent or invalid. An invalid value adds an error.</summary>
    /// <param name="message">Continues the sentence that the name begins: "must be true or false".</param>
    public T? Read<T>(string name, TryRead<T> read, string message)
        where T : struct
    {
        if (this[name] is not { } text)
            return null;

        if (read(text, out var value))
            return value;

        Refuse(name, message);
        return null;
    }

    public delegate bool TryRead<T>(string text, out T value);
}
