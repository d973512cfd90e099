using System.Net;
using System.Text.RegularExpressions;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Preferences;

/// <summary>
/// What the law requires to be shown is on the page without JavaScript. <c>FactsTests</c> of the browser tests uses the
/// same table for the preference centre.
/// </summary>
public sealed class FactsTests
{
    [Fact]
    public void Every_field_of_a_site_file_is_shown_or_not_for_a_reason()
    {
        var forgotten = SiteFileFieldsTests.AllPaths.Where(path => !ShownFacts.ByField.ContainsKey(path)
            && !ShownFacts.NotShown.Keys.Any(known => known.EndsWith('.') ? path.StartsWith(known, StringComparison.Ordinal) : path == known));

        Assert.Empty(forgotten);
    }

    [Fact]
    public async Task The_page_shows_every_fact()
    {
        await using var hub = await Hub.StartAsync([ShownFacts.Earlier], clock: new TestClock());
        await hub.PublishAsync(ShownFacts.Site, version: 2);
        var page = await new PageVisit(hub).OpenAsync("?lang=en");
        var shown = $"{page.Text} {WebUtility.HtmlDecode(page.Html)}".Replace("../preferences", "/preferences", StringComparison.Ordinal);

        Assert.Empty(ShownFacts.ByField.Where(fact => !shown.Contains(fact.Value, StringComparison.Ordinal)).Select(fact => $"{fact.Key}: {fact.Value}"));
        Assert.Contains("Version 2, 2 March 2026", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<details open", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_controller_is_named_before_anything_is_asked()
    {
        await using var hub = await Hub.StartAsync();

        var html = (await new PageVisit(hub).OpenAsync()).Html;

        Assert.InRange(html.IndexOf("Responsible: Test Shop AS.", StringComparison.Ordinal), 1, html.IndexOf("<form", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_site_does_not_say_has_no_heading()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Retention = [] }]);

        var text = (await new PageVisit(hub).OpenAsync()).Text;

        Assert.All(
            ["How long data is kept", "Where your choices are stored", "Data protection authority", "Sale and sharing", "Support", "Sent to", "You can object", "copy of the safeguards", "Earlier versions"],
            absent => Assert.DoesNotContain(absent, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FR", "Datatilsynet|Commission nationale de l’informatique et des libertés (CNIL) (France)")]
    [InlineData("US-CA", "Datatilsynet|California Privacy Protection Agency (United States)")]
    [InlineData("NO", "Datatilsynet")]
    [InlineData("US", "Datatilsynet")]
    [InlineData("", "Datatilsynet")]
    [Promise("1.10", "3.16")]
    public async Task A_visitor_reads_the_authority_of_the_site_and_their_own(string region, string expected)
    {
        await using var hub = await Hub.StartAsync([ShownFacts.Site], settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visit = new PageVisit(hub) { Headers = { ["X-Region"] = region } };

        var page = await visit.OpenAsync("?lang=en");

        var shown = Regex.Match(page.Html, "<dt>Data protection authority</dt><dd>(?<shown>.*?)</dd>", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["shown"].Value;
        Assert.Equal(expected.Split('|'), shown.Split("<br>").Select(line => WebUtility.HtmlDecode(Regex.Replace(line, "<[^>]+>", "", RegexOptions.None, TimeSpan.FromSeconds(1)))));
    }

    [Theory]
    [InlineData("US-CA", "The law where you live (California Consumer Privacy Act) gives you these rights:", "Opt out of the sale or sharing of your data")]
    [InlineData("DE", "The law where you live (GDPR) gives you these rights:", "Have the use of your data restricted")]
    [InlineData("US-WY", "You get an answer to every question about your data: privacy@shop.example", "There is no list here of the rights")]
    [Promise("0.15", "4.4")]
    public async Task The_page_lists_the_rights_where_the_visitor_lives_or_says_who_answers(string region, string sentence, string right)
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visit = new PageVisit(hub) { Headers = { ["X-Region"] = region } };

        var text = (await visit.OpenAsync("?lang=en")).Text;

        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Contains(right, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DataSale.None, "We do not sell or share your personal information.")]
    [InlineData(DataSale.Sale, "We sell your personal information or share it for advertising. You can refuse at any time with the switches.")]
    [InlineData(DataSale.Sharing, "We share your personal information for advertising. You can refuse at any time with the switches.")]
    [InlineData(DataSale.Undetermined, "It is not yet decided whether we sell or share your personal information. Until then we treat it as if we did. You can refuse at any time with the switches.")]
    internal async Task The_page_says_whether_data_is_sold_or_shared(DataSale sale, string expected)
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop") with { Sale = sale }]);

        var page = await new PageVisit(hub).OpenAsync("?lang=en");

        Assert.Contains($"<dt>Sale and sharing</dt><dd>{expected}</dd>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    [Promise("0.18")]
    public async Task The_link_to_the_support_is_on_the_page_and_not_in_the_first_layer()
    {
        await using var hub = await Hub.StartAsync([ShownFacts.Site]);

        var page = await new PageVisit(hub).OpenAsync("?lang=en");
        var script = await hub.Client.GetStringAsync("/consent.js?site=shop&lang=en");

        Assert.Contains("""<a href="https://shop.example/help-desk" rel="noopener">Support</a>""", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("help-desk", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_claims_consent_where_everything_runs_without_asking()
    {
        await using var hub = await Hub.StartAsync(settings: ("ConsentHub:RegionHeader", "X-Region"));
        var visit = new PageVisit(hub) { Headers = { ["X-Region"] = "US-CA" } };

        var text = (await visit.OpenAsync()).Text;

        Assert.DoesNotContain("your consent", text, StringComparison.Ordinal);
        Assert.Contains("Legal basis: a contract with you", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_who_can_not_switch_off_learns_whom_to_write_to()
    {
        var site = TestSite.Minimal("shop").With("auth", c => c with { Basis = LegalBasis.LegitimateInterests });
        await using var hub = await Hub.StartAsync([site]);

        var text = (await new PageVisit(hub).OpenAsync()).Text;

        Assert.Contains("Legal basis: legitimate interests. You can object at any time: privacy@shop.example", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ShippedSitesTests.Files), MemberType = typeof(ShippedSitesTests))]
    [Promise("1.10")]
    public async Task Every_shipped_site_shows_what_it_says_in_every_language(string file)
    {
        var site = SiteFileReader.Read(await File.ReadAllBytesAsync(Path.Combine(TestSite.Folder, file))).Site! with { Undecided = [] };
        await using var hub = await Hub.StartAsync([site]);
        foreach (var lang in site.Languages)
        {
            var page = await new PageVisit(hub, site.Key).OpenAsync($"?lang={lang}");

            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.All(site.Retention, data => Assert.Contains(data.Name[lang], page.Text, StringComparison.Ordinal));
            Assert.Contains(InterfaceTexts.For(lang)["rightsText"], page.Text, StringComparison.Ordinal);
        }
    }
}
