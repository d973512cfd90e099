using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Banner;
using ConsentHub.Formats;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Support;

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
                var layer = JsonNode.Parse(InlinedNotice.Json(NoticeBytes.ForRegion(notice, "NO"), "0123456789abcdef"))!;

                Assert.Equal(site.Key, (string?)layer["site"]);
                Assert.DoesNotContain("{}", Encoding.UTF8.GetString(notice).Replace("\"links\":{}", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
        }
    }

    /// <summary>
    /// What each policy states. The site file may not have an address, a mailbox, a country or a safeguard that its
    /// policy does not state.
    /// </summary>
    [Theory]
    [InlineData("mayday.json", "privacy@maydaycrm.com", null, null, 13, "P12M P24M P30D", "")]
    [InlineData("crmsoftware.json", null, "123 Tech Street, San Francisco, CA 94105", "US", 16, "P3Y P30D P7Y P30D P2Y", "US scc")]
    [InlineData("sipis.json", null, null, null, null, "P6D", "")]
    [InlineData("callgenie.json", "support@callgenie.com", null, null, null, "P365D P90D P30D", "")]
    [InlineData("softphonez.json", null, null, null, 16, "", "")]
    [Promise("4.9", "6.12")]
    public void A_site_modelled_on_a_policy_states_what_the_policy_states_and_no_more(
        string file, string? email, string? address, string? country, int? age, string periods, string transfers)
    {
        var site = Read(file).Site!;
        var sent = site.Categories.SelectMany(c => c.Services).SelectMany(s => s.Transfers).Select(t => $"{t.Country} {WireNames<Safeguard>.Of(t.Safeguard)}");

        Assert.Equal((email, address, country), (site.Controller.Email, site.Controller.Address, site.Controller.Country));
        Assert.Null(site.Controller.Phone);
        Assert.Equal(email, site.PrivacyContact.Email);
        Assert.Equal(age, site.Age?.Threshold);
        Assert.Equal(periods, string.Join(' ', site.Retention.Select(r => r.Period).OfType<string>()));
        Assert.Equal(transfers, string.Join(' ', sent.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void Push_notifications_of_the_softphone_wait_for_consent()
    {
        var push = Read("sipis.json").Site!.Categories.Single(c => c.Services.Any(s => s.Id == "sipis_push"));

        Assert.Equal((false, LegalBasis.Consent), (push.Required, push.Basis));
        Assert.Equal(["sipis_push", "apple_push", "firebase_push"], push.Services.Select(s => s.Id));
    }

    [Theory, MemberData(nameof(Files))]
    [Promise("4.11")]
    public void Global_Privacy_Control_switches_something_off_in_every_shipped_site(string file) =>
        Assert.Contains(Read(file).Site!.Categories, NoticeCategory.DeniedByGpc);

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
