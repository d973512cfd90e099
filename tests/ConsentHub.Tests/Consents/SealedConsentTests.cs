using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Contracts;

namespace ConsentHub.Tests.Consents;

/// <summary>The sealed bytes of a choice. Once released, a change of them would break every receipt.</summary>
public sealed class SealedConsentTests
{
    private static readonly ConsentRecord Plain = new(
        7, DateTimeOffset.Parse("2026-11-21T10:00:00.120Z", null), DateTimeOffset.Parse("2026-11-21T09:59:58Z", null),
        Draft.Of(1, new Visitor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])).Content with { Id = Guid.Parse("0198c5a0-7d4e-7c3a-9f00-0123456789ab") }, "ZZ", false);

    private static readonly ConsentRecord Full = Plain with
    {
        Content = Plain.Content with
        {
            Lang = "de",
            Region = "US-CA",
            Model = ConsentModel.OptOut,
            Action = ConsentAction.Save,
            Source = ConsentSource.Preferences,
            Services = ServiceChoices.Of([(511, true), (3, true), (1, false), (2, false)]),
            Gpc = true,
            Previous = Guid.Parse("0198c5a0-0000-7c3a-9f00-0123456789ab"),
            Page = "/kaffee/\"größte\"\u2028\u0001/\U0001f375",
        },
        RegionSeen = "DE",
        GpcSeen = true,
        ApiKey = 12,
    };

    [Fact]
    public void A_plain_choice_is_sealed_with_these_bytes() => Assert.Equal(
        """{"action":"save","banner":"0123456789abcdef","choices":{"analytics":true,"auth":true,"marketing":false,"preferences":false},"decidedAt":"2026-11-21T09:59:58.000Z","gpcSeen":false,"gpcShown":false,"lang":"en","model":"opt_in","notice":1,"noticeHash":"RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o","recordId":"0198c5a0-7d4e-7c3a-9f00-0123456789ab","recordedAt":"2026-11-21T10:00:00.120Z","regionSeen":"ZZ","regionShown":"ZZ","services":{},"site":"shop","source":"banner","type":"consent","v":1,"visitor":"v1AQIDBAUGBwgJCgsMDQ4PEA"}""",
        Json(Plain));

    [Fact]
    public void Every_field_is_in_the_canonical_order_and_form()
    {
        foreach (var record in new[] { Plain, Full })
            Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonNode.Parse(Json(record)))), Json(record));
    }

    [Fact]
    public void Services_are_in_the_order_of_their_ids_not_of_their_numbers() =>
        Assert.Equal("""{"shop_ads":true,"shop_settings":false,"shop_stats":false,"shop_z_last":true}""", JsonNode.Parse(Json(Full))!["services"]!.ToJsonString());

    [Fact]
    public void Every_recorded_value_is_sealed()
    {
        foreach (var (field, change) in Draft.Differences.Where(d => d.Key != "notice"))
            Assert.True(Json(Plain) != Json(Plain with { Content = change(Plain.Content) }), $"{field} is not sealed.");

        Assert.NotEqual(Json(Plain), Json(Plain with { RegionSeen = "NO" }));
        Assert.NotEqual(Json(Plain), Json(Plain with { GpcSeen = true }));
        Assert.NotEqual(Json(Plain), Json(Plain with { ApiKey = 1 }));
        Assert.NotEqual(Json(Plain), Json(Plain with { RecordedAt = Plain.RecordedAt.AddMilliseconds(1) }));
        Assert.NotEqual(Json(Plain), Json(Plain with { DecidedAt = Plain.DecidedAt.AddMilliseconds(1) }));
    }

    [Fact]
    public void The_leaf_is_the_salt_and_the_json()
    {
        var salt = LedgerSalt.New();

        Assert.Equal(
            LedgerEntry.HashOf(LedgerSalt.ToBytes(salt), Encoding.UTF8.GetBytes(Json(Full))),
            SealedConsent.HashOf(new Utf8Buffer(), salt, Full, Draft.Shown));
    }

    private static string Json(ConsentRecord record)
    {
        var buffer = new Utf8Buffer();
        SealedConsent.WriteJson(buffer, record, Draft.Shown);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
