using System.Globalization;

namespace ConsentHub.Sites.Themes;

/// <summary>An opaque sRGB colour and its contrast with another (WCAG 2.2).</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static readonly Colour Black = new(0, 0, 0);
    public static readonly Colour White = new(255, 255, 255);

    /// <summary>Reads <c>#rrggbb</c>, already validated.</summary>
    public static Colour Parse(string text) => new(Part(text, 1), Part(text, 3), Part(text, 5));

    /// <summary>Contrast ratio, from 1 (the same lightness) to 21 (black on white).</summary>
    public static double Contrast(Colour one, Colour other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>A contrast as text, rounded down so that the text never overstates it.</summary>
    public static string Ratio(double contrast) => (Math.Floor(contrast * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture) + ":1";

    /// <summary>This colour with a share of another in it, 0 to 1.</summary>
    public Colour With(Colour other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    /// <summary>Black or white, whichever has more contrast on this background; one of them always has 4.5:1.</summary>
    public Colour Ink => Contrast(this, White) >= Contrast(this, Black) ? White : Black;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte part)
    {
        var value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static byte Mix(byte own, byte other, double share) => (byte)Math.Round(own + ((other - own) * share), MidpointRounding.AwayFromZero);

    private static byte Part(string text, int at) => byte.Parse(text.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
