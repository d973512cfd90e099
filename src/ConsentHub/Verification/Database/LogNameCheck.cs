using System.Globalization;
using ConsentHub.ConsentLog;

namespace ConsentHub.Verification.Database;

/// <summary>Checks the format of a log's names: the first ends with the site's key, and each restored copy appends its number to that.</summary>
/// <remarks>The address with which the first name begins needs no check here: every checkpoint signed under that name confirms it.</remarks>
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
