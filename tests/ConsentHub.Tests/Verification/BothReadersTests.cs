using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Tests.Support;
using ConsentHub.Verification;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// The readers of notes, checkpoints, proofs and keys in server and browser accept the same texts: those that are written
/// again exactly alike.
/// </summary>
public sealed class BothReadersTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Both_readers_accept_the_same_mutants_of_notes_checkpoints_proofs_and_keys()
    {
        var mutants = new TextMutants(Setting.Seed);
        var genuine = Genuine();
        var taken = 0;
        Directory.CreateDirectory(folder.Root);
        var file = Path.Combine(folder.Root, "texts.ndjson");
        await using (var writer = new StreamWriter(file))
        {
            for (var i = 0; i < Setting.Mutants + genuine.Count; i++)
            {
                var (kind, text) = i < genuine.Count ? genuine[i] : mutants.Pick(genuine);
                // Half a surrogate pair is passed as an escape, because UTF-8 can't encode it.
                var mutant = i < genuine.Count ? text : Surrogates(Encoding.UTF8.GetString(mutants.Next(Encoding.UTF8.GetBytes(text))));
                var written = Written(kind, mutant);
                Assert.True(written is null || written == mutant, $"{kind}: {mutant}");
                Assert.True(i >= genuine.Count || written is not null, $"{kind}: {mutant}");
                taken += written is null ? 0 : 1;
                await writer.WriteLineAsync(new JsonObject { ["kind"] = kind, ["utf16"] = Convert.ToBase64String(MemoryMarshal.AsBytes(mutant.AsSpan())), ["taken"] = written is not null }.ToJsonString());
            }
        }

        Assert.Equal($$"""{"texts":{{Setting.Mutants + genuine.Count}},"taken":{{taken}},"differences":0}""", await BrowserVerifier.RunAsync("compareReaders.mjs", file));
    }

    private static string Surrogates(string text) => text.Replace("\\ud800", "\ud800", StringComparison.Ordinal);

    private static List<(string Kind, string Text)> Genuine()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        const string origin = "hub.example/ledger/shop";
        var hashes = Enumerable.Range(0, 4).Select(i => TreeHash.OfLeaf([(byte)i])).ToList();
        var checkpoint = new Checkpoint(origin, 9, hashes[0]).Text;
        var note = SignedNote.Sign(checkpoint, origin, key);
        var two = note.ToString() + SignedNote.Sign(checkpoint, "witness.example/\u00e4", other).ToString()[(checkpoint.Length + 1)..];
        var proof = new LogProof(8, hashes, note).ToString();
        var keys = $"{VerifierKey.Of(origin, key)}\n{VerifierKey.Of(origin, other)}\n";
        return [("note", note.ToString()), ("note", two), ("checkpoint", checkpoint), ("checkpoint", checkpoint + "extension\n"), ("proof", proof), ("keys", keys), ("keys", keys.TrimEnd('\n'))];
    }

    /// <summary>The text written again from what was read; null if it is refused.</summary>
    private static string? Written(string kind, string text) => kind switch
    {
        "note" => SignedNote.TryParse(text, out var note) ? note.ToString() : null,
        "checkpoint" => Checkpoint.TryParse(text, out var checkpoint) ? checkpoint.Text : null,
        "proof" => LogProof.TryParse(text, out var proof) ? proof.ToString() : null,
        _ => GivenKeys.Parse(text) is { Count: > 0 } keys ? string.Join('\n', keys) + (text.EndsWith('\n') ? "\n" : "") : null,
    };
}
