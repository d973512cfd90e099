using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Tests.Sites;

/// <summary>The consent signals in a notice, and the values that a site file may use for them.</summary>
public class SignalTests
{
    private static readonly SiteFile All = TestSite.Minimal() with { Signals = new() { Google = new(), Uet = true, Clarity = true, DataLayer = true } };

    [Fact]
    public void Without_a_setting_of_the_site_no_signal_is_sent() => Assert.Null(Signals(TestSite.Minimal()));

    [Fact]
    public void The_usual_categories_have_their_usual_meaning() => Assert.Equal(
        """
        {"clarity":{"analytics":["analytics_Storage"],"marketing":["ad_Storage"]},"dataLayer":true,"dataLayerName":"dataLayer","google":{"adsDataRedaction":true,"mode":"basic","types":{"analytics":["analytics_storage"],"auth":["security_storage"],"marketing":["ad_storage","ad_user_data","ad_personalization"],"preferences":["functionality_storage","personalization_storage"]},"urlPassthrough":false,"waitForUpdate":500},"uet":{"marketing":["ad_storage"]}}
        """.TrimEnd(),
        Signals(All)!.ToJsonString());

    [Fact]
    public void Only_the_tools_that_the_site_names_get_signals() => Assert.Equal(
        """{"clarity":null,"dataLayer":false,"dataLayerName":"dataLayer","google":null,"uet":{"marketing":["ad_storage"]}}""",
        Signals(TestSite.Minimal() with { Signals = new() { Uet = true } })!.ToJsonString());

    [Fact]
    public void The_sites_own_settings_for_google_are_passed_on()
    {
        var google = Signals(All with { Signals = new() { Google = new() { Mode = SignalMode.Advanced, WaitForUpdate = 0, AdsDataRedaction = false, UrlPassthrough = true } } })!["google"]!;

        Assert.Equal(("advanced", 0, false, true), ((string?)google["mode"], (int)google["waitForUpdate"]!, (bool)google["adsDataRedaction"]!, (bool)google["urlPassthrough"]!));
    }

    [Fact]
    public void A_category_of_the_sites_own_means_nothing_until_the_site_says_so()
    {
        var site = All with { Categories = [.. All.Categories, TestSite.Category("video", "Video", "Video")] };
        var mapped = site.With("video", c => c with { Signals = new() { Google = ["ad_user_data"], Clarity = ["ad_Storage"] } });

        Assert.False(Signals(site)!["google"]!["types"]!.AsObject().ContainsKey("video"));
        Assert.Equal("""["ad_user_data"]""", Signals(mapped)!["google"]!["types"]!["video"]!.ToJsonString());
        Assert.Equal("""["ad_Storage"]""", Signals(mapped)!["clarity"]!["video"]!.ToJsonString());
        Assert.False(Signals(mapped)!["uet"]!.AsObject().ContainsKey("video"));
    }

    [Fact]
    public void A_usual_category_may_be_given_another_meaning_or_none()
    {
        var site = All.With("marketing", c => c with { Signals = new() { Google = [], Uet = [] } })
            .With("auth", c => c with { Signals = new() { Google = ["security_storage", "functionality_storage"] } });

        var signals = Signals(site)!;

        Assert.False(signals["google"]!["types"]!.AsObject().ContainsKey("marketing"));
        Assert.Empty(signals["uet"]!.AsObject());
        Assert.Equal("""["ad_Storage"]""", signals["clarity"]!["marketing"]!.ToJsonString());
        Assert.Equal("""["security_storage","functionality_storage"]""", signals["google"]!["types"]!["auth"]!.ToJsonString());
    }

    [Theory]
    [InlineData("signals.google.waitForUpdate", "5001", "from 0 to 5000 milliseconds")]
    [InlineData("signals.google.waitForUpdate", "-1", "from 0 to 5000 milliseconds")]
    [InlineData("signals.google.mode", "\"strict\"", "must be one of basic, advanced")]
    [InlineData("signals.uet", "\"yes\"", "must be true or false")]
    [InlineData("signals.tiktok", "true", "known here: google, uet, clarity, dataLayer, dataLayerName")]
    [InlineData("signals.dataLayerName", "\"location\"", "not a name that the browser or ConsentHub uses")]
    [InlineData("signals.dataLayerName", "\"my-layer\"", "5 to 64 letters, digits and _")]
    [InlineData("categories[2].signals", "{\"google\":[\"analytics_Storage\"]}", "must be one of ad_storage, ad_user_data, ad_personalization, analytics_storage, functionality_storage", "categories[2].signals.google[0]")]
    [InlineData("categories[2].signals", "{\"uet\":[\"analytics_storage\"]}", "must be one of ad_storage", "categories[2].signals.uet[0]")]
    [InlineData("categories[2].signals", "{\"clarity\":[\"ad_storage\"]}", "must be one of ad_Storage, analytics_Storage", "categories[2].signals.clarity[0]")]
    [InlineData("categories[2].signals", "{\"google\":[\"ad_storage\",\"ad_storage\"]}", "is a duplicate", "categories[2].signals.google[1]")]
    [InlineData("categories[0].signals", "{\"google\":[\"ad_storage\"]}", "nobody can refuse; possible here: functionality_storage", "categories[0].signals.google[0]")]
    [InlineData("categories[0].signals", "{\"uet\":[\"ad_storage\"]}", "nobody can refuse", "categories[0].signals.uet[0]")]
    public void What_no_tool_understands_or_nobody_could_refuse_is_refused(string path, string json, string message, string? at = null)
    {
        var error = Assert.Single(SiteFileEdit.Read(path, json, All).Errors);

        Assert.Equal(at ?? path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google")]
    [InlineData("uet")]
    [InlineData("clarity")]
    public void Types_of_a_tool_that_gets_no_signals_are_refused(string tool)
    {
        var error = Assert.Single(SiteFileEdit.Read("categories[2].signals", $"{{\"{tool}\":[]}}").Errors);

        Assert.Equal($"categories[2].signals.{tool}", error.Path);
        Assert.Contains($"switch signals.{tool} on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Valid_signals_are_accepted_and_stored_with_the_notice()
    {
        var read = SiteFileEdit.Read("categories[2].signals", "{\"google\":[\"analytics_storage\",\"ad_user_data\"],\"uet\":[],\"clarity\":[\"analytics_Storage\"]}", All);

        Assert.Empty(read.Errors);
        Assert.Equal(Signals(read.Site!)!.ToJsonString(), Signals(NoticeContent.Parse(NoticeContent.Canonical(read.Site!)))!.ToJsonString());
    }

    private static JsonNode? Signals(SiteFile site) => JsonNode.Parse(NoticeRenderer.Render(site, 1, 1, "en", 0))!["signals"];
}
