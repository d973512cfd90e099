using System.Runtime.CompilerServices;
using ConsentHub.BrowserTests.Support;
using ConsentHub.Sites.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ConsentHub.BrowserTests.Accessibility;

/// <summary>What a screen reader announces is stored in <c>Golden/</c>, so that somebody reviews every change of it.</summary>
/// <remarks>To renew the files, run these tests with <c>RENEW_GOLDEN=1</c> in the environment, and review the changes.</remarks>
public sealed class ScreenReaderTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(nameof(ThemeLayout.Box))]
    [InlineData(nameof(ThemeLayout.Modal))]
    public async Task A_screen_reader_reads_the_first_layer_as_recorded(string layout)
    {
        var page = await OpenAsync(Shown.Site(Enum.Parse<ThemeLayout>(layout)));

        await ReadsAsAsync(page.Banner(), $"first-layer-{layout.ToLowerInvariant()}");
    }

    [Fact]
    public async Task A_screen_reader_reads_the_preference_centre_and_a_placeholder_as_recorded()
    {
        var page = await OpenAsync(Shown.Site());
        await ReadsAsAsync(page.Locator("[data-consenthub-placeholder]"), "placeholder");

        await Shown.PreferencesAsync(page);

        await ReadsAsAsync(page.Preferences(), "preferences");
    }

    [Fact]
    public async Task A_screen_reader_reads_the_question_for_the_age_as_recorded()
    {
        var page = await OpenAsync(Shown.Site(age: 16));
        await Shown.AgeQuestionAsync(page);

        await ReadsAsAsync(page.Locator("#consenthub [data-ch=age]"), "age");
    }

    private async Task<IPage> OpenAsync(SiteFile site)
    {
        var page = await OpenAsync((await StartPagesAsync()).Serve(await StartShopAsync(site), Shown.Body));
        await Expect(page.Banner()).ToBeVisibleAsync();
        await Expect(page.Locator("[data-consenthub-placeholder]")).ToBeVisibleAsync();
        return page;
    }

    private static async Task ReadsAsAsync(ILocator shown, string name, [CallerFilePath] string here = "")
    {
        // A snapshot of an element begins inside it, so its own role and name are requested separately.
        var own = await shown.EvaluateAsync<string>(
            "one => `# ${one.getAttribute('role') ?? one.localName}${one.matches(':modal') ? ', modal' : ''}\\n`");
        var read = own + (await shown.AriaSnapshotAsync()).ReplaceLineEndings("\n") + "\n";
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", $"{name}.yml");
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, read);

        Assert.True(File.Exists(path), $"There is no {path}. Make it by running this test with RENEW_GOLDEN=1, and read it.");
        var golden = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
        Assert.True(golden == read, $"A screen reader is told something else than Golden/{name}.yml says. If that is meant, run this test with RENEW_GOLDEN=1 and read the difference. Now:\n{read}");
    }
}
