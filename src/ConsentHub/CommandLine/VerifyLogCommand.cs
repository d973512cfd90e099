using System.CommandLine;
using System.Text;
using ConsentHub.Files;
using ConsentHub.Ledger;
using ConsentHub.Verification;
using ConsentHub.Verification.PublishedLogs;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.CommandLine;

/// <summary><c>verify log</c>: verifies a published log against its key, its tiles, and a checkpoint saved earlier.</summary>
internal static class VerifyLogCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "Address of the log, such as https://hub.example/ledger/shop." };
        var saved = new Option<string?>("--checkpoint")
        {
            Description = "File with the checkpoint of an earlier run. The log must begin with the entries that this checkpoint covers. If the log does, the new checkpoint replaces the content of the file. A missing file is created.",
            HelpName = "FILE",
        };
        var key = VerifyCommands.KeyOption();
        var command = new Command("log", "Check a published log: signature, tiles, and that nothing before an earlier checkpoint was changed. Exit code 4 if only the published key was used.") { url, key, saved };
        command.SetAction((parsed, ct) => VerifyCommands.GuardAsync(parsed, () => GuardAsync(parsed, () =>
            RunAsync(Address(parsed.GetRequiredValue(url)), parsed.GetValue(key), parsed.GetValue(saved), parsed.InvocationConfiguration.Output, ct))));
        return command;
    }

    private static async Task<int> RunAsync(Uri url, string? key, string? file, TextWriter output, CancellationToken ct)
    {
        var given = key is null ? null : await GivenKeys.ReadAsync(key, ct);
        var then = file is null ? null : await ReadAsync(file, ct);
        using var log = new PublishedLog(url);
        var (note, now) = await log.CheckpointAsync(ct);
        var keys = given ?? await log.KeysAsync(ct);
        if (!IsSigned(note, now, keys))
            throw new PublishedLogException($"the checkpoint of size {now.Size} of {now.Origin} is not signed by {(given is null ? "a key that the log publishes" : "the given key")}");
        if (then is { } saved && saved.Checkpoint.Origin == now.Origin && !IsSigned(saved.Note, saved.Checkpoint, keys))
            throw new PublishedLogException($"the saved checkpoint in {file} is not signed by {(given is null ? "a key that the log publishes" : "the given key")}, or was changed");

        var growth = new LogGrowth(log, now);
        if (await growth.CheckTilesAsync(ct) is { } mismatch)
            throw new PublishedLogException(mismatch);
        if (then is { } earlier && await growth.CompareAsync(earlier.Checkpoint, ct) is { } wrong)
            throw new PublishedLogException(wrong);

        await output.WriteLineAsync(Growth(then?.Checkpoint, now));
        if (file is not null)
            await SaveAsync(file, note, ct);
        if (given is not null)
            return ExitCodes.Done;

        await output.WriteLineAsync(KeyRemark.Of("from the log itself", now.Origin, [.. keys.Where(k => k.Name == now.Origin)]));
        return ExitCodes.KeyNotGiven;
    }

    private static string Growth(Checkpoint? then, Checkpoint now) => then switch
    {
        null => $"The log {now.Origin} has {Plural.Entries(now.Size)}, signed, and its tiles match.",
        _ when then.Size == now.Size => $"The log {now.Origin} has {Plural.Entries(now.Size)} as before, and none was changed.",
        _ => $"The log {now.Origin} grew from {then.Size} to {Plural.Entries(now.Size)} and no earlier entry was changed.",
    };

    private static bool IsSigned(SignedNote note, Checkpoint checkpoint, IReadOnlyList<VerifierKey> keys) =>
        keys.Any(k => k.Name == checkpoint.Origin && k.Verifies(note));

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.Query.Length == 0
            ? url : throw new VerificationInputException($"{text} is not the address of a log, such as https://hub.example/ledger/shop.");

    private static async Task<(SignedNote Note, Checkpoint Checkpoint)?> ReadAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
            return null;

        return new FileInfo(file).Length <= SignedNote.MaxBytes
            && PlainText.TryRead(await File.ReadAllBytesAsync(file, ct), out var text) && SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (note, checkpoint) : throw new VerificationInputException($"--checkpoint: {file} is not a signed checkpoint. Name another file, or delete this file to start over.");
    }

    private static async Task SaveAsync(string file, SignedNote note, CancellationToken ct)
    {
        await using var target = OutputFile.Create(file);
        await target.Stream.WriteAsync(Encoding.UTF8.GetBytes(note.ToString()), ct);
        await target.CompleteAsync(overwrite: true);
    }

    private static async Task<int> GuardAsync(System.CommandLine.ParseResult parsed, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (PublishedLogException e)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"WRONG  {e.Message}.");
            return ExitCodes.CheckFailed;
        }
    }
}
