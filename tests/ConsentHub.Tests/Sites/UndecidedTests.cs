using System.Net;
using ConsentHub.CommandLine;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>A site file that leaves facts open is checked and previewed, and nothing publishes it.</summary>
public sealed class UndecidedTests
{
    private static readonly SiteFile Decided = TestSite.Minimal("shop") with { SupervisoryAuthority = new SupervisoryAuthority { Name = "Datatilsynet" } };
    private static readonly SiteFile Open = Decided with { SupervisoryAuthority = null, Undecided = ["supervisoryAuthority", "services.shop_ads.transfers"] };

    [Fact]
    public async Task The_hub_does_not_publish_it_and_is_well()
    {
        await using var hub = await Hub.StartAsync([Open, TestSite.Minimal("other")]);

        await hub.Client.GetAsync("/v1/sites/shop/notice").JsonAsync(404);
        await hub.Client.GetAsync("/v1/sites/other/notice").JsonAsync();
        await hub.FileProblemsAsync(problems => problems == "[]");

        hub.Folder.WriteSite(Decided);
        await Eventually.Async(async () => (await hub.Client.GetAsync("/v1/sites/shop/notice")).StatusCode, status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_earlier_version_stays_published_and_the_file_is_named()
    {
        await using var hub = await Hub.StartAsync([Decided]);

        hub.Folder.WriteSite(Open);

        await hub.FileProblemsAsync(problems => problems.Contains("has not decided supervisoryAuthority, services.shop_ads.transfers", StringComparison.Ordinal));
        Assert.Equal(1, await hub.VersionAsync("shop"));
    }

    [Fact]
    public async Task The_command_line_checks_it_and_refuses_to_apply_it()
    {
        using var folder = new TestFolder();
        folder.WriteSite(Open);
        var file = Path.Combine(folder.Sites, "shop.json");

        var check = (await Cli.RunAsync(folder, ["site", "check", file])).Ended(ExitCodes.CheckFailed);
        var apply = (await Cli.RunAsync(folder, ["site", "apply", file])).Ended(ExitCodes.CheckFailed);

        Assert.Contains("is valid", check.Output, StringComparison.Ordinal);
        Assert.Contains("error undecided: The owner has not decided a fact. services.shop_ads.transfers is missing.", check.Output, StringComparison.Ordinal);
        Assert.Contains("the owner of shop has not decided these members yet: supervisoryAuthority, services.shop_ads.transfers", apply.Error, StringComparison.Ordinal);
    }
}
