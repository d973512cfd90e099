using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Formats;

/// <summary>Times as the API writes them: UTC, RFC 3339, exactly three decimals.</summary>
internal static class Rfc3339
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Length of a time's text in bytes.</summary>
    public const int Length = 24;

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Writes a time as UTF-8 without an allocation.</summary>
    /// <returns>How many bytes were written, always 24.</returns>
    public static int Write(DateTimeOffset time, Span<byte> utf8)
    {
        var utc = time.UtcDateTime;
        utc.Deconstruct(out int year, out var month, out var day);
        "0000-00-00T00:00:00.000Z"u8.CopyTo(utf8);
        var millisecond = utc.Millisecond;
        Two(utf8, 0, year / 100);
        Two(utf8, 2, year % 100);
        Two(utf8, 5, month);
        Two(utf8, 8, day);
        Two(utf8, 11, utc.Hour);
        Two(utf8, 14, utc.Minute);
        Two(utf8, 17, utc.Second);
        utf8[20] = (byte)('0' + (millisecond / 100));
        Two(utf8, 21, millisecond % 100);
        return Length;
    }

    private static void Two(Span<byte> utf8, int at, int number)
    {
        utf8[at] = (byte)('0' + (number / 10));
        utf8[at + 1] = (byte)('0' + (number % 10));
    }

    /// <summary>Reads a time with a zone, or a plain date, which is midnight UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            return true;

        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            && (text!.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10);
    }
}

/// <summary>Writes <see cref="DateTimeOffset"/> as <see cref="Rfc3339"/>.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rfc3339.TryParse(reader.GetString(), out var time) ? time : throw new JsonException("must be a time in RFC 3339");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[Rfc3339.Length];
        Rfc3339.Write(value, utf8);
        writer.WriteStringValue(utf8);
    }
}
