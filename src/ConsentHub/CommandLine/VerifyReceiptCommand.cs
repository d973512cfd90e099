using System.CommandLine;
using System.Globalization;
using ConsentHub.Ledger;
using ConsentHub.Receipts;
using ConsentHub.Verification;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.CommandLine;

/// <summary><c>verify receipt</c>: verifies a receipt, or a statement of an erasure or a duty, offline, with public keys alone.</summary>
internal static class VerifyReceiptCommand
{
    private static readonly Dictionary<string, string> Promises = new(StringComparer.Ordinal)
    {
        [ReceiptVerifier.Proof] = "the receipt has a proof with a checkpoint",
        [ReceiptVerifier.LeafIndex] = "the proof is for the position that the receipt names",
        [ReceiptVerifier.Inclusion] = "the record is in the log, unchanged",
        [ReceiptVerifier.Origin] = "the checkpoint belongs to the log that the receipt names",
        [ReceiptVerifier.Signature] = "the log's key signed the checkpoint",
        [ReceiptVerifier.Site] = "the log belongs to the record's site",
        [ReceiptVerifier.Notice] = "the receipt contains the notice that was shown",
        [DerivedMembers.Name] = "all other members follow from record and notice",
    };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The receipt or statement, JSON." };
        var key = VerifyCommands.KeyOption();
        var command = new Command("receipt", "Check a receipt, or a statement of an erasure or a duty. Needs neither a hub nor a network. Exit code 4 if only the key inside the file was used.") { file, key };
        command.SetAction((parsed, ct) => VerifyCommands.GuardAsync(parsed, () =>
            RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(key), parsed.InvocationConfiguration.Output, ct)));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? key, TextWriter output, CancellationToken ct)
    {
        var given = key is null ? null : await GivenKeys.ReadAsync(key, ct);
        if (!ReceiptFile.TryRead(await ReadAsync(file, ct), out var receipt, out var reason))
        {
            await output.WriteLineAsync($"WRONG  {reason}");
            await output.WriteLineAsync("The receipt does not hold.");
            return ExitCodes.CheckFailed;
        }

        var keys = given ?? ReceiptFile.KeysOf(receipt);
        var verdict = ReceiptFile.Verify(receipt, keys);
        foreach (var check in verdict.Checks)
            await output.WriteLineAsync(check.Failure is null ? $"ok     {Promises[check.Name]}" : $"WRONG  {check.Failure}");

        if (!verdict.Holds)
        {
            await output.WriteLineAsync("The receipt does not hold.");
            return ExitCodes.CheckFailed;
        }

        var (origin, index) = ((string)receipt["ledger"]!["origin"]!, (long)receipt["ledger"]!["leafIndex"]!);
        await output.WriteLineAsync($"The receipt holds: position {index.ToString(CultureInfo.InvariantCulture)} of {origin}.");
        if ((string?)receipt["duty"]?["by"] is { } system)
            await output.WriteLineAsync($"What it says is the word of the system {system}. The hub recorded it, and could not see the data itself.");

        if (key is not null)
            return ExitCodes.Done;

        await output.WriteLineAsync(KeyRemark.Of("with the receipt", origin, [.. keys.Where(k => k.Name == origin)]));
        return ExitCodes.KeyNotGiven;
    }

    /// <summary>Reads at most one byte more than the limit, which is enough to detect a file that is too long.</summary>
    private static async Task<byte[]> ReadAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
            throw new VerificationInputException($"There is no file {file}.");

        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[StrictJson.MaxBytes + 1];
            return bytes[..await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerificationInputException($"{file} can't be read: {e.Message}");
        }
    }
}
