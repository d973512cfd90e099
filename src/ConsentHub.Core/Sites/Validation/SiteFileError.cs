namespace ConsentHub.Sites.Validation;

/// <summary>One error of a site file: its place, and what would be valid.</summary>
/// <param name="Path">Such as <c>categories[1].services[0].purpose.de</c>; empty for the file as a whole.</param>
/// <param name="Message">Continues the sentence that the path begins: "must be a whole number".</param>
internal sealed record SiteFileError(string Path, string Message)
{
    /// <summary>The line of the file, from 1; null if the value is missing or the file is not read from text.</summary>
    public int? Line { get; init; }

    public override string ToString() => (Path, Line) switch
    {
        ("", null) => $"the file {Message}",
        ("", { } line) => $"line {line}: the file {Message}",
        (_, null) => $"{Path}: {Message}",
        (_, { } line) => $"{Path} (line {line}): {Message}",
    };
}
