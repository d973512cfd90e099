using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>A temporary folder with the two folders that a hub uses.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Directory.CreateDirectory(Sites);

    public string Root { get; } = Directory.CreateTempSubdirectory("consenthub-test-").FullName;

    public string Data => Path.Combine(Root, "data");

    public string Sites => Path.Combine(Root, "sites");

    public string Database => Path.Combine(Data, "consenthub.db");

    public void WriteSite(SiteFile site) => WriteSite(site.Key, TestSite.Json(site));

    /// <summary>Replaces a site's file in one step, so that a running hub never reads half of it.</summary>
    public void WriteSite(string key, string json)
    {
        var file = Path.Combine(Sites, key + ".json");
        File.WriteAllText(file + ".new", json);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Writes every shipped site as if its owner had decided what the file leaves open; returns their keys.</summary>
    public string[] WriteShippedSites() => [.. Directory.EnumerateFiles(TestSite.Folder, "*.json").Order(StringComparer.Ordinal).Select(file =>
    {
        var site = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        site.Remove("undecided");
        WriteSite((string)site["key"]!, site.ToJsonString());
        return (string)site["key"]!;
    })];

    /// <summary>Writes a file beside the two folders; returns its path.</summary>
    public string Write(string name, string content)
    {
        var file = Path.Combine(Root, name);
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>Safe to call twice: a hub disposes of its folder, and so does a test that shares it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
