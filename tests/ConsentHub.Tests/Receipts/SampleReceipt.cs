using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Ledger;
using ConsentHub.Receipts;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Receipts;

/// <summary>Receipts for tests. The proof has the right form but proves nothing.</summary>
internal static class SampleReceipt
{
    public const string Origin = "consent.shop.example/ledger/demo";

    public static Uri Preferences { get; } = new("https://consent.shop.example/preferences/demo");

    /// <summary>What the site states without a seal.</summary>
    public static SiteFile Stating { get; } = TestSite.Minimal() with
    {
        Residency = ["EU"],
        Retention =
        [
            new RetentionClass { Id = "statistics", Name = TestSite.Text("Statistics", "Statistik"), Period = "P12M" },
            new RetentionClass { Id = "account", Name = TestSite.Text("Account", "Konto"), While = "account_active", Basis = LegalBasis.Contract },
        ],
    };

    public static LedgerPart Ledger { get; } = new(
        Origin, [.. Enumerable.Range(0, 16).Select(i => (byte)(17 * i))], 5, [$"{Origin}+00c0ffee+AjBZ"],
        $"c2sp.org/tlog-proof@v1\nindex 5\n\n{Origin}\n6\n{Convert.ToBase64String(new byte[32])}\n\n— {Origin} AAAAAAAA\n");

    public static JsonObject Notice(SiteFile site, string lang = "de", string region = "DE") => JsonNode.Parse(
        NoticeBytes.ForRegion(NoticeRenderer.Render(site, 3, 2, lang, Regions.RuleFor(site, region)), region))!.AsObject();

    /// <summary>A choice by category: statistics allowed, the rest not.</summary>
    public static JsonObject Record(JsonObject notice, ConsentAction action = ConsentAction.Save, params string[] granted) => new()
    {
        ["v"] = 1,
        ["type"] = "consent",
        ["recordId"] = "0199f0d0-1c2b-7a3c-8d4e-5f6a7b8c9d0e",
        ["recordedAt"] = "2026-09-30T10:15:00.250Z",
        ["decidedAt"] = "2026-09-30T10:14:58.000Z",
        ["site"] = notice["site"]!.DeepClone(),
        ["visitor"] = "v1AAAAAAAAAAAAAAAAAAAAAA",
        ["notice"] = notice["version"]!.DeepClone(),
        ["noticeHash"] = Base64Url.EncodeToString(SHA256.HashData(CanonicalJson.Serialize(notice))),
        ["lang"] = notice["lang"]!.DeepClone(),
        ["regionShown"] = notice["region"]!.DeepClone(),
        ["regionSeen"] = "DE",
        ["model"] = notice["model"]!.DeepClone(),
        ["banner"] = "0123456789abcdef",
        ["action"] = WireNames<ConsentAction>.Of(action),
        ["source"] = "banner",
        ["gpcShown"] = false,
        ["gpcSeen"] = false,
        ["choices"] = new JsonObject(notice["categories"]!.AsArray().Select(c => KeyValuePair.Create(
            (string)c!["id"]!, (JsonNode?)((bool)c["required"]! || granted.Contains((string)c["id"]!, StringComparer.Ordinal))))),
        ["services"] = new JsonObject(),
    };

    public static JsonObject Write(SiteFile site, ConsentAction action = ConsentAction.Save, params string[] granted)
    {
        var notice = Notice(site);
        return ReceiptDocument.Write(Record(notice, action, granted), Ledger, notice, site, Preferences);
    }

    public static JsonObject Removal() => new()
    {
        ["v"] = 1,
        ["type"] = "removal",
        ["site"] = "demo",
        ["at"] = "2026-10-01T00:00:00.000Z",
        ["reason"] = "visitor_request",
        ["leaves"] = new JsonArray(2, 4),
    };
}
