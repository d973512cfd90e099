using System.Globalization;

namespace ConsentHub.CommandLine;

internal static class Words
{
    /// <summary>"1 fault", "2 faults".</summary>
    public static string Count(long count, string noun) => $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";
}
