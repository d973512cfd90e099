using System.CommandLine;
using ConsentHub.Ledger;
using ConsentHub.Verification;
using ConsentHub.Verification.Exports;

namespace ConsentHub.CommandLine;

/// <summary><c>verify export</c>: verifies an exported file against its manifest, offline.</summary>
internal static class VerifyExportCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The exported file, CSV or NDJSON, compressed or not." };
        var manifest = new Option<string?>("--manifest") { Description = "The export's manifest. Default: FILE.manifest.", HelpName = "FILE" };
        var full = new Option<string?>("--full") { Description = "A full export of the same log, with its manifest beside it. With it the check proves that a filtered export has every record that its filters select, and no other.", HelpName = "FILE" };
        var key = VerifyCommands.KeyOption();
        var command = new Command("export", "Check an exported file, and name each record that is missing, added, moved or changed. Needs neither a hub nor a network. Exit code 4 if only the manifest's own key was used.") { file, manifest, full, key };
        command.SetAction((parsed, ct) => VerifyCommands.GuardAsync(parsed, () => RunAsync(
            new Request(parsed.GetRequiredValue(file), parsed.GetValue(manifest), parsed.GetValue(full), parsed.GetValue(key)), context, parsed.InvocationConfiguration, ct)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        var keys = request.Key is null ? null : await GivenKeys.ReadAsync(request.Key, ct);
        var errors = new ErrorList();
        ManifestHead? head = null;
        try
        {
            head = await VerifyAsync(request.File, request.Manifest ?? request.File + ExportCommand.ManifestEnd, keys, errors, context, io, ct);
            if (request.Full is { } full)
                await CompareAsync(request.File, head, full, keys, errors, context, io, ct);
        }
        catch (ExportFormatException e)
        {
            errors.Add(e.Message);
        }
        catch (InvalidDataException)
        {
            errors.Add("the compressed export is damaged or was cut off");
        }

        foreach (var line in errors.Lines)
            await io.Output.WriteLineAsync($"WRONG  {line}.");
        if (errors.Count > errors.Lines.Count)
            await io.Output.WriteLineAsync($"and {errors.Count - errors.Lines.Count} more");
        if (errors.Count > 0 || head is null)
            return ExitCodes.CheckFailed;

        await io.Output.WriteLineAsync(Summary(head, request.Full is not null));
        if (keys is not null)
            return ExitCodes.Done;

        await io.Output.WriteLineAsync(KeyRemark.Of("with the manifest", head.Checkpoint.Origin, [.. head.Keys.Where(k => k.Name == head.Checkpoint.Origin)]));
        return ExitCodes.KeyNotGiven;
    }

    private static string Summary(ManifestHead head, bool full) => head.Complete
        ? $"The export holds: it has every record of the log {head.Checkpoint.Origin} at {Plural.Entries(head.Checkpoint.Size)}, unchanged, and no other."
        : full
            ? $"The export holds: it has every record of the full export that its filters select, unchanged, and no other."
            : $"The export holds: no record in it was changed, dropped or added since. It is a filtered export: use --full to check that no other record matches its filters.";

    private static async Task CompareAsync(
        string file, ManifestHead head, string full, IReadOnlyList<VerifierKey>? keys, ErrorList errors, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        var fullHead = await VerifyAsync(full, full + ExportCommand.ManifestEnd, keys, errors, context, io, ct);
        if (!fullHead.Complete)
            throw new VerificationInputException($"--full: {full} is filtered too. Name a full export.");
        if (fullHead.Checkpoint.Origin != head.Checkpoint.Origin || fullHead.Checkpoint.Size < head.Checkpoint.Size)
            throw new VerificationInputException($"--full: {full} is an export of {fullHead.Checkpoint.Origin} with {Plural.Entries(fullHead.Checkpoint.Size)}, and FILE is an export of {head.Checkpoint.Origin} with {Plural.Entries(head.Checkpoint.Size)}. Use a full export of the same log that is not older than FILE.");
        if (errors.Count == 0)
            await new FullComparison(head, errors).RunAsync(file, full, fullHead, ct);
    }

    private static async Task<ManifestHead> VerifyAsync(
        string file, string manifest, IReadOnlyList<VerifierKey>? keys, ErrorList errors, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        foreach (var path in (string[])[file, manifest])
        {
            if (!File.Exists(path))
                throw new VerificationInputException($"There is no file {path}.");
        }

        using var bar = new ProgressBar(io.Error, Path.GetFileName(file), context.ShowsProgress, context.Time);
        var verifier = new ExportVerifier(file, manifest, keys, errors);
        var lines = Math.Max(new FileInfo(manifest).Length / 100.0, 1); // a line has about 100 bytes
        var head = await verifier.RunAsync(new ProgressTo<long>(p => bar.Show(p / lines, p)), ct);
        bar.Finish(verifier.Records);
        return head;
    }

    private sealed record Request(string File, string? Manifest, string? Full, string? Key);
}
