using System.Text.Json.Nodes;

namespace ConsentHub.Tests.Sites;

/// <summary>The published schema of a site file accepts the shipped files.</summary>
public sealed class SiteSchemaTests
{
    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(TestSite.Folder, "*.json").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_site_file_is_valid(string file) => Assert.Empty(PublishedSchema.CheckSite(Read(file)));

    [Theory]
    [InlineData("key", "\"Not A Key\"")]
    [InlineData("origins", "\"https://shop.example\"")]
    [InlineData("lifetime", "180")]
    [InlineData("unknown", "true")]
    public void An_invalid_site_file_is_not_valid(string member, string value)
    {
        var site = Read("demo.json");
        site[member] = JsonNode.Parse(value);

        Assert.NotEmpty(PublishedSchema.CheckSite(site));
    }

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, file)))!.AsObject();
}
