using System.Text.Json.Serialization;

namespace ConsentHub.Sites.Model;

/// <summary>The look of the banner; every value has a default.</summary>
internal sealed record Theme
{
    public ThemeLayout Layout { get; set; } = ThemeLayout.Box;

    /// <summary>Absent: <c>bottom</c> for a bar, <c>bottom_left</c> for a box, <c>center</c> for a modal.</summary>
    public ThemePosition? Position { get; init; }

    public string Accent { get; set; } = "#1f4d3f";
    public string AccentDark { get; set; } = "#9fd8c0";

    /// <summary>If this or one of the next three colours is absent, the banner's own colour applies.</summary>
    public string? Background { get; init; }

    public string? BackgroundDark { get; init; }
    public string? Text { get; init; }
    public string? TextDark { get; init; }

    /// <summary>Absent: both buttons have the accent colour. The accept button may not be more prominent than the reject button.</summary>
    public ThemeButtons? Buttons { get; init; }

    /// <summary>Corner radius in CSS pixels, 0 to 24.</summary>
    public int Radius { get; set; } = 14;

    public ThemeScheme Scheme { get; set; } = ThemeScheme.Auto;
    public ThemeFont Font { get; set; } = ThemeFont.System;
}

/// <summary>The two buttons of the first layer.</summary>
internal sealed record ThemeButtons
{
    public ThemeButton? Accept { get; init; }
    public ThemeButton? Reject { get; init; }
}

/// <summary>Colours of one button. Absent, the fill is the accent colour and the text black or white.</summary>
internal sealed record ThemeButton
{
    public string? Fill { get; init; }
    public string? FillDark { get; init; }
    public string? Ink { get; init; }
    public string? InkDark { get; init; }
}

[JsonConverter(typeof(WireEnum<ThemeLayout>))]
internal enum ThemeLayout
{
    Box,
    Bar,

    /// <summary>In the middle, with the page dimmed behind it.</summary>
    Modal,
}

[JsonConverter(typeof(WireEnum<ThemePosition>))]
internal enum ThemePosition
{
    Bottom,
    Top,
    BottomLeft,
    BottomRight,
    Center,
}

[JsonConverter(typeof(WireEnum<ThemeScheme>))]
internal enum ThemeScheme
{
    Auto,
    Light,
    Dark,
}

[JsonConverter(typeof(WireEnum<ThemeFont>))]
internal enum ThemeFont
{
    System,
    Inherit,
}
