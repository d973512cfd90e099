using System.Globalization;

namespace ConsentHub.Consents;

/// <summary>A record's place in its visitor's history, which is ordered by decision time and then by position, latest first.</summary>
/// <remarks>A record never changes its place, so reading on from a record neither misses nor repeats one while others are stored.</remarks>
internal readonly record struct HistoryPlace(DateTimeOffset DecidedAt, long LeafIndex)
{
    private const string Version = "v1";

    public static HistoryPlace Of(ConsentRecord record) => new(record.DecidedAt, record.LeafIndex);

    /// <summary>Formats the place as a cursor: <c>v1.{milliseconds since 1970}.{leafIndex}.{fingerprint of site and visitor}</c>.</summary>
    public string ToCursor(string site, Visitor visitor) =>
        string.Create(CultureInfo.InvariantCulture, $"{Version}.{DecidedAt.ToUnixTimeMilliseconds()}.{LeafIndex}.{Fingerprint(site, visitor)}");

    /// <summary>Reads a cursor that <see cref="ToCursor"/> made for this visitor of this site.</summary>
    public static bool TryParse(string text, string site, Visitor visitor, out HistoryPlace place)
    {
        place = default;
        if (text.Split('.') is not [Version, var time, var leaf, var made] || made != Fingerprint(site, visitor)
            || !TryReadNumber(time, out var decidedAt) || decidedAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || !TryReadNumber(leaf, out var leafIndex))
            return false;

        place = new(DateTimeOffset.FromUnixTimeMilliseconds(decidedAt), leafIndex);
        return true;
    }

    private static string Fingerprint(string site, Visitor visitor) => CursorFingerprint.Of(site, [("visitor", visitor.ToString())]);

    private static bool TryReadNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text == number.ToString(CultureInfo.InvariantCulture);
}
