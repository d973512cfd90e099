using System.Security.Cryptography;
using ConsentHub.Settings;

namespace ConsentHub.SiteLedger;

/// <summary>Names a log when its first entry is written. The name stays for ever, and never comes from a request.</summary>
internal sealed class LedgerOrigins(HubSettings settings)
{
    /// <summary>The address that the log is published under, without scheme (C2SP tlog-tiles).</summary>
    /// <remarks>Until the hub knows its public address, the name has a random part instead, so that no two logs share a name.</remarks>
    /// <param name="site">Key of the site.</param>
    public string NewFor(string site) => $"{Base()}/ledger/{site}";

    /// <summary>The sites whose log has no name: number and key.</summary>
    public const string Unnamed = "SELECT number, key FROM site WHERE NOT EXISTS (SELECT 1 FROM ledger_origin WHERE site = number) ORDER BY number";

    /// <summary>Completes the names of logs that got their first name after a restore: before it, the hub may have had a log with this first name.</summary>
    public const string NameAfterRestore =
        """
        INSERT INTO ledger_origin (site, generation, origin)
        SELECT o.site, r.generation, o.origin || '/r' || r.generation FROM ledger_origin o, (SELECT max(generation) AS generation FROM ledger_origin) r
        WHERE o.generation = 0 AND r.generation > 0 AND NOT EXISTS (SELECT 1 FROM ledger_origin n WHERE n.site = o.site AND n.generation > 0)
        ON CONFLICT DO NOTHING
        """;

    private string Base() => settings.PublicUrl is { } url
        ? (url.Authority + url.AbsolutePath).TrimEnd('/')
        : $"consenthub.invalid/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
}
