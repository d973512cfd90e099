using ConsentHub.Sites.Model;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites.Files;

/// <summary>A site file that was read, or all that is wrong with it: one of the two.</summary>
internal sealed record SiteFileResult(SiteFile? Site, IReadOnlyList<SiteFileError> Errors);
