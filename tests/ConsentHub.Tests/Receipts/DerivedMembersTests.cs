using System.Text.Json.Nodes;
using ConsentHub.Receipts;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Receipts;

/// <summary>The verifier derives again what a receipt repeats, and compares it.</summary>
public sealed class DerivedMembersTests
{
    [Theory]
    [InlineData("consent-1.json")]
    [InlineData("removal-1.json")]
    [InlineData("duty-1.json")]
    public void A_golden_document_agrees_with_itself(string file) => Assert.Null(DerivedMembers.Check(Golden(file)).Failure);

    [Theory]
    [InlineData("consent-1.json", "jurisdiction", "\"FR\"", "jurisdiction")]
    [InlineData("consent-1.json", "principalId", "\"v1BBBBBBBBBBBBBBBBBBBBBA\"", "principalId")]
    [InlineData("consent-1.json", "receiptId", "\"elsewhere.example/ledger/demo/5\"", "receiptId")]
    [InlineData("consent-1.json", "controller.name", "\"Somebody else\"", "controller.name")]
    [InlineData("consent-1.json", "processing.3.granted", "true", "processing[3].granted")]
    [InlineData("consent-1.json", "processing.1.services", "[]", "processing[1].services")]
    [InlineData("consent-1.json", "events.0.validUntil", "\"2036-01-01T00:00:00.000Z\"", "events[0].validUntil")]
    [InlineData("consent-1.json", "remark", "\"genuine\"", "remark")]
    [InlineData("consent-1.json", "remark", "null", "remark")]
    [InlineData("consent-1.json", "processing.1.services.0.remark", "null", "processing[1].services[0].remark")]
    [InlineData("consent-1.json", "notice.version", "9", "notice.version")]
    [InlineData("removal-1.json", "erasure.records", "7", "erasure.records")]
    [InlineData("removal-1.json", "erasure.kept", "[]", "erasure.kept")]
    [InlineData("removal-1.json", "erasure.forever", "true", "erasure.forever")]
    [InlineData("duty-1.json", "duty.by", "\"erp\"", "duty.by")]
    [InlineData("duty-1.json", "duty.done", "\"2026-03-02T10:00:00.000Z\"", "duty.done")]
    [InlineData("duty-1.json", "duty.outcome", "\"late\"", "duty.outcome")]
    [InlineData("duty-1.json", "duty.remark", "null", "duty.remark")]
    public void A_member_that_differs_is_named(string file, string path, string value, string named)
    {
        var receipt = Golden(file);
        Set(receipt, path, JsonNode.Parse(value));

        Assert.Equal($"The receipt differs from the sealed record in: {named}.", DerivedMembers.Check(receipt).Failure);
    }

    [Theory]
    [InlineData("consent-1.json", "withdrawal")]
    [InlineData("consent-1.json", "retention")]
    [InlineData("removal-1.json", "controller")]
    [InlineData("duty-1.json", "contact")]
    [InlineData("duty-1.json", "duty.name")]
    public void What_the_operator_only_states_is_not_compared(string file, string member)
    {
        var receipt = Golden(file);
        Set(receipt, member, "something else");

        Assert.Null(DerivedMembers.Check(receipt).Failure);
    }

    [Fact]
    public void Many_differences_are_counted()
    {
        var receipt = Golden("consent-1.json");
        foreach (var name in "abcdefg")
            receipt[name.ToString()] = 1;

        Assert.Equal("The receipt differs from the sealed record in: a, b, c, d, e and 2 more.", DerivedMembers.Check(receipt).Failure);
    }

    [Theory]
    [InlineData("record", "null")]
    [InlineData("record.type", "7")]
    [InlineData("record.action", "\"dance\"")]
    [InlineData("record.decidedAt", "\"yesterday\"")]
    [InlineData("record.choices", "[]")]
    [InlineData("record.choices.analytics", "\"yes\"")]
    [InlineData("record.services", "[]")]
    [InlineData("ledger", "[]")]
    [InlineData("ledger.leafIndex", "1.5")]
    [InlineData("notice", "\"\"")]
    [InlineData("notice.controller", "null")]
    [InlineData("notice.categories", "[null]")]
    [InlineData("notice.categories.0.basis", "\"whim\"")]
    [InlineData("notice.categories.0.required", "0")]
    [InlineData("notice.reask", "{\"granted\":9999999999999999,\"refused\":9999999999999999}")]
    public void What_no_hub_seals_fails_without_an_exception(string path, string value)
    {
        var receipt = Golden("consent-1.json");
        Set(receipt, path, JsonNode.Parse(value));

        Assert.NotNull(DerivedMembers.Check(receipt).Failure);
    }

    [Theory]
    [InlineData("record.outcome", "\"late\"")]
    [InlineData("record.outcome", "\"held\"")]
    [InlineData("record.at", "\"2026-04-01T09:30:00.001Z\"")]
    [InlineData("record.due", "\"some day\"")]
    [InlineData("record.by", "7")]
    public void A_statement_about_a_duty_that_no_hub_seals_fails_without_an_exception(string path, string value)
    {
        var statement = Golden("duty-1.json");
        Set(statement, path, JsonNode.Parse(value));

        Assert.NotNull(DerivedMembers.Check(statement).Failure);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"record\":{\"type\":\"removal\"},\"ledger\":{\"origin\":\"a\",\"leafIndex\":0}}")]
    [InlineData("{\"record\":{\"type\":\"consent\",\"type\":\"removal\"},\"ledger\":{\"origin\":\"a\",\"leafIndex\":0}}")]
    public void Anything_but_a_receipt_fails_without_an_exception(string text) => Assert.NotNull(DerivedMembers.Check(JsonNode.Parse(text)!.AsObject()).Failure);

    private static JsonObject Golden(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestSite.Folder, "..", "tests", "verify", "golden", name)))!.AsObject();

    private static void Set(JsonObject receipt, string path, JsonNode? value)
    {
        var steps = path.Split('.');
        var parent = steps[..^1].Aggregate((JsonNode)receipt, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);
        parent[steps[^1]] = value;
    }
}
