using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Promises;

/// <summary>The details of the audit entries of a hold. The hash covers the stored row, so that <c>verify database</c> detects a later change.</summary>
internal static class HoldAuditText
{
    /// <summary>"court_2026 on consent_records until 2027-03-01T00:00:00.000Z, 5f0c…".</summary>
    public static string Put(Hold hold) =>
        $"{hold.Id} on {hold.Class} {(hold.Until is { } until ? $"until {Rfc3339.Of(until)}" : "without an end")}, {HashOf(hold)}";

    public static string Lift(string id) => id;

    /// <summary>The hold's id and the hash of its row; the hash is null if the entry lifts the hold.</summary>
    public static (string Id, string? Hash)? Read(string? detail) => detail?.Split(' ') switch
    {
        [var id] => (id, null),
        [var id, "on", .., var hash] => (id, hash),
        _ => null,
    };

    public static string HashOf(Hold hold)
    {
        var json = new JsonObject
        {
            ["v"] = 1,
            ["id"] = hold.Id,
            ["class"] = hold.Class,
            ["reason"] = hold.Reason,
            ["at"] = hold.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (hold.Basis is { } basis)
            json["basis"] = basis;
        if (hold.Until is { } until)
            json["until"] = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Serialize(json)));
    }
}
