using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Receipts;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Receipts;

/// <summary>Receipts as a visitor's browser or app gets them.</summary>
internal static class OwnReceipt
{
    public static Task<HttpResponseMessage> GetReceiptAsync(this HttpClient client, string visitorId, string record, string query = "", string? accept = null, string site = "shop") =>
        client.SendAsync(HttpMethod.Get, $"/v1/sites/{site}/consents/{record}/receipt{query}", [("Visitor-Id", visitorId), .. accept is null ? [] : new[] { ("Accept", accept) }]);

    /// <summary>The receipt of a choice just made, after checking that it is valid and verifies with the published keys.</summary>
    public static async Task<JsonObject> ReceiptAsync(this HttpClient client, JsonObject choice)
    {
        var receipt = (await client.GetReceiptAsync((string)choice["visitorId"]!, (string)choice["id"]!).JsonAsync()).AsObject();
        await HoldsAsync(client, receipt);
        return receipt;
    }

    /// <summary>Asserts that a receipt or statement is valid by its schema and verifies with the keys that the hub publishes now.</summary>
    public static async Task HoldsAsync(HttpClient client, JsonObject receipt)
    {
        Assert.Empty(PublishedSchema.CheckReceipt(receipt));
        Assert.Null(DerivedMembers.Check(receipt).Failure);
        Holds(receipt, await new PublishedLog(client, (string)receipt["record"]!["site"]!).KeysAsync());
    }

    public static void Holds(JsonObject receipt, IReadOnlyList<VerifierKey> keys) =>
        Assert.All(ReceiptVerifier.Verify(receipt, keys).Checks, check => Assert.Null(check.Failure));
}
