using ConsentHub.Sites.Model;
using ConsentHub.Sites.Themes;

namespace ConsentHub.Tests.Sites.Looks;

public class PaletteTests
{
    /// <summary>A fixed seed, so that a failure is repeatable.</summary>
    private const int Seed = 20261121;

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#ffffff", "#ffffff", 1)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#ff0000", "#ffffff", 4.0)]
    [InlineData("#1f4d3f", "#ffffff", 9.58)]
    public void Contrast_is_that_of_WCAG(string one, string other, double expected) =>
        Assert.Equal(expected, Colour.Contrast(Colour.Parse(one), Colour.Parse(other)), tolerance: 0.005);

    [Fact]
    public void Whatever_accent_and_background_a_site_names_everything_can_be_read()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 5000; i++)
        {
            var theme = new Theme { Accent = Any(random), AccentDark = Any(random), Background = Any(random), BackgroundDark = i % 2 == 0 ? Any(random) : null };
            AssertReadable(Palette.Light(theme), theme);
            AssertReadable(Palette.Dark(theme), theme);
        }
    }

    [Fact]
    public void Every_text_colour_that_a_file_may_name_leaves_everything_readable()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 5000; i++)
        {
            var theme = new Theme { Background = Any(random), Text = Any(random) };
            if (Colour.Contrast(Colour.Parse(theme.Text), Colour.Parse(theme.Background)) >= Palette.TextContrast)
                AssertReadable(Palette.Light(theme), theme);
        }
    }

    [Fact]
    public void An_accent_with_too_little_contrast_is_not_used_as_a_mark()
    {
        var pale = Palette.Light(new Theme { Accent = "#fdf6e3" });
        var strong = Palette.Light(new Theme { Accent = "#b3261e" });

        Assert.Equal(pale.Ink, pale.Mark);
        Assert.Equal("#b3261e", strong.Mark.ToString());
        Assert.Equal(Colour.White, strong.Knob);
    }

    [Fact]
    public void A_button_takes_its_own_colours_and_the_other_keeps_the_accent()
    {
        var palette = Palette.Dark(new Theme { AccentDark = "#93b4ff", Buttons = new() { Reject = new() { FillDark = "#FFEEDD", InkDark = "#112233" } } });

        Assert.Equal(("#93b4ff", "#000000"), (palette.Accept.ToString(), palette.OnAccept.ToString()));
        Assert.Equal(("#ffeedd", "#112233"), (palette.Reject.ToString(), palette.OnReject.ToString()));
    }

    private static void AssertReadable(Palette palette, Theme theme)
    {
        (string Name, Colour Colour, Colour Ground, double Least)[] pairs =
        [
            ("ink on bg", palette.Ink, palette.Bg, Palette.TextContrast), ("ink on soft", palette.Ink, palette.Soft, Palette.TextContrast),
            ("mute on bg", palette.Mute, palette.Bg, Palette.TextContrast), ("mute on soft", palette.Mute, palette.Soft, Palette.TextContrast),
            ("accept", palette.OnAccept, palette.Accept, Palette.TextContrast), ("reject", palette.OnReject, palette.Reject, Palette.TextContrast),
            ("knob", palette.Knob, palette.Mark, Palette.TextContrast),
            ("mark on bg", palette.Mark, palette.Bg, Palette.MarkContrast), ("mark on soft", palette.Mark, palette.Soft, Palette.MarkContrast),
            ("edge on bg", palette.Edge, palette.Bg, Palette.MarkContrast), ("edge on soft", palette.Edge, palette.Soft, Palette.MarkContrast),
        ];
        foreach (var (name, colour, ground, least) in pairs)
            Assert.True(Colour.Contrast(colour, ground) >= least, $"{name}: {colour} on {ground} under {theme}");
    }

    private static string Any(Random random) => $"#{random.Next(0x1000000):x6}";
}
