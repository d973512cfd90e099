using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Sites;

public class NoticeContentTests
{
    [Fact]
    public void Content_that_is_parsed_again_has_the_same_bytes()
    {
        var canonical = NoticeContent.Canonical(TestSite.Minimal());

        Assert.Equal(canonical, NoticeContent.Canonical(NoticeContent.Parse(canonical)));
    }

    [Fact]
    public void Origins_schema_and_manager_are_no_part_of_the_content()
    {
        var site = TestSite.Minimal();
        var moved = site with { Origins = ["https://other.example"], Schema = "site-1.json", ManagedBy = ManagedBy.Console };

        Assert.Equal(NoticeContent.Canonical(site), NoticeContent.Canonical(moved));
        Assert.Empty(NoticeContent.Parse(NoticeContent.Canonical(moved)).Origins);
    }

    [Fact]
    public void A_default_that_is_written_out_is_the_same_content_as_one_that_is_left_out()
    {
        var written = JsonNode.Parse(TestSite.Json(TestSite.Minimal()))!.AsObject();
        var brief = written.DeepClone().AsObject();
        foreach (var field in new[] { "consent", "theme", "links", "texts", "residency", "managedBy" })
            brief.Remove(field);

        foreach (var category in brief["categories"]!.AsArray().Skip(1))
        {
            foreach (var field in new[] { "required", "basis", "defaults" })
                category!.AsObject().Remove(field);

            foreach (var service in category!["services"]!.AsArray())
            {
                service!.AsObject().Remove("hosts");
                service!.AsObject().Remove("transfers");
            }
        }

        brief["categories"]![0]!.AsObject().Remove("defaults");
        written["categories"]![0]!.AsObject().Remove("defaults");

        Assert.Equal(NoticeContent.Canonical(Read(written)), NoticeContent.Canonical(Read(brief)));
    }

    [Fact]
    public void Any_change_of_a_text_changes_the_content()
    {
        var site = TestSite.Minimal();

        Assert.NotEqual(NoticeContent.Canonical(site), NoticeContent.Canonical(site with { Name = "Shop Test" }));
    }

    private static SiteFile Read(JsonObject file)
    {
        var result = SiteFileReader.Read(Encoding.UTF8.GetBytes(file.ToJsonString()));
        Assert.Empty(result.Errors);
        return result.Site!;
    }
}
