using System.Globalization;

namespace ConsentHub.ConsentLog;

/// <summary>Where a page or an export continues: <c>v1.{leafIndex}.{fingerprint}</c>, after the record with that leaf index.</summary>
/// <remarks>Readable on purpose: a client whose export broke off builds the cursor from the last leaf index that it received completely.</remarks>
internal static class LogCursor
{
    private const string Version = "v1";

    public static string After(long leafIndex, string fingerprint) => $"{Version}.{leafIndex.ToString(CultureInfo.InvariantCulture)}.{fingerprint}";

    /// <summary>The form of a cursor for clients to fill in.</summary>
    public static string Pattern(string fingerprint) => $"{Version}.{{leafIndex}}.{fingerprint}";

    /// <summary>Reads a cursor without checking which filters it was made for: the caller must compare the fingerprint.</summary>
    public static bool TryParse(string text, out long after, out string fingerprint)
    {
        after = 0;
        fingerprint = "";
        if (text.Split('.') is not [Version, var leaf, { Length: 16 } made]
            || !long.TryParse(leaf, NumberStyles.None, CultureInfo.InvariantCulture, out after)
            || leaf != after.ToString(CultureInfo.InvariantCulture))
            return false;

        fingerprint = made;
        return true;
    }
}
