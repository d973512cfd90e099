using System.Globalization;
using ConsentHub.ConsentLog;

namespace ConsentHub.Verification.Database;

/// <summary>Checks the format of a log's names. The first name ends with the site's key; the name after each restore is the first name with a number appended.</summary>
/// <remarks>The address at the start of the first name needs no check here, because every checkpoint signed under that name confirms it.</remarks>
internal static class LogNameCheck
{
    public static void Run(StoredLog log, ErrorList errors)
    {
        if (log is { Length: > 0, Names.Count: 0 })
            errors.Add($"the log of {log.Key} has no name");

        var first = log.Names.FirstOrDefault(n => n.Generation == 0)?.Origin;
        foreach (var name in log.Names.Where(n => !IsGiven(log.Key, first, n)))
            errors.Add($"the name {name.Origin} of the log of {log.Key}, number {name.Generation.ToString(CultureInfo.InvariantCulture)}, is not one that the hub gave it");
    }

    private static bool IsGiven(string key, string? first, LogName name) => name.Generation == 0
        ? name.Origin.EndsWith("/ledger/" + key, StringComparison.Ordinal)
        : name.Origin == string.Create(CultureInfo.InvariantCulture, $"{first}/r{name.Generation}");
}
