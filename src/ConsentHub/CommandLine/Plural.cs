using System.Globalization;

namespace ConsentHub.CommandLine;

internal static class Plural
{
    /// <summary>"1 error", "2 errors".</summary>
    public static string Count(long count, string noun) => $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>"1 entry", "2 entries".</summary>
    public static string Entries(long count) => count == 1 ? "1 entry" : $"{count.ToString(CultureInfo.InvariantCulture)} entries";
}
