using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.CommandLine;

public sealed class SiteCommandTests
{
    private static readonly SiteFile First = TestSite.Minimal("shop");

    private static readonly SiteFile Second = First with
    {
        Categories = [.. First.Categories, TestSite.Category("community", "Community", "Gemeinschaft", TestSite.Service("shop_forum"))],
    };

    [Fact]
    public async Task Checking_a_folder_without_a_database_names_every_error_and_creates_nothing()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);
        Assert.Contains("1 site file, no errors.", (await Cli.RunAsync(folder, ["site", "check", folder.Sites])).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);

        File.Move(Path.Combine(folder.Sites, "shop.json"), Path.Combine(folder.Sites, "shopp.json"));
        File.WriteAllText(Path.Combine(folder.Sites, "bad.json"), "{\"key\": 7}");
        var run = (await Cli.RunAsync(folder, ["site", "check", folder.Sites])).Ended(ExitCodes.CheckFailed);
        Assert.Contains("name it shop.json", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 site files, 2 with errors.", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Data));

        (await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Root, "none.json")])).Ended(ExitCodes.CheckFailed);
        Directory.CreateDirectory(Path.Combine(folder.Root, "empty"));
        (await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Root, "empty")])).Ended(ExitCodes.Usage);
    }

    [Fact]
    public async Task Checking_beside_a_database_says_what_would_change_and_who_is_asked_again()
    {
        await using var hub = await Hub.StartAsync([First]);
        using var other = new TestFolder();
        string[] check = ["site", "check", other.Sites];

        other.WriteSite(First);
        Assert.Contains("is already published as version 1 of shop", (await Cli.RunAsync(hub.Folder, check)).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
        other.WriteSite(First with { PrivacyContact = new PrivacyContact { Email = "dpo@shop.example" } });
        var told = (await Cli.RunAsync(hub.Folder, check)).Ended(ExitCodes.Done).Output;
        Assert.Contains("would publish version 2 of shop; earlier choices stay valid", told, StringComparison.Ordinal);
        Assert.Contains("informs     contact_changed", told, StringComparison.Ordinal);
        other.WriteSite(Second);
        var asked = (await Cli.RunAsync(hub.Folder, check)).Ended(ExitCodes.Done).Output;
        Assert.Contains("would publish version 2 of shop; visitors are asked again", asked, StringComparison.Ordinal);
        Assert.Contains("asks again  category_added community \"Community\"", asked, StringComparison.Ordinal);
        Assert.Equal(1, hub.Site().Latest.Version);
    }

    [Fact]
    public async Task Checking_a_policy_names_rule_place_sentence_source_and_cure_and_fails_for_an_error_alone()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);
        var file = Path.Combine(folder.Sites, "shop.json");
        string[] check = ["site", "check", file, "--policy", folder.Write("policy.md", "# Privacy\n\nBilling data is kept as long as reasonably necessary. Deletion takes [days].\n")];

        var run = (await Cli.RunAsync(folder, check)).Ended(ExitCodes.CheckFailed);

        Assert.Contains(
            $"""
            {check[^1]}:3:55: error placeholder: A placeholder was never filled in. [days] is a placeholder.
                Sentence: Deletion takes [days].
                Source: GDPR Art. 12(1)
                Cure: Replace the placeholder with the fact, or remove the sentence.
            """,
            run.Output,
            StringComparison.Ordinal);
        Assert.Matches(@"1 site file, no errors\. Policy check: 2 errors, \d warnings, 1 note\.", run.Output);

        folder.Write("policy.md", "Privacy: privacy@shop.example. You may complain to the supervisory authority. As of 1 May 2026.");
        Assert.DoesNotContain("policy.md:", (await Cli.RunAsync(folder, check)).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_as_sarif_have_their_rule_their_file_and_their_line()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);
        File.WriteAllText(Path.Combine(folder.Sites, "bad.json"), "{\n  \"key\": 7\n}");
        var policy = folder.Write("policy.txt", "\n  Deletion takes [days].");

        var log = JsonNode.Parse((await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Sites, "shop.json"), "--policy", policy, "--format", "sarif"])).Ended(ExitCodes.CheckFailed).Output)!;
        var bad = JsonNode.Parse((await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Sites, "bad.json"), "--format", "sarif"])).Ended(ExitCodes.CheckFailed).Output)!;

        Assert.Equal("2.1.0", (string?)log["version"]);
        var found = log["runs"]![0]!["results"]!.AsArray().Single(r => (string?)r!["ruleId"] == "placeholder")!;
        var place = found["locations"]![0]!["physicalLocation"]!;
        Assert.Equal(("error", new Uri(policy).AbsoluteUri), ((string?)found["level"], (string?)place["artifactLocation"]!["uri"]));
        Assert.Equal((2, 3, "Deletion takes [days]."), ((int)place["region"]!["startLine"]!, (int)place["region"]!["startColumn"]!, (string?)place["region"]!["snippet"]!["text"]));
        Assert.Contains("placeholder", log["runs"]![0]!["tool"]!["driver"]!["rules"]!.AsArray().Select(r => (string?)r!["id"]));
        var refused = bad["runs"]![0]!["results"]!.AsArray().First(r => (string?)r!["locations"]![0]!["logicalLocations"]![0]!["fullyQualifiedName"] == "key")!;
        Assert.Equal(("site_file", 2), ((string?)refused["ruleId"], (int)refused["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!));
    }

    [Fact]
    public async Task A_policy_that_is_a_page_is_read_without_its_scripts_and_with_the_lines_of_its_paragraphs()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);
        var policy = folder.Write("policy.html", """
            <!doctype html><title>[Title]</title>
            <script>var a = "[script]";</script>
            <h1>Privacy of <b>Shop</b></h1>
            <p>As of 1 May 2026. Write to privacy@shop.example, or complain to the
            supervisory authority.</p><ul><li>Deletion takes
              <em>[number of days]</em>.</li></ul>
            <div>We keep data <a href=x>as long as necessary</a>.<p>We use SSL.</p></div>
            """);

        var found = (await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Sites, "shop.json"), "--policy", policy])).Ended(ExitCodes.CheckFailed).Output;

        Assert.Equal(
            [$"{policy}:5:3: error placeholder", $"{policy}:7:1: warning no_period", $"{policy}:7:1: warning ssl"],
            found.Split('\n').Where(line => line.StartsWith(policy, StringComparison.Ordinal)).Select(line => line[..line.IndexOf(':', line.IndexOf(": ", StringComparison.Ordinal) + 1)]));
        Assert.Contains("Sentence: Deletion takes [number of days].", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_can_not_be_read_is_named_with_the_reason()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);

        Assert.Contains("can't be read", await ErrorAsync(Path.Combine(folder.Root, "none.txt")), StringComparison.Ordinal);
        Assert.Contains("is longer than 1024 KiB", await ErrorAsync(folder.Write("long.txt", new string('a', (1024 * 1024) + 1))), StringComparison.Ordinal);
        var binary = Path.Combine(folder.Root, "policy.bin");
        await File.WriteAllBytesAsync(binary, [0xFF, 0xFE, 0x00]);
        Assert.Contains("must be UTF-8", await ErrorAsync(binary), StringComparison.Ordinal);

        async Task<string> ErrorAsync(string policy) =>
            (await Cli.RunAsync(folder, ["site", "check", Path.Combine(folder.Sites, "shop.json"), "--policy", policy])).Ended(ExitCodes.CheckFailed).Error;
    }

    [Fact]
    public async Task A_policy_belongs_to_one_site_file()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First);
        folder.WriteSite(First with { Key = "shop2" });

        var run = await Cli.RunAsync(folder, ["site", "check", folder.Sites, "--policy", folder.Write("policy.txt", "We keep data.")]);

        Assert.Contains("--policy is the policy of one site, but 2 site files were given.", run.Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_for_a_day_says_what_the_law_of_that_day_requires_as_text_and_as_sarif()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First with { Age = new AgeRule { Threshold = 13 } });
        string[] check = ["site", "check", Path.Combine(folder.Sites, "shop.json"), "--date", "2024-01-01"];

        var text = (await Cli.RunAsync(folder, check)).Ended(ExitCodes.Done).Output;
        var log = JsonNode.Parse((await Cli.RunAsync(folder, [.. check, "--format", "sarif"])).Ended(ExitCodes.Done).Output)!;

        Assert.Contains("US-CO: signal to honour on 2024-01-01: nothing. On ", text, StringComparison.Ordinal);
        Assert.Contains("warning age_below_law: The age threshold is below the age of consent in a region. The threshold is 13. On 2024-01-01 the age by law is 14 in AT, ", text, StringComparison.Ordinal);
        var found = log["runs"]![0]!["results"]!.AsArray().Single(r => (string?)r!["ruleId"] == "age_below_law")!;
        Assert.Equal("age.threshold", (string?)found["locations"]![0]!["logicalLocations"]![0]!["fullyQualifiedName"]);
        Assert.Contains("is no day", (await Cli.RunAsync(folder, [.. check[..^1], "1.1.2027"])).Ended(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applying_publishes_and_the_running_server_follows()
    {
        await using var hub = await Hub.StartAsync([First]);
        using var other = new TestFolder();
        var file = Path.Combine(other.Sites, "shop.json");
        other.WriteSite(Second);
        (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.Done);
        await Eventually.Async(() => hub.Client.GetAsync("/v1/sites/shop/notice").JsonAsync(), notice => (int)notice["version"]! == 2);

        other.WriteSite(First);
        var refused = (await Cli.RunAsync(hub.Folder, ["site", "apply", file])).Ended(ExitCodes.CheckFailed);
        Assert.Contains("--again", refused.Error, StringComparison.Ordinal);
        (await Cli.RunAsync(hub.Folder, ["site", "apply", file, "--again"])).Ended(ExitCodes.Done);

        var list = (await Cli.RunAsync(hub.Folder, ["site", "list"])).Ended(ExitCodes.Done);
        Assert.Contains("shop  3 ", list.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await hub.AuditAsync()).Count(e => (string?)e["action"] == "site.publish" && (string?)e["actor"] == "command_line"));
    }

    [Fact]
    public async Task A_file_with_managedBy_console_is_not_applied()
    {
        using var folder = new TestFolder();
        folder.WriteSite(First with { ManagedBy = ManagedBy.Console });
        var run = (await Cli.RunAsync(folder, ["site", "apply", Path.Combine(folder.Sites, "shop.json")])).Ended(ExitCodes.CheckFailed);
        Assert.Contains("managedBy", run.Error, StringComparison.Ordinal);
    }
}
