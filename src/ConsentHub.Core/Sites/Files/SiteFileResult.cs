using ConsentHub.Sites.Model;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites.Files;

/// <summary>Either a site file, or all of its errors.</summary>
internal sealed record SiteFileResult(SiteFile? Site, IReadOnlyList<SiteFileError> Errors)
{
    /// <summary>The line of a member, by its path, or of the member around it; null if the file was not read.</summary>
    public Func<string, int?> LineOf { get; init; } = _ => null;
}
