using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Themes;

namespace ConsentHub.Sites.Validation;

/// <summary>Checks that the banner is readable and does not push visitors towards agreeing.</summary>
internal sealed class ThemeRule(SiteFile site, SiteFileErrors errors)
{
    private const string AcceptText = "acceptAll";
    private const string RejectText = "rejectAll";

    public void Check()
    {
        var theme = site.Theme;
        errors.AddUnless(theme.Radius is >= 0 and <= 24, "theme.radius", "must be from 0 to 24");
        CheckPosition(theme);
        CheckWords();

        var wrong = Colours(theme).Where(c => c.Value is not null && !Patterns.IsColour(c.Value)).ToList();
        foreach (var (field, _) in wrong)
            errors.Add($"theme.{field}", "must be a colour such as #1f4d3f");

        if (wrong.Count > 0)
            return;

        CheckColours(Palette.Light(theme), "light", "theme.text", theme.Text is not null);
        CheckColours(Palette.Dark(theme), "dark", "theme.textDark", theme.TextDark is not null);
    }

    private void CheckPosition(Theme theme)
    {
        if (theme.Position is not { } position)
            return;

        var (fits, rule) = theme.Layout switch
        {
            ThemeLayout.Bar => (position is ThemePosition.Bottom or ThemePosition.Top, "must be bottom or top for a bar"),
            ThemeLayout.Modal => (position is ThemePosition.Center, "must be center for a modal; leave it out"),
            _ => (position is ThemePosition.BottomLeft or ThemePosition.BottomRight or ThemePosition.Center, "must be bottom_left, bottom_right or center for a box"),
        };
        errors.AddUnless(fits, "theme.position", rule);
    }

    private void CheckColours(Palette palette, string scheme, string textPath, bool ownText)
    {
        var contrast = Colour.Contrast(palette.Ink, palette.Bg);
        errors.AddUnless(!ownText || contrast >= Palette.TextContrast, textPath,
            $"has a contrast of {Colour.Ratio(contrast)} with the background {palette.Bg}; it must have at least {Colour.Ratio(Palette.TextContrast)}");

        foreach (var error in EqualProminence.OfColours(palette, scheme))
            errors.Add("theme.buttons", error);
    }

    /// <summary>If the site sets a button's label, both labels are compared as the banner will show them.</summary>
    private void CheckWords()
    {
        foreach (var (lang, own) in site.Texts.Where(t => t.Value.ContainsKey(AcceptText) || t.Value.ContainsKey(RejectText)))
        {
            var shipped = InterfaceTexts.For(lang);
            var (accept, reject) = (own.GetValueOrDefault(AcceptText, shipped[AcceptText]), own.GetValueOrDefault(RejectText, shipped[RejectText]));
            if (EqualProminence.OfWords(accept, reject) is { } error)
                errors.Add($"texts.{lang}", error);
        }
    }

    private static IEnumerable<(string Field, string? Value)> Colours(Theme theme) =>
    [
        ("accent", theme.Accent),
        ("accentDark", theme.AccentDark),
        ("background", theme.Background),
        ("backgroundDark", theme.BackgroundDark),
        ("text", theme.Text),
        ("textDark", theme.TextDark),
        .. Colours(theme.Buttons?.Accept, "buttons.accept"),
        .. Colours(theme.Buttons?.Reject, "buttons.reject"),
    ];

    private static IEnumerable<(string Field, string? Value)> Colours(ThemeButton? button, string path) =>
        button is null ? [] : [($"{path}.fill", button.Fill), ($"{path}.fillDark", button.FillDark), ($"{path}.ink", button.Ink), ($"{path}.inkDark", button.InkDark)];
}
