using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>The site files of the repository, each as if its owner had decided what the file leaves open.</summary>
internal static class ShippedSite
{
    /// <summary>The header in which a test names the region of a visitor.</summary>
    public const string RegionHeader = "X-Region";

    public static SiteFile Read(string key) =>
        SiteFileReader.Read(File.ReadAllBytes(Path.Combine(TestSite.Folder, $"{key}.json"))).Site! with { Undecided = [] };

    /// <summary>A hub with this one site.</summary>
    public static Task<Hub> StartAsync(string key, TestClock? clock = null) =>
        Hub.StartAsync([Read(key)], clock: clock, settings: ("ConsentHub:RegionHeader", RegionHeader));
}
