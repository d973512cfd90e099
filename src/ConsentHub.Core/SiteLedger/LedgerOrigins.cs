using System.Security.Cryptography;
using ConsentHub.Settings;

namespace ConsentHub.SiteLedger;

/// <summary>Names a log when its first entry is written. The name stays for ever, and never comes from a request.</summary>
internal sealed class LedgerOrigins(HubSettings settings)
{
    /// <summary>The address that the log is published under, without scheme (C2SP tlog-tiles).</summary>
    /// <remarks>Until the hub knows its public address, the name has a random part instead, so that no two logs share a name.</remarks>
    public string NewFor(string site) => $"{Base()}/ledger/{site}";

    private string Base() => settings.PublicUrl is { } url
        ? (url.Authority + url.AbsolutePath).TrimEnd('/')
        : $"consenthub.invalid/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
}
