using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>A receipt verifies as it was handed out, and the check that a change breaks names it.</summary>
public class ReceiptVerifierTests
{
    private const string Log = "hub.example/ledger/shop";

    [Fact]
    public void Every_check_of_a_receipt_holds_and_is_listed() => Assert.Equal(
        ["proof", "leafIndex", "inclusion", "origin", "signature", "site", "notice"],
        ReceiptVerifier.Verify(Receipt(), Keys()).Checks.Where(c => c.Holds).Select(c => c.Name));

    [Fact]
    public void A_removal_statement_has_no_notice_to_check() => Assert.Equal(
        ["proof", "leafIndex", "inclusion", "origin", "signature", "site"],
        ReceiptVerifier.Verify(JsonNode.Parse(Golden.Text("removal-v1.json"))!.AsObject(), Keys()).Checks.Where(c => c.Holds).Select(c => c.Name));

    [Fact]
    public void Each_field_of_the_record_that_is_changed_or_left_out_breaks_the_inclusion()
    {
        var fields = Receipt()["record"]!.AsObject().Select(m => m.Key).ToList();
        Assert.Equal(21, fields.Count);
        foreach (var field in fields)
        {
            var also = field switch
            {
                "site" => (string[])["site"],
                "noticeHash" => ["notice"],
                _ => [],
            };

            Assert.Equal(["inclusion", .. also], Failing(r => Change(r["record"]!.AsObject(), field)));
            Assert.Equal(field == "site" ? ["inclusion", "site"] : ["inclusion"], Failing(r => r["record"]!.AsObject().Remove(field)));
        }

        Assert.Equal(["inclusion"], Failing(r => r["record"]!["more"] = 1));
        Assert.Equal(["inclusion"], Failing(r => r["record"]!["choices"]!["marketing"] = true));
        Assert.Equal(["inclusion"], Failing(r => r["record"]!["services"]!["shop_stats"] = true));
    }

    [Fact]
    public void Each_field_of_the_notice_that_is_changed_or_left_out_breaks_the_notice()
    {
        foreach (var field in Receipt()["notice"]!.AsObject().Select(m => m.Key).ToList())
        {
            Assert.Equal(["notice"], Failing(r => Change(r["notice"]!.AsObject(), field)));
            Assert.Equal(["notice"], Failing(r => r["notice"]!.AsObject().Remove(field)));
        }

        Assert.Equal(["notice"], Failing(r => r["notice"]!["categories"]![1]!["name"] = "Nødvendig"));
        Assert.Equal(["notice"], Failing(r => r.Remove("notice")));
    }

    [Theory]
    [InlineData("salt", "inclusion")]
    [InlineData("leafIndex", "leafIndex")]
    [InlineData("origin", "origin")]
    [InlineData("proof", "proof")]
    public void Each_field_of_the_ledger_that_is_changed_or_left_out_breaks_its_check(string field, string check)
    {
        Assert.Equal([check], Failing(r => Change(r["ledger"]!.AsObject(), field)));
        Assert.Equal([check], Failing(r => r["ledger"]!.AsObject().Remove(field)));
    }

    [Theory]
    [InlineData("index 7", "index 8", "leafIndex", "inclusion")]
    [InlineData("\n300\n", "\n301\n", "signature")]
    [InlineData("\n300\n", "\n200\n", "inclusion", "signature")]
    [InlineData("\n\nhub.example/ledger/shop\n", "\n\nhub.example/ledger/store\n", "origin", "signature", "site")]
    [InlineData("\n\nhub.example/ledger/shop\n", "\n\nhub.test/ledger/shop\n", "origin", "signature")]
    [InlineData("— hub.example/ledger/shop ", "— hub.example/ledger/store ", "signature")]
    [InlineData("\n300\n", "\nthree hundred\n", "proof")]
    [InlineData("tlog-proof@v1", "tlog-proof@v2", "proof")]
    [InlineData("shop 4pJgv", "shop 4pJgw", "signature")] // another key's id
    public void Each_part_of_the_proof_that_is_changed_breaks_its_check(string part, string other, params string[] checks) =>
        Assert.Equal(checks, Failing(r =>
        {
            var proof = (string)r["ledger"]!["proof"]!;
            Assert.Contains(part, proof, StringComparison.Ordinal);
            r["ledger"]!["proof"] = proof.Replace(part, other, StringComparison.Ordinal);
        }));

    [Fact]
    public void Each_line_of_base64_in_the_proof_that_is_changed_breaks_its_check()
    {
        var lines = ((string)Receipt()["ledger"]!["proof"]!).Split('\n');
        var root = Array.IndexOf(lines, "300") + 1;
        for (var at = 2; lines[at].Length > 0; at++)
            Assert.Equal(["inclusion"], Failing(r => ReplaceLine(r, at, FlipFirst(lines[at]))));

        Assert.Equal(["inclusion", "signature"], Failing(r => ReplaceLine(r, root, FlipFirst(lines[root]))));

        var signature = lines[root + 2];
        var changed = signature[^10] == 'A' ? 'B' : 'A';
        Assert.Equal(["signature"], Failing(r => ReplaceLine(r, root + 2, signature[..^10] + changed + signature[^9..])));
    }

    [Fact]
    public void Members_outside_the_sealed_parts_are_not_verified() =>
        Assert.Empty(Failing(r =>
        {
            r["controller"]!["name"] = "Somebody else";
            r["ledger"]!["keys"] = new JsonArray();
            r["more"] = 1.5;
        }));

    [Fact]
    public void Only_a_key_that_the_verifiers_user_gave_is_trusted()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = Golden.Key();

        Assert.Equal(["signature"], Failing(_ => { }, []));
        Assert.Equal(["signature"], Failing(_ => { }, [VerifierKey.Of(Log, other)]));
        Assert.Equal(["signature"], Failing(_ => { }, [VerifierKey.Of("hub.example/ledger/store", key)]));
        Assert.Empty(Failing(_ => { }, [VerifierKey.Of(Log, other), VerifierKey.Of(Log, key)])); // after a rotation both are published
    }

    [Theory]
    [InlineData("hub.example/ledger/shop", true)]
    [InlineData("example.com/consent/ledger/shop", true)]
    [InlineData("hub.example/ledger/shop/r1", true)]
    [InlineData("hub.example/ledger/shop/r12", true)]
    [InlineData("hub.example/ledger/shop/r", false)]
    [InlineData("hub.example/ledger/shop/r01", false)]
    [InlineData("hub.example/ledger/shop/x1", false)]
    [InlineData("hub.example/ledger/shop/r1/r1", false)]
    [InlineData("hub.example/ledger/shop2", false)]
    [InlineData("hub.example/ledger/webshop", false)]
    [InlineData("hub.example/webledger/shop", false)]
    [InlineData("hub.example/shop", false)]
    [InlineData("shop", false)]
    public void The_log_must_be_that_of_the_records_site(string origin, bool holds)
    {
        using var key = Golden.Key();
        var salt = new byte[LedgerEntry.SaltSize];
        var record = new JsonObject { ["site"] = "shop" };
        var leaf = LedgerEntry.HashOf(salt, CanonicalJson.Serialize(record));
        var receipt = new JsonObject
        {
            ["record"] = record,
            ["ledger"] = new JsonObject
            {
                ["salt"] = Convert.ToBase64String(salt),
                ["leafIndex"] = 0,
                ["origin"] = origin,
                ["proof"] = new LogProof(0, [], SignedNote.Sign(new Checkpoint(origin, 1, leaf).Text, origin, key)).ToString(),
            },
        };

        var failing = ReceiptVerifier.Verify(receipt, [VerifierKey.Of(origin, key)]).Checks.Where(c => !c.Holds).Select(c => c.Name);

        Assert.Equal(holds ? [] : ["site"], failing);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"record":{},"record":{},"ledger":{}}""")]
    [InlineData("""{"record":[],"ledger":[]}""")]
    [InlineData("""{"record":null,"ledger":null,"notice":null}""")]
    [InlineData("""{"ledger":{"proof":7}}""")]
    [InlineData("""{"ledger":{"proof":"x","proof":"y"}}""")]
    public void Anything_but_a_receipt_fails_without_an_exception(string json)
    {
        var verdict = ReceiptVerifier.Verify(JsonNode.Parse(json)!.AsObject(), Keys());

        Assert.False(verdict.Holds);
        Assert.Equal("proof", Assert.Single(verdict.Checks).Name);
    }

    [Theory]
    [InlineData("record", "[]", "inclusion", "site")]
    [InlineData("record", """{"site":"shop","site":"shop"}""", "inclusion", "site")]
    [InlineData("record", """{"site":"shop","n":1.5}""", "inclusion")]
    [InlineData("record", """{"site":"shop","text":"\ud83d"}""", "inclusion")]
    [InlineData("record", """{"site":7}""", "inclusion", "site")]
    [InlineData("record", """{"site":""}""", "inclusion", "site")]
    [InlineData("record", """{"site":"shop","noticeHash":7}""", "inclusion", "notice")]
    [InlineData("notice", """{"a":1,"a":1}""", "notice")]
    [InlineData("notice", "1.5", "notice")]
    [InlineData("notice", "null", "notice")]
    public void A_part_of_another_kind_fails_and_throws_nothing(string part, string json, params string[] checks) =>
        Assert.Equal(checks, Failing(r => r[part] = JsonNode.Parse(json)));

    [Theory]
    [InlineData("salt", "7", "inclusion")]
    [InlineData("salt", "\"AAECAwQFBgcICQoLDA0O\"", "inclusion")] // 15 bytes
    [InlineData("salt", "\"AAECAwQFBgcICQoLDA0ODw\"", "inclusion")] // no padding
    [InlineData("leafIndex", "\"7\"", "leafIndex")]
    [InlineData("leafIndex", "7.5", "leafIndex")]
    [InlineData("leafIndex", "1e99", "leafIndex")]
    [InlineData("leafIndex", "null", "leafIndex")]
    [InlineData("leafIndex", "[7]", "leafIndex")]
    [InlineData("origin", "7", "origin")]
    public void A_field_of_another_kind_fails_and_throws_nothing(string field, string json, string check) =>
        Assert.Equal([check], Failing(r => r["ledger"]![field] = JsonNode.Parse(json)));

    [Fact]
    public void A_failure_has_a_message()
    {
        var receipt = Receipt();
        receipt["record"]!["choices"]!["marketing"] = true;

        var check = Assert.Single(ReceiptVerifier.Verify(receipt, Keys()).Checks, c => !c.Holds);

        Assert.Equal("The record with its salt is not leaf 7 of the 300 in the log: the record, the salt or the proof was changed.", check.Failure);
    }

    private static IEnumerable<string> Failing(Action<JsonObject> change, IReadOnlyList<VerifierKey>? keys = null)
    {
        var receipt = Receipt();
        change(receipt);
        var verdict = ReceiptVerifier.Verify(receipt, keys ?? Keys());
        Assert.Equal(verdict.Checks.All(c => c.Holds), verdict.Holds);
        return verdict.Checks.Where(c => !c.Holds).Select(c => c.Name);
    }

    /// <summary>Another value of the same type.</summary>
    private static void Change(JsonObject parent, string field) => parent[field] = parent[field] switch
    {
        JsonObject members => new JsonObject(members.Skip(1).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))),
        JsonArray items => new JsonArray([.. items.Skip(1).Select(i => i?.DeepClone())]),
        JsonValue value when value.TryGetValue<bool>(out var flag) => !flag,
        JsonValue value when value.TryGetValue<long>(out var number) => number + 1,
        JsonValue value => FlipFirst((string)value!),
        _ => 0,
    };

    private static string FlipFirst(string text) => (text[0] == 'x' ? 'y' : 'x') + text[1..];

    private static void ReplaceLine(JsonObject receipt, int at, string line)
    {
        var lines = ((string)receipt["ledger"]!["proof"]!).Split('\n');
        lines[at] = line;
        receipt["ledger"]!["proof"] = string.Join('\n', lines);
    }

    private static JsonObject Receipt() => JsonNode.Parse(Golden.Text("receipt-v1.json"))!.AsObject();

    private static VerifierKey[] Keys()
    {
        using var key = Golden.Key();
        return [VerifierKey.Of(Log, key)];
    }
}
