using ConsentHub.Sites.Files;

namespace ConsentHub.Tests.Sites.Looks;

/// <summary>Themes and texts in which agreeing is more prominent than refusing are refused.</summary>
public class EqualProminenceTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{\"accept\":{\"fill\":\"#0f766e\",\"fillDark\":\"#7ce0d3\"},\"reject\":{\"fill\":\"#0f766e\",\"fillDark\":\"#7ce0d3\"}}")]
    // Other colours of about the same contrast: within the tolerance of 1.15.
    [InlineData("{\"accept\":{\"fill\":\"#1d4ed8\"},\"reject\":{\"fill\":\"#6d28d9\"}}")]
    // Refusing may be more prominent.
    [InlineData("{\"accept\":{\"fill\":\"#767676\"},\"reject\":{\"fill\":\"#000000\"}}")]
    [InlineData("{\"accept\":{\"ink\":\"#cfe8df\"}}")]
    // Two inconspicuous buttons are equal too.
    [InlineData("{\"accept\":{\"fill\":\"#ffffff\",\"ink\":\"#000000\"},\"reject\":{\"fill\":\"#ffffff\",\"ink\":\"#000000\"}}")]
    public void Buttons_of_equal_prominence_are_accepted(string buttons) => Assert.Empty(SiteFileEdit.Read("theme", $"{{\"buttons\":{buttons}}}").Errors);

    [Theory]
    [InlineData("{\"reject\":{\"fill\":\"#e4e7ec\"}}", "are unequal in the light scheme: accept has a contrast of 9.5:1 with the banner, reject 1.2:1; reject must have at least as much")]
    [InlineData("{\"reject\":{\"fill\":\"#ffffff\"}}", "accept has a contrast of 9.5:1 with the banner, reject 1.0:1")]
    [InlineData("{\"reject\":{\"fillDark\":\"#33363e\"}}", "are unequal in the dark scheme: accept has a contrast of 10.5:1 with the banner, reject 1.4:1")]
    [InlineData("{\"accept\":{\"fill\":\"#000000\"}}", "accept has a contrast of 21.0:1 with the banner, reject 9.5:1")]
    [InlineData("{\"reject\":{\"ink\":\"#a9b8b2\"}}", "the text of accept has a contrast of 9.5:1 with its button, that of reject 4.6:1")]
    [InlineData("{\"accept\":{\"ink\":\"#2f6d5f\"},\"reject\":{\"ink\":\"#2f6d5f\"}}", "give the text of the accept button a contrast of 1.5:1 in the light scheme; it must have at least 4.5:1")]
    [InlineData("{\"reject\":{\"inkDark\":\"#ffffff\"}}", "give the text of the reject button a contrast of 1.6:1 in the dark scheme")]
    public void A_theme_whose_accept_button_is_more_prominent_is_refused_with_the_figures(string buttons, string message) =>
        Assert.Contains(SiteFileEdit.Read("theme", $"{{\"buttons\":{buttons}}}").Errors, e => e.Path == "theme.buttons" && e.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Prominence_depends_on_the_background_as_well_as_on_the_buttons()
    {
        // On the dark background the contrast of accept is as high as possible and that of reject as low; on the light
        // one it is the reverse.
        const string Buttons = "\"buttons\":{\"accept\":{\"fill\":\"#ffffff\"},\"reject\":{\"fill\":\"#000000\"}}";

        Assert.NotEmpty(SiteFileEdit.Read("theme", $"{{\"background\":\"#101010\",{Buttons}}}").Errors);
        Assert.Empty(SiteFileEdit.Read("theme", $"{{\"background\":\"#f0f0f0\",{Buttons}}}").Errors);
    }

    [Theory]
    [InlineData("Agree to everything", "Refuse")]
    [InlineData("Accept all", "No")]
    [InlineData("Yes, I love all of these cookies", null)]
    [InlineData(null, "No")]
    [InlineData("Accept all", "\u200b")]
    [InlineData("Accept all", "×")]
    public void Labels_that_make_accepting_the_larger_button_are_refused(string? accept, string? reject) =>
        Assert.Contains(Worded(accept, reject).Errors, e => e.Path == "texts.en" && e.Message.Contains("rejectAll", StringComparison.Ordinal));

    [Theory]
    [InlineData("Agree", "No")]
    [InlineData("Accept all", "Reject all")]
    [InlineData("Accept", null)]
    [InlineData("OK", "Only what the shop can't do without")]
    public void Labels_of_similar_length_are_accepted(string? accept, string? reject) => Assert.Empty(Worded(accept, reject).Errors);

    private static SiteFileResult Worded(string? accept, string? reject)
    {
        var own = new Dictionary<string, string?> { ["acceptAll"] = accept, ["rejectAll"] = reject }.Where(t => t.Value is not null).ToDictionary(t => t.Key, t => t.Value!);
        var site = TestSite.Minimal() with { Texts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["en"] = own } };
        return SiteFileEdit.Read("name", "\"Shop\"", site);
    }
}
