using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Json;

/// <summary>Times as the contract writes them: UTC, RFC 3339, exactly three decimals.</summary>
internal static class Rfc3339
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Writes a time as UTF-8 without an allocation.</summary>
    /// <returns>How many bytes were written, always 24.</returns>
    public static int Write(DateTimeOffset time, Span<byte> utf8) =>
        time.UtcDateTime.TryFormat(utf8, out var written, Format, CultureInfo.InvariantCulture)
            ? written : throw new ArgumentException("The text of a time needs 24 bytes.", nameof(utf8));

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

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Rfc3339.Of(value));
}
