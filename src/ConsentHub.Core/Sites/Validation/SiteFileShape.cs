using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Validation;

/// <summary>Compares a site file with its model and finds every field that is unknown, missing, duplicate or of another type.</summary>
/// <remarks>
/// The serializer stops at its first error and names .NET types. This walk continues, names fields of the file, and keeps the
/// line of each value. The serializer can read every file that passes this check.
/// </remarks>
internal ref struct SiteFileShape(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = SiteFileJson.Default.Options.MaxDepth });
    private string _path = "";
    private int _line = 1;
    private int _counted;

    public SiteFileErrors Errors { get; } = new();

    public void Check(JsonTypeInfo model)
    {
        try
        {
            _reader.Read();
            CheckValue(model, "");
            _reader.Read();
        }
        catch (JsonException error)
        {
            if (error.LineNumber is { } before)
                Errors.Place(_path, (int)before + 1);

            Errors.Add(_path, $"is not valid JSON here: {PlainWords(error.Message)}");
        }
        catch (InvalidOperationException)
        {
            // The only cause of this exception: an escape such as \ud800 without its second half.
            Errors.Add(_path, "holds an escaped surrogate without its other half");
        }
    }

    private void CheckValue(JsonTypeInfo type, string path)
    {
        _path = path;
        Errors.Place(path, CurrentLine());
        switch (type.Kind, _reader.TokenType)
        {
            case (_, JsonTokenType.Null):
                Errors.Add(path, "must not be null; leave it out instead");
                break;
            case (JsonTypeInfoKind.Object, JsonTokenType.StartObject):
                CheckMembers(type, path);
                break;
            case (JsonTypeInfoKind.Dictionary, JsonTokenType.StartObject):
                CheckEntries(type.Options.GetTypeInfo(type.ElementType!), path);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonTokenType.StartArray):
                CheckItems(type.Options.GetTypeInfo(type.ElementType!), path);
                break;
            default:
                if (ErrorOfScalar(type) is { } error)
                    Errors.Add(path, error);

                _reader.Skip();
                break;
        }
    }

    private void CheckMembers(JsonTypeInfo type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ReadName(path, seen) is { } name)
        {
            if (type.Properties.FirstOrDefault(p => p.Name == name) is { } property)
            {
                CheckValue(type.Options.GetTypeInfo(property.PropertyType), _path);
                continue;
            }

            Errors.Add(_path, $"is not a field of a site file; known here: {string.Join(", ", type.Properties.Select(p => p.Name))}");
            _reader.Skip();
        }

        foreach (var missing in type.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
            Errors.Add(Join(path, missing.Name), "is missing");
    }

    private void CheckEntries(JsonTypeInfo type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ReadName(path, seen) is not null)
            CheckValue(type, _path);
    }

    private void CheckItems(JsonTypeInfo type, string path)
    {
        for (var i = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; i++)
            CheckValue(type, $"{path}[{i}]");
    }

    /// <summary>Reads a field's name and steps onto its value; null at the end of the object.</summary>
    private string? ReadName(string parent, HashSet<string> seen)
    {
        _path = parent;
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
            return null;

        var name = _reader.GetString()!;
        _path = Join(parent, name);
        Errors.Place(_path, CurrentLine());
        if (!seen.Add(name))
            Errors.Add(_path, "is a duplicate");

        _reader.Read();
        return name;
    }

    private readonly string? ErrorOfScalar(JsonTypeInfo model)
    {
        var type = Nullable.GetUnderlyingType(model.Type) ?? model.Type;
        if (model.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
            return "must be an object";

        if (model.Kind is JsonTypeInfoKind.Enumerable)
            return "must be a list in square brackets";

        if (type == typeof(bool))
            return _reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : "must be true or false";

        if (type == typeof(int))
            return _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out _) ? null : "must be a whole number";

        var text = _reader.TokenType == JsonTokenType.String ? _reader.GetString() : null;
        if (!type.IsEnum)
            return text is null ? "must be a string" : null;

        var words = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
        return text is not null && words.Contains(text, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", words)}";
    }

    private int CurrentLine()
    {
        var at = (int)_reader.TokenStartIndex;
        _line += _json[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    /// <summary>Cuts the position off the message, because the line is already shown beside it.</summary>
    private static string PlainWords(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
