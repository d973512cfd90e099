using ConsentHub.Sites.Model;
using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites.Files;

/// <summary>Either a site file, or all of its errors.</summary>
internal sealed record SiteFileResult(SiteFile? Site, IReadOnlyList<SiteFileError> Errors);
