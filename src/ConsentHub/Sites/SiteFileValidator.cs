using ConsentHub.Sites.Validation;

namespace ConsentHub.Sites;

/// <summary>Checks what a site file says.</summary>
internal static class SiteFileValidator
{
    public static void Check(SiteFile site, SiteFileFaults faults)
    {
    }
}
