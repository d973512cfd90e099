using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.Sites;

namespace ConsentHub.Tests.Sites;

public class ShippedSitesTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(TestSite.Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void Every_shipped_site_reads_without_error_under_its_own_name(string file)
    {
        var result = Read(file);

        Assert.Empty(result.Errors);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), result.Site!.Key);
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_shipped_site_renders_in_every_language_and_rule(string file)
    {
        var site = NoticeContent.Parse(NoticeContent.Canonical(Read(file).Site!));

        foreach (var lang in site.Languages)
        {
            foreach (var rule in Regions.RulesOf(site))
            {
                var notice = NoticeRenderer.Render(site, 1, 1, lang, rule);
                var layer = JsonNode.Parse(FirstLayer.From(NoticeBytes.ForRegion(notice, "NO"), "0123456789abcdef"))!;

                Assert.Equal(site.Key, (string?)layer["site"]);
                Assert.DoesNotContain("{}", Encoding.UTF8.GetString(notice).Replace("\"links\":{}", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_demo_site_and_five_others_are_shipped() => Assert.Equal(6, Directory.GetFiles(TestSite.Folder, "*.json").Length);

    [Fact]
    public void The_sample_in_the_reference_reads_without_error()
    {
        var doc = File.ReadAllText(Path.Combine(TestSite.Folder, "..", "docs", "site-files.md"));
        var start = doc.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        var sample = doc[start..doc.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.Empty(SiteFileReader.Read(Encoding.UTF8.GetBytes(sample)).Errors);
    }

    private static SiteFileResult Read(string file) => SiteFileReader.Read(File.ReadAllBytes(Path.Combine(TestSite.Folder, file)));
}
