using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Duties;
using ConsentHub.Receipts;
using ConsentHub.Tests.Receipts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using ConsentHub.Verification;
using ConsentHub.Verification.Receipts;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// The verifiers of server and browser check the same documents and must always agree. <c>CONSENTHUB_MUTANTS</c> is the
/// number of documents, <c>CONSENTHUB_SEED</c> selects them.
/// </summary>
public sealed class BothVerifiersTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_verifiers_give_one_verdict_on_every_mutant_of_real_receipts()
    {
        var (count, seed) = (Setting.Mutants, Setting.Seed);
        var receipts = await ReceiptsAsync();
        using var mutants = new ReceiptMutants(receipts, seed);
        Directory.CreateDirectory(folder.Root);
        var file = Path.Combine(folder.Root, "mutants.ndjson");
        var verdicts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using (var writer = new StreamWriter(file))
        {
            foreach (var mutant in receipts.Select(r => new Mutant("none", JsonSerializer.SerializeToUtf8Bytes(r), "")).Concat(Enumerable.Range(0, count).Select(_ => mutants.Next())))
            {
                var (verdict, why) = Judge(mutant);
                verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
                var line = new JsonObject { ["bytes"] = Convert.ToBase64String(mutant.Bytes), ["keys"] = mutant.Keys, ["verdict"] = verdict, ["change"] = mutant.Change, ["why"] = why };
                await writer.WriteLineAsync(line.ToJsonString());
            }
        }

        var compared = JsonNode.Parse(await BrowserVerifier.RunAsync("compareVerdicts.mjs", file))!;

        Assert.Equal(0, (int)compared["differences"]!);
        Assert.Equal(count + receipts.Count, verdicts.Values.Sum());
        Assert.All(verdicts, v => Assert.Equal(v.Value, (int)compared[v.Key]!));
        // If all mutants failed the first check, the test would show nothing about the others.
        Assert.All((string[])["holds", "fails", "refused"], name => Assert.True(verdicts[name] > count / 25, $"{name}: {verdicts[name]} of {count}"));
    }

    private static (string Verdict, string? Why) Judge(Mutant mutant)
    {
        if (!ReceiptFile.TryRead(mutant.Bytes, out var receipt, out var reason))
            return ("refused", reason);

        var keys = mutant.Keys.Length > 0 ? GivenKeys.Parse(mutant.Keys)! : ReceiptFile.KeysOf(receipt);
        var failure = ReceiptFile.Verify(receipt, keys).Checks.FirstOrDefault(c => !c.Holds)?.Failure;
        return (failure is null ? "holds" : "fails", failure);
    }

    /// <summary>One document of each kind, from a hub: every action, with and without services, an erasure, and two duties.</summary>
    private static async Task<IReadOnlyList<JsonObject>> ReceiptsAsync()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop").WithDuties()]);
        var visitor = Choice.NewVisitorId();
        var choices = new List<JsonObject>
        {
            Choice.AcceptAll(visitor),
            Choice.Body(visitor),
            Choice.Body(visitor, ("action", "save"), ("services", new JsonObject { ["shop_stats"] = true }), ("lang", "de")),
            Choice.Body(visitor, ("action", "withdraw"), ("source", "preferences")),
            Choice.Body(visitor, ("action", "gpc"), ("source", "signal"), ("gpc", true)),
        };
        var receipts = new List<JsonObject>();
        foreach (var choice in choices)
        {
            await hub.Client.SendAsync(choice).JsonAsync(201);
            receipts.Add(await hub.Client.ReceiptAsync(choice));
        }

        var erased = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        receipts.Add(erased["statement"]!.DeepClone().AsObject());
        foreach (var said in new[] { new Acknowledgement(true, 17, "job 4711", null), new Acknowledgement(false, null, null, "a claim") })
            receipts.Add(await hub.Services.GetRequiredService<ReceiptIssuer>().StateAsync(hub.Site(), await hub.StateAsync(said), CancellationToken.None));

        return receipts;
    }
}
