using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Themes;

/// <summary>Every colour of the banner in one scheme, computed from the few that a site names.</summary>
/// <remarks>
/// Text without a colour from the site has at least 4.5:1 on its background, and marks of a state or an edge have 3:1
/// (WCAG 2.2, 1.4.3 and 1.4.11), with any accent. The validation of the site file checks the site's own colours.
/// </remarks>
internal sealed record Palette
{
    /// <summary>Least contrast of text on its background.</summary>
    public const double TextContrast = 4.5;

    /// <summary>Least contrast of a control or a mark on its background.</summary>
    public const double MarkContrast = 3;

    /// <summary>If the usual text colour has at least this contrast on a site's own background, it is kept.</summary>
    private const double Comfortable = 7;

    public required Colour Bg { get; init; }
    public required Colour Ink { get; init; }

    /// <summary>Text of less importance.</summary>
    public required Colour Mute { get; init; }

    /// <summary>Dividing lines.</summary>
    public required Colour Line { get; init; }

    /// <summary>Surface of cards and of the row of buttons.</summary>
    public required Colour Soft { get; init; }

    /// <summary>Outline of a control.</summary>
    public required Colour Edge { get; init; }

    /// <summary>Colour of a switch that is on, and of the focus ring: the accent, if its contrast is high enough.</summary>
    public required Colour Mark { get; init; }

    /// <summary>Colour of what is drawn on <see cref="Mark"/>.</summary>
    public required Colour Knob { get; init; }

    public required Colour Accept { get; init; }
    public required Colour OnAccept { get; init; }
    public required Colour Reject { get; init; }
    public required Colour OnReject { get; init; }

    public static Palette Light(Theme theme) => Resolve(
        "#ffffff", "#15181e", theme.Accent, theme.Background, theme.Text,
        (theme.Buttons?.Accept?.Fill, theme.Buttons?.Accept?.Ink), (theme.Buttons?.Reject?.Fill, theme.Buttons?.Reject?.Ink));

    public static Palette Dark(Theme theme) => Resolve(
        "#1a1c21", "#f2f3f5", theme.AccentDark, theme.BackgroundDark, theme.TextDark,
        (theme.Buttons?.Accept?.FillDark, theme.Buttons?.Accept?.InkDark), (theme.Buttons?.Reject?.FillDark, theme.Buttons?.Reject?.InkDark));

    public JsonObject Write() => new()
    {
        ["bg"] = Bg.ToString(),
        ["ink"] = Ink.ToString(),
        ["mute"] = Mute.ToString(),
        ["line"] = Line.ToString(),
        ["soft"] = Soft.ToString(),
        ["edge"] = Edge.ToString(),
        ["mark"] = Mark.ToString(),
        ["knob"] = Knob.ToString(),
        ["accept"] = Accept.ToString(),
        ["onAccept"] = OnAccept.ToString(),
        ["reject"] = Reject.ToString(),
        ["onReject"] = OnReject.ToString(),
    };

    private static Palette Resolve(
        string usualBg, string usualInk, string accentText, string? background, string? text,
        (string? Fill, string? Ink) accept, (string? Fill, string? Ink) reject)
    {
        var bg = Colour.Parse(background ?? usualBg);
        var ink = text is not null ? Colour.Parse(text) : InkFor(bg, Colour.Parse(usualInk));
        var soft = bg.With(ink, 0.04);
        if (Colour.Contrast(ink, soft) < TextContrast)
            soft = bg;

        var accent = Colour.Parse(accentText);
        var mark = Least(accent, bg, soft) >= MarkContrast ? accent : ink;
        var (acceptFill, rejectFill) = (FillOf(accept.Fill, accent), FillOf(reject.Fill, accent));
        return new Palette
        {
            Bg = bg,
            Ink = ink,
            Mute = Between(bg, ink, soft, from: 0.72, TextContrast),
            Line = bg.With(ink, 0.12),
            Soft = soft,
            Edge = Between(bg, ink, soft, from: 0.58, MarkContrast),
            Mark = mark,
            Knob = mark.Ink,
            Accept = acceptFill,
            OnAccept = InkOf(accept.Ink, acceptFill),
            Reject = rejectFill,
            OnReject = InkOf(reject.Ink, rejectFill),
        };
    }

    private static Colour InkFor(Colour bg, Colour usual) => Colour.Contrast(usual, bg) >= Comfortable ? usual : bg.Ink;

    private static Colour FillOf(string? own, Colour accent) => own is null ? accent : Colour.Parse(own);

    private static Colour InkOf(string? own, Colour fill) => own is null ? fill.Ink : Colour.Parse(own);

    /// <summary>The first mix of background and text colour with enough contrast on both surfaces. The share of the text colour begins at <paramref name="from"/> and grows to 1.</summary>
    private static Colour Between(Colour bg, Colour ink, Colour soft, double from, double contrast)
    {
        for (var share = from; share < 1; share += 0.04)
        {
            var mixed = bg.With(ink, share);
            if (Least(mixed, bg, soft) >= contrast)
                return mixed;
        }

        return ink;
    }

    private static double Least(Colour colour, Colour bg, Colour soft) => Math.Min(Colour.Contrast(colour, bg), Colour.Contrast(colour, soft));
}
