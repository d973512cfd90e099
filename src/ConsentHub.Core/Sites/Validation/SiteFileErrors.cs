namespace ConsentHub.Sites.Validation;

/// <summary>The errors of a site file, and the line of each of its values.</summary>
internal sealed class SiteFileErrors
{
    /// <summary>The most errors listed for one file. The limit prevents a file full of errors from filling the memory.</summary>
    private const int MaxErrors = 500;

    private readonly List<SiteFileError> _errors = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    public IReadOnlyList<SiteFileError> All => _errors;

    public void Add(string path, string message)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(new SiteFileError(path, message) { Line = LineOf(path) });
        else if (_errors.Count == MaxErrors)
            _errors.Add(new SiteFileError("", $"has more errors, which are shown once these {MaxErrors} are corrected"));
    }

    public void AddUnless(bool right, string path, string message)
    {
        if (!right)
            Add(path, message);
    }

    /// <summary>Reports every value that a list holds more than once.</summary>
    public void AddRepeated<T>(IEnumerable<T> values, Func<int, string> pathOf, Func<T, string>? nameOf = null)
        where T : notnull
    {
        var seen = new HashSet<T>();
        foreach (var (i, value) in values.Index())
            AddUnless(seen.Add(value), pathOf(i), $"is a duplicate: {nameOf?.Invoke(value) ?? value.ToString()}");
    }

    /// <summary>Stores the line of a value.</summary>
    public void Place(string path, int line) => _lines[path] = line;

    /// <summary>True if the file itself has this value; false if the value is a default of the model.</summary>
    public bool IsWritten(string path) => _lines.ContainsKey(path);

    /// <summary>The line of a value, or of the object that should hold it.</summary>
    public int? LineOf(string path)
    {
        while (true)
        {
            if (_lines.TryGetValue(path, out var line))
                return line;

            var end = path.LastIndexOfAny(['.', '[']);
            if (end < 0)
                return _lines.TryGetValue("", out var first) ? first : null;

            path = path[..end];
        }
    }
}
