using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Receipts;
using ConsentHub.Verification;

namespace ConsentHub.CommandLine;

/// <summary><c>verify receipt</c>: a receipt or a statement of removal, offline, with public keys alone.</summary>
internal static class VerifyReceiptCommand
{
    /// <summary>A receipt holds one notice; the longest that sites publish have a tenth of it.</summary>
    private const long MaxFile = 8 * 1024 * 1024;

    private static readonly Dictionary<string, string> Promises = new(StringComparer.Ordinal)
    {
        [ReceiptVerifier.Proof] = "it has a proof with a checkpoint",
        [ReceiptVerifier.LeafIndex] = "the proof is of the position that it names",
        [ReceiptVerifier.Inclusion] = "the record stands in the log exactly so",
        [ReceiptVerifier.Origin] = "the checkpoint is of the log that it names",
        [ReceiptVerifier.Signature] = "the log's key signed the checkpoint",
        [ReceiptVerifier.Site] = "the log is that of the record's site",
        [ReceiptVerifier.Notice] = "the notice is the one that was shown",
        [DerivedMembers.Name] = "what else it says follows from record and notice",
    };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The receipt or statement, JSON." };
        var key = VerifyCommands.KeyOption();
        var command = new Command("receipt", "Check a receipt or a statement of removal. Needs neither a hub nor a network. Exit code 4 where only the key inside it was used.") { file, key };
        command.SetAction((parsed, ct) => VerifyCommands.GuardAsync(parsed, () =>
            RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(key), parsed.InvocationConfiguration.Output, ct)));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? key, TextWriter output, CancellationToken ct)
    {
        var receipt = await ReadAsync(file, ct);
        var keys = key is null ? KeysOf(receipt) : await GivenKeys.ReadAsync(key, ct);
        var verdict = ReceiptVerifier.Verify(receipt, keys);
        // A record with its proof alone repeats nothing.
        if (verdict.Holds && receipt.ContainsKey("schemaVersion"))
            verdict = new ReceiptVerdict([.. verdict.Checks, DerivedMembers.Check(receipt)]);

        foreach (var check in verdict.Checks)
            await output.WriteLineAsync(check.Failure is null ? $"ok     {Promises[check.Name]}" : $"WRONG  {check.Failure}");

        if (!verdict.Holds)
        {
            await output.WriteLineAsync("The receipt does not hold.");
            return ExitCodes.Faulty;
        }

        var (origin, index) = ((string)receipt["ledger"]!["origin"]!, (long)receipt["ledger"]!["leafIndex"]!);
        await output.WriteLineAsync($"The receipt holds: position {index.ToString(CultureInfo.InvariantCulture)} of {origin}.");
        if (key is not null)
            return ExitCodes.Done;

        await output.WriteLineAsync(KeyRemark.Of("with the receipt", origin, [.. keys.Where(k => k.Name == origin)]));
        return ExitCodes.KeyNotGiven;
    }

    private static async Task<JsonObject> ReadAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
            throw new VerificationInputException($"There is no file {file}.");
        if (new FileInfo(file).Length > MaxFile)
            throw new VerificationInputException($"{file} is longer than any receipt.");

        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file, ct)) as JsonObject ?? throw new VerificationInputException($"{file} is no JSON object, so no receipt.");
        }
        catch (JsonException e)
        {
            throw new VerificationInputException($"{file} is no JSON, so no receipt: {e.Message}");
        }
    }

    /// <summary>The keys inside a receipt; those that can't be read check nothing.</summary>
    private static List<VerifierKey> KeysOf(JsonObject receipt)
    {
        var keys = new List<VerifierKey>();
        try
        {
            foreach (var item in receipt["ledger"] is JsonObject ledger && ledger["keys"] is JsonArray all ? all : [])
            {
                if (item is JsonValue value && value.TryGetValue<string>(out var text) && VerifierKey.TryParse(text, out var key))
                    keys.Add(key);
            }
        }
        catch (ArgumentException)
        {
            // A name occurs twice: the verdict says what does not hold.
        }

        return keys;
    }
}
