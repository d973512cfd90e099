using ConsentHub.BrowserTests.Support;
using Microsoft.Playwright;

namespace ConsentHub.BrowserTests.Signals;

/// <summary>The inline stub sends the consent defaults of its tag, in the form that each receiver reads, before anything else runs.</summary>
public sealed class StubSignalsTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Denied =
        """{"ad_storage":"denied","ad_user_data":"denied","ad_personalization":"denied","analytics_storage":"denied","functionality_storage":"denied","personalization_storage":"denied","security_storage":"granted","wait_for_update":500}""";

    [Fact]
    public async Task Google_gets_the_defaults_as_arguments_and_then_the_settings()
    {
        var page = await OpenAsync($$"""[["dataLayer","consent","default",{{Denied}}],["dataLayer","set","ads_data_redaction",true],["dataLayer","set","url_passthrough",true]]""");

        Assert.Equal(
            [$$"""["consent","default",{{Denied}}]""", """["set","ads_data_redaction",true]""", """["set","url_passthrough",true]"""],
            await page.EvaluateAsync<string[]>("() => dataLayer.map(command => JSON.stringify([...command]))"));
        Assert.True(await page.EvaluateAsync<bool>("() => dataLayer.every(command => String(command) === '[object Arguments]')"));
    }

    [Fact]
    public async Task Microsofts_tags_get_theirs()
    {
        var page = await OpenAsync("""[["uetq","consent","default",{"ad_storage":"denied"}],["clarity","consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}]]""");

        Assert.Equal("""["consent","default",{"ad_storage":"denied"}]""", await page.EvaluateAsync<string>("() => JSON.stringify(uetq)"));
        await page.EvaluateAsync("() => clarity('set', 'page', 'shop')");
        Assert.Equal(
            ["""["consentv2",{"ad_Storage":"denied","analytics_Storage":"denied"}]""", """["set","page","shop"]"""],
            await page.EvaluateAsync<string[]>("() => clarity.q.map(command => JSON.stringify([...command]))"));
    }

    [Fact]
    public async Task An_existing_queue_is_extended()
    {
        var page = await OpenAsync("""[["dataLayer","consent","default",{"ad_storage":"denied"}]]""", "<script>dataLayer = [{ event: 'earlier' }]; ConsentHub = [['on', 'ready', () => {}]]</script>");

        Assert.Equal(["earlier", "consent"], await page.EvaluateAsync<string[]>("() => dataLayer.map(item => item.event ?? item[0])"));
        Assert.Equal(1, await page.EvaluateAsync<int>("() => ConsentHub.length"));
    }

    [Fact]
    public async Task A_tag_without_signals_leaves_no_queue_behind()
    {
        var page = await OpenAsync(null);

        Assert.Equal("undefined undefined undefined true", await page.EvaluateAsync<string>("() => `${typeof dataLayer} ${typeof uetq} ${typeof clarity} ${Array.isArray(ConsentHub)}`"));
    }

    [Fact]
    public async Task Signals_that_cannot_be_read_break_nothing()
    {
        var page = await OpenAsync("google uet");

        Assert.Equal("undefined", await page.EvaluateAsync<string>("() => typeof dataLayer"));
    }

    private async Task<IPage> OpenAsync(string? signals, string before = "") =>
        await OpenAsync((await StartPagesAsync()).ServeHtml(before + InlineScripts.Stub(signals is null ? "" : $"data-signals='{signals}'"), ""));
}
