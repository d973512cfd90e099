using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Ledger;

/// <summary>The files in Golden are of one log of 300 leaves: leaf 7 is a consent record, leaf 299 a removal, the others are filler. Leaf 300 was added later: a statement about a duty.</summary>
public class GoldenTests
{
    private const string Log = "hub.example/ledger/shop";

    [Fact]
    public void The_key_is_the_public_half_of_the_test_key()
    {
        using var key = Golden.Key();

        Assert.Equal(Golden.Text("key-v1.txt"), VerifierKey.Of(Log, key) + "\n");
        Assert.Equal(Golden.Text("key-v1.txt"), Key() + "\n");
    }

    [Fact]
    public async Task The_checkpoint_verifies_and_is_written_again_byte_for_byte()
    {
        var text = Golden.Text("checkpoint-v1.txt");

        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.True(Key().Verifies(note));
        Assert.Equal(text, note.ToString());
        Assert.Equal(new Checkpoint(Log, 300, await Tree().RootAsync(default)).Text, checkpoint.Text);
    }

    [Fact]
    public async Task The_proof_verifies_and_is_written_again_byte_for_byte()
    {
        var text = Golden.Text("proof-v1.tlog-proof");

        Assert.True(LogProof.TryParse(text, out var proof));
        Assert.True(Checkpoint.TryParse(proof.Checkpoint.Text, out var checkpoint));
        Assert.True(Key().Verifies(proof.Checkpoint));
        Assert.True(Proofs.VerifyInclusion(7, 300, LeafOf("receipt-v1.json"), proof.Hashes, checkpoint.Root));
        Assert.Equal(text, new LogProof(7, await Tree().InclusionProofAsync(7, default), proof.Checkpoint).ToString());
    }

    [Theory]
    [InlineData("receipt-v1.json", 7)]
    [InlineData("removal-v1.json", 299)]
    public async Task The_receipt_and_the_removal_statement_verify_and_are_written_again_byte_for_byte(string file, int index)
    {
        var text = Golden.Text(file);
        var receipt = JsonNode.Parse(text)!.AsObject();

        var verdict = ReceiptVerifier.Verify(receipt, [Key()]);

        Assert.True(verdict.Holds, string.Join('\n', verdict.Checks));
        Assert.Equal(LeafOf(file), await Tree().LeafHashAsync(index, default));
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(receipt)) + "\n");
    }

    [Fact]
    public async Task The_statement_about_a_duty_verifies_and_is_written_again_byte_for_byte()
    {
        var text = Golden.Text("duty-v1.json");
        var statement = JsonNode.Parse(text)!.AsObject();
        var (due, begins) = (new DateTimeOffset(2026, 4, 1, 9, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));
        var duty = new Duty(Guid.Empty, "call_history", "crm", RetentionEvent.Withdrawal, "somebody", begins, due, 3, "occasion");

        var body = DutyStatement.BodyOf("shop", duty, new Acknowledgement(true, 17, "job 4711", null), new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

        Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Serialize(statement["record"])), body);
        Assert.Equal(LeafOf("duty-v1.json"), new DutyStatement(300, LedgerSalt.Read(Salt(statement)), body).Hash());
        Assert.Equal(LeafOf("duty-v1.json"), await Tree(301).LeafHashAsync(300, default));
        Assert.True(ReceiptVerifier.Verify(statement, [Key()]).Holds);
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(statement)) + "\n");
    }

    [Fact]
    public void The_leaf_that_the_readme_works_out_is_the_removal_statement()
    {
        var readme = Golden.Readme();
        var statement = Parse("removal-v1.json");
        var record = CanonicalJson.Serialize(statement["record"]);

        Assert.Contains(Encoding.UTF8.GetString(record), readme, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(Salt(statement)), readme, StringComparison.Ordinal);
        Assert.Contains(LeafOf("removal-v1.json").ToString(), readme, StringComparison.Ordinal);
        Assert.Contains(Golden.Text("checkpoint-v1.txt"), readme, StringComparison.Ordinal);
        Assert.Contains(Golden.Text("key-v1.txt"), readme, StringComparison.Ordinal);
    }

    private static VerifierKey Key()
    {
        Assert.True(VerifierKey.TryParse(Golden.Text("key-v1.txt").TrimEnd('\n'), out var key));
        return key;
    }

    private static LedgerTree Tree(int size = 300) => new(
        new NaiveTree(
        [
            .. Enumerable.Range(0, size).Select(i => i switch
            {
                7 => LeafOf("receipt-v1.json"),
                299 => LeafOf("removal-v1.json"),
                300 => LeafOf("duty-v1.json"),
                _ => TreeHash.OfLeaf(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))),
            }),
        ]),
        size);

    private static TreeHash LeafOf(string file)
    {
        var receipt = Parse(file);
        return LedgerEntry.HashOf(Salt(receipt), CanonicalJson.Serialize(receipt["record"]));
    }

    private static JsonObject Parse(string file) => JsonNode.Parse(Golden.Text(file))!.AsObject();

    private static byte[] Salt(JsonObject receipt) => Convert.FromBase64String((string)receipt["ledger"]!["salt"]!);
}
