using ConsentHub.Policies;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Policies;

/// <summary>What the check finds in the five policies of the shipped sites, and that it finds nothing in a good one.</summary>
public sealed class PolicyCheckTests
{
    private static readonly string Texts = Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, "tests/ConsentHub.Tests/Policies/Texts");

    /// <summary>Each finding as "rule line", or "rule path" if it is about the site file; "rule" alone is about what the policy lacks.</summary>
    [Theory]
    [InlineData("mayday", "placeholder 3|announce_missing 115 announce|sale_undetermined 138|placeholder 155|no_complaint_right|authority_unknown regions[2].in[0]", 6)]
    [InlineData("crmsoftware",
        "tls_at_rest 81|withdrawal_in_browser 123|ambiguous_period 129|invalid_framework 142|announce_missing 159 announce|acceptance_by_use 160|contact_only_by_post 168|authority_unknown regions[2].in[0]", 3)]
    [InlineData("sipis",
        "placeholder 3|list_cut_off 7|mixed_bounds 15|no_period 43|ssl 47|list_cut_off 51|contradiction 51|announce_missing 55 announce|list_cut_off 59"
        + "|no_privacy_contact|no_complaint_right", 6)]
    [InlineData("callgenie",
        "no_period 25|placeholder 26|conflicting_periods 28|mixed_bounds 33|conflicting_periods 33|backup_window 34|announce_missing 51 announce|no_privacy_contact 53|authority_unknown regions[2].in[0]", 4)]
    [InlineData("softphonez",
        "draft_remark 4|draft_remark 19|sale_undetermined 19|draft_remark 22|no_period 26|acceptance_by_use 28|draft_remark 32|age_by_law 34|draft_remark 36"
        + "|draft_remark 38|draft_remark 40|no_privacy_contact|no_complaint_right|sale_undetermined sale", 8)]
    [Promise(
        "0.17", "0.19", "1.11", "1.18", "1.21", "1.22", "1.23", "2.7", "2.11", "3.9", "3.18", "4.8", "4.9", "4.11", "4.12", "4.13", "4.15",
        "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8", "6.9", "6.10", "6.11", "6.12", "6.13")]
    public async Task A_shipped_sites_policy_has_these_findings_and_its_file_leaves_facts_open(string key, string expected, int undecided)
    {
        var findings = Shown(PolicyCheck.Of(await PolicyAsync($"{key}.txt"), Site(key)));

        string[] all = [.. expected.Split('|'), .. Enumerable.Range(0, undecided).Select(i => $"undecided undecided[{i}]")];
        Assert.Equal(all, findings);
    }

    [Fact]
    public async Task A_good_policy_with_a_good_site_file_has_none()
    {
        var site = Site("demo");
        site = site with
        {
            Age = new AgeRule { Threshold = 16 },
            Announce = new AnnounceRule { HeldBy = "mailer", Notice = "P30D" },
            Regions = [.. site.Regions.Where(r => !r.In.Contains("US"))],
            Retention =
            [
                .. site.Retention, Kept("billing_records", "P7Y"), Kept("server_logs", "P30D"), Kept("support_cases", "P2Y", RetentionEvent.CaseClosed),
                Kept("inactive_accounts", "P24M", RetentionEvent.LastActivity), Kept("marketing", "P30D", RetentionEvent.Withdrawal), Kept("backups", "P30D"),
                Kept("closed_account_data", "P30D", RetentionEvent.AccountClosed),
            ],
        };

        Assert.Empty(Shown(PolicyCheck.Of(await PolicyAsync("clean.md"), site)));
    }

    [Theory]
    [InlineData("This site was last updated on {{date}}.", "placeholder")]
    [InlineData("Contact <<COMPANY>> for more.", "placeholder")]
    [InlineData("The period is TBD.", "placeholder")]
    [InlineData("See [our terms](https://shop.example/terms), note [1] and [x] this box.", "")]
    [InlineData("Review this template with your lawyer.", "draft_remark")]
    [InlineData("Browsing of our website constitutes acceptance of this policy.", "acceptance_by_use")]
    [InlineData("By continuing to browse, you consent to cookies.", "acceptance_by_use")]
    [InlineData("By using the form you send us your name.", "")]
    [InlineData("You can set your browser to refuse all cookies.", "withdrawal_in_browser")]
    [InlineData("To opt out, delete cookies through your browser settings.", "withdrawal_in_browser")]
    [InlineData("We rely on the US-EU Safe Harbor principles.", "invalid_framework")]
    [InlineData("Stored data is protected by TLS at rest.", "tls_at_rest")]
    [InlineData("Data is protected by TLS in transit and AES-256 at rest.", "")]
    [InlineData("We use SSL to protect you.", "ssl")]
    [InlineData("We use SSL/TLS to protect you.", "")]
    [InlineData("We keep it while you are a customer or three years.", "ambiguous_period")]
    [InlineData("We keep it while you are a customer or three years, whichever ends first.", "")]
    [InlineData("We keep it as long as reasonably necessary.", "no_period")]
    [InlineData("The app is not for people under the minimum age of the applicable law.", "age_by_law")]
    [InlineData("Logs are stored for at least 30 days. Logs are deleted within 10 days.", "mixed_bounds")]
    [InlineData("Logs are stored for 30 days. Logs are deleted after 10 days.", "conflicting_periods")]
    [InlineData("Logs are stored for 30 days. Logs are then archived for 10 days.", "")]
    [InlineData("We delete data within 10 days of a request. Backups are overwritten after 90 days and removed.", "backup_window")]
    public void A_sentence_breaks_the_rule_or_does_not(string sentence, string rule)
    {
        const string Rest = "\n\nPrivacy: privacy@shop.example. You may complain to the supervisory authority. As of 1 May 2026.";

        Assert.Equal(rule, string.Join('|', PolicyCheck.Of(PolicyText.Parse(sentence + Rest), site: null).Select(f => f.Rule.Id)));
    }

    [Fact]
    [Promise("0.10")]
    public async Task A_site_file_that_differs_from_its_policy_is_found()
    {
        var policy = await PolicyAsync("mayday.txt");
        var site = Site("mayday");

        var differs = Shown(PolicyCheck.Of(policy, site with
        {
            Age = new AgeRule { Threshold = 16 },
            Retention = [.. site.Retention.Where(r => r.Id != "logs").Select(r => r.Id == "call_history" ? r with { Period = "P13M" } : r)],
        }));

        Assert.Contains("age_differs 111 age.threshold", differs);
        Assert.Contains("period_differs 128 retention[1].period", differs);
        Assert.Contains("period_missing 130 retention", differs);
        Assert.Contains("age_differs 111 age", Shown(PolicyCheck.Of(policy, site with { Age = null })));
    }

    [Theory]
    [InlineData("We never sell personal information.", "", "sale_missing 1 sale")]
    [InlineData("We never sell personal information.", "none", "")]
    [InlineData("We never sell personal information.", "sharing", "sale_differs 1 sale")]
    [InlineData("We never sell personal information.", "undetermined", "sale_differs 1 sale")]
    [InlineData("We may sell personal information.", "", "sale_missing 1 sale")]
    [InlineData("We may sell personal information.", "sale", "")]
    [InlineData("We may sell personal information.", "none", "sale_differs 1 sale")]
    [InlineData("The shop does not state here that it sells data.", "none", "sale_differs 1 sale")]
    [InlineData("The shop does not state here that it sells data.", "undetermined", "")]
    [InlineData("We ship what you buy.", "none", "")]
    [InlineData("We ship what you buy.", "", "")]
    [Promise("1.2", "3.13")]
    public void A_policy_and_a_site_file_agree_on_the_sale_of_data(string sentence, string sale, string expected)
    {
        var site = TestSite.Minimal() with { Sale = sale.Length == 0 ? null : Enum.Parse<DataSale>(sale, ignoreCase: true) };

        var findings = PolicyCheck.Of(PolicyText.Parse(sentence), site).Where(f => f.Rule == PolicyRules.SaleDiffers || f.Rule == PolicyRules.SaleMissing);

        Assert.Equal(expected, string.Join('|', Shown(findings)));
    }

    [Theory]
    [InlineData("We will e-mail you 30 days before a change of this policy.", null, null, "announce_missing 1 announce")]
    [InlineData("We will e-mail you 30 days before a change of this policy.", "mailer", null, "notice_shorter 1 announce")]
    [InlineData("We will e-mail you 30 days before a change of this policy.", "mailer", "P4W", "notice_shorter 1 announce.notice")]
    [InlineData("We will e-mail you 30 days before a change of this policy.", "mailer", "P30D", "")]
    [InlineData("You will be informed of changes to this policy two weeks in advance.", "mailer", "P14D", "")]
    [InlineData("You will be informed of changes to this policy two weeks in advance.", "mailer", "P7D", "notice_shorter 1 announce.notice")]
    [InlineData("Users will be notified of updates to this policy.", "mailer", null, "")]
    [InlineData("We will notify you of updates of your order.", null, null, "")]
    [InlineData("We may change this policy. Changes are posted here.", null, null, "")]
    [Promise("0.13", "1.17", "2.9", "3.17")]
    public void A_policy_that_promises_to_tell_users_of_changes_needs_a_system_that_does_it_in_time(string sentence, string? system, string? notice, string expected)
    {
        var site = TestSite.Minimal() with { Announce = system is null ? null : new AnnounceRule { HeldBy = system, Notice = notice } };

        var findings = PolicyCheck.Of(PolicyText.Parse(sentence), site).Where(f => f.Rule == PolicyRules.AnnounceMissing || f.Rule == PolicyRules.NoticeShorter);

        Assert.Equal(expected, string.Join('|', Shown(findings)));
    }

    [Theory]
    [InlineData(DataSale.None, "Ads Ltd", "ad_measurement", true)]
    [InlineData(DataSale.None, "Test Shop AS", "ad_measurement", false)]
    [InlineData(DataSale.None, "Ads Ltd", "usage_statistics", false)]
    [InlineData(DataSale.None, "Ads Ltd", "download_links", false)]
    [InlineData(DataSale.Sharing, "Ads Ltd", "ad_measurement", false)]
    [Promise("1.2", "3.13")]
    internal void A_denied_sale_beside_advertising_by_another_company_is_found(DataSale sale, string provider, string purpose, bool found)
    {
        var site = TestSite.Minimal().WithService("marketing", s => s with { Provider = provider, Purposes = ["usage_statistics", purpose] }) with { Sale = sale };

        Assert.Equal(found, Shown(PolicyCheck.Of(policy: null, site)).Contains("sale_denied categories[3].services[0].purposes"));
    }

    [Fact]
    public void A_period_of_thousands_of_years_is_read_and_not_compared()
    {
        var findings = PolicyCheck.Of(PolicyText.Parse("Billing records are kept for 9999 years."), TestSite.Minimal());

        Assert.DoesNotContain(findings, f => f.Rule == PolicyRules.PeriodDiffers || f.Rule == PolicyRules.PeriodMissing);
    }

    [Fact]
    [Promise("0.10")]
    public void A_cookie_that_outlives_its_class_is_found_unless_the_period_begins_later()
    {
        var site = TestSite.Minimal().With("analytics", c => c with
        {
            Services = [TestSite.Service("shop_stats") with { Cookies = [new CookieDeclaration { Name = "_s", Duration = "P13M" }, new CookieDeclaration { Name = "_t", Duration = "P1M" }] }],
        }) with
        { Retention = [Kept("analytics_data", "P12M")] };
        var index = site.Categories.Index().Single(c => c.Item.Id == "analytics").Index;

        Assert.Contains($"longer_than_its_class categories[{index}].services[0].cookies[0].duration", Shown(PolicyCheck.Of(policy: null, site)));
        Assert.DoesNotContain(
            PolicyCheck.Of(policy: null, site with { Retention = [Kept("analytics_data", "P12M", RetentionEvent.Withdrawal)] }), f => f.Rule == PolicyRules.LongerThanItsClass);
    }

    [Fact]
    public void A_placeholder_in_a_site_file_is_found_at_its_place() =>
        Assert.Contains("placeholder categories[0].name.en", Shown(PolicyCheck.Of(policy: null, TestSite.Minimal().With("auth", c => c with { Name = TestSite.Text("[Name]", "Konto") }))));

    [Fact]
    public void Every_rule_has_an_id_a_title_a_source_and_a_cure_and_its_row_in_the_manual()
    {
        var manual = File.ReadAllText(Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, "docs/policy-check.md"));

        Assert.Equal(PolicyRules.All.Count, PolicyRules.All.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(typeof(PolicyRules).GetFields().Count(f => f.FieldType == typeof(PolicyRule)), PolicyRules.All.Count);
        Assert.All(PolicyRules.All, rule => Assert.Contains($"| `{rule.Id}` | {rule.Level.ToString().ToLowerInvariant()} | {rule.Title} | {rule.Source} |", manual, StringComparison.Ordinal));
    }

    private static async Task<PolicyText> PolicyAsync(string file) => PolicyText.Parse(await File.ReadAllTextAsync(Path.Combine(Texts, file)));

    private static SiteFile Site(string key) => SiteFileReader.Read(File.ReadAllBytes(Path.Combine(TestSite.Folder, $"{key}.json"))).Site!;

    private static RetentionClass Kept(string id, string period, RetentionEvent? after = null) => new() { Id = id, Name = TestSite.Text(id, id), Period = period, After = after };

    private static string[] Shown(IEnumerable<PolicyFinding> findings) =>
        [.. findings.Select(f => string.Join(' ', new[] { f.Rule.Id, f.Sentence?.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), f.Path }.OfType<string>()))];
}
