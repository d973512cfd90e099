using ConsentHub.Sites;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>A temporary folder with the two folders that a hub works in.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Directory.CreateDirectory(Sites);

    public string Root { get; } = Directory.CreateTempSubdirectory("consenthub-test-").FullName;

    public string Data => Path.Combine(Root, "data");

    public string Sites => Path.Combine(Root, "sites");

    public string Database => Path.Combine(Data, "consenthub.db");

    public void WriteSite(SiteFile site) => File.WriteAllText(Path.Combine(Sites, site.Key + ".json"), TestSite.Json(site));

    /// <summary>A hub disposes of its folder, and a test of one that it shares.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
