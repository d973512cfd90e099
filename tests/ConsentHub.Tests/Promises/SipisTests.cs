using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>What the policy of the softphone for SIP promises, on its site file.</summary>
public sealed class SipisTests
{
    private static readonly string[] Permissions = ["contacts", "location", "media", "calendar"];
    private static readonly string[] Optional = ["push", "analytics", .. Permissions, "troubleshooting"];

    [Theory]
    [InlineData("contacts")]
    [InlineData("location")]
    [InlineData("media")]
    [InlineData("calendar")]
    [InlineData("troubleshooting")]
    [Promise("2.4", "2.6")]
    public async Task Each_permission_is_off_at_first_allowed_alone_and_withdrawn_alone(string permission)
    {
        await using var hub = await ShippedSite.StartAsync("sipis");
        var visitor = new SiteVisitor(hub, "sipis");
        var notice = await hub.Client.GetAsync("/v1/sites/sipis/notice?lang=en").JsonAsync();

        await visitor.SaveAsync([permission]);
        await visitor.SaveAsync(Optional);
        await visitor.SaveAsync(Optional.Except([permission]));

        Assert.False((bool)Assert.Single(notice["categories"]!.AsArray(), c => (string?)c!["id"] == permission)!["default"]!);
        string[] states = [.. (await visitor.HistoryAsync()).Reverse().Select(r => string.Join(' ', Optional.Where(id => (bool)r!["choices"]![id]!)))];
        Assert.Equal([permission, string.Join(' ', Optional), string.Join(' ', Optional.Except([permission]))], states);
    }

    [Theory]
    [InlineData("ZZ", "opt_in")]
    [InlineData("US-CA", "opt_out")]
    [Promise("2.5")]
    public async Task Statistics_can_be_refused_under_each_model_and_the_record_names_the_model(string region, string model)
    {
        await using var hub = await ShippedSite.StartAsync("sipis");
        var visitor = new SiteVisitor(hub, "sipis");

        await visitor.SendAsync("save", ["push"], [], ("region", region), ("model", model)).JsonAsync(201);

        var record = Assert.Single((await visitor.ExportAsync())["records"]!.AsArray())!;
        Assert.Equal((model, false, true), ((string?)record["model"], (bool)record["choices"]!["analytics"]!, (bool)record["choices"]!["push"]!));
    }
}
