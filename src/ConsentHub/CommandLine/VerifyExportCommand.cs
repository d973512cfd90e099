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
        var file = new Argument<string>("FILE") { Description = "The export, CSV or NDJSON, also compressed." };
        var manifest = new Option<string?>("--manifest") { Description = "Its manifest. Without it FILE.manifest.", HelpName = "FILE" };
        var full = new Option<string?>("--full") { Description = "A full export of the same log, with its manifest beside it: a filtered one must have every record of it that its filters select, and no other.", HelpName = "FILE" };
        var key = VerifyCommands.KeyOption();
        var command = new Command("export", "Check an exported file: a line that was left out, dropped, added, moved or changed is named. Needs neither a hub nor a network. Exit code 4 where only the manifest's own key was used.") { file, manifest, full, key };
        command.SetAction((parsed, ct) => VerifyCommands.GuardAsync(parsed, () => RunAsync(
            new Request(parsed.GetRequiredValue(file), parsed.GetValue(manifest), parsed.GetValue(full), parsed.GetValue(key)), context, parsed.InvocationConfiguration, ct)));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        var keys = request.Key is null ? null : await GivenKeys.ReadAsync(request.Key, ct);
        var faults = new ErrorList();
        ManifestHead? head = null;
        try
        {
            head = await VerifyAsync(request.File, request.Manifest ?? request.File + ExportCommand.ManifestEnd, keys, faults, context, io, ct);
            if (request.Full is { } full)
                await CompareAsync(request.File, head, full, keys, faults, context, io, ct);
        }
        catch (ExportFormatException e)
        {
            faults.Add(e.Message);
        }
        catch (InvalidDataException)
        {
            faults.Add("the compressed export is damaged or was cut off");
        }

        foreach (var line in faults.Lines)
            await io.Output.WriteLineAsync($"WRONG  {line}.");
        if (faults.Count > faults.Lines.Count)
            await io.Output.WriteLineAsync($"and {faults.Count - faults.Lines.Count} more");
        if (faults.Count > 0 || head is null)
            return ExitCodes.Faulty;

        await io.Output.WriteLineAsync(Summary(head, request.Full is not null));
        if (keys is not null)
            return ExitCodes.Done;

        await io.Output.WriteLineAsync(KeyRemark.Of("with the manifest", head.Checkpoint.Origin, [.. head.Keys.Where(k => k.Name == head.Checkpoint.Origin)]));
        return ExitCodes.KeyNotGiven;
    }

    private static string Summary(ManifestHead head, bool full) => head.Complete
        ? $"The export holds: every record of the log {head.Checkpoint.Origin} at {Plural.Entries(head.Checkpoint.Size)}, unchanged, and none besides."
        : full
            ? $"The export holds: every record of the full one that its filters select, unchanged, and none besides."
            : $"The export holds: no record of it was changed, dropped or added since. It is filtered: that no other matched shows --full.";

    private static async Task CompareAsync(
        string file, ManifestHead head, string full, IReadOnlyList<VerifierKey>? keys, ErrorList faults, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        var fullHead = await VerifyAsync(full, full + ExportCommand.ManifestEnd, keys, faults, context, io, ct);
        if (!fullHead.Complete)
            throw new VerificationInputException($"--full: {full} is filtered too.");
        if (fullHead.Checkpoint.Origin != head.Checkpoint.Origin || fullHead.Checkpoint.Size < head.Checkpoint.Size)
            throw new VerificationInputException($"--full: {full} is of {fullHead.Checkpoint.Origin} at {Plural.Entries(fullHead.Checkpoint.Size)}, the export of {head.Checkpoint.Origin} at {head.Checkpoint.Size}. Take a full one of the same log that is not older.");
        if (faults.Count == 0)
            await new FullComparison(head, faults).RunAsync(file, full, fullHead, ct);
    }

    private static async Task<ManifestHead> VerifyAsync(
        string file, string manifest, IReadOnlyList<VerifierKey>? keys, ErrorList faults, CommandContext context, InvocationConfiguration io, CancellationToken ct)
    {
        foreach (var path in (string[])[file, manifest])
        {
            if (!File.Exists(path))
                throw new VerificationInputException($"There is no file {path}.");
        }

        using var bar = new ProgressBar(io.Error, Path.GetFileName(file), context.ShowsProgress, context.Time);
        var verifier = new ExportVerifier(file, manifest, keys, faults);
        var lines = Math.Max(new FileInfo(manifest).Length / 100.0, 1); // a line has about 100 bytes
        var head = await verifier.RunAsync(new ProgressTo<long>(p => bar.Show(p / lines, p)), ct);
        bar.Finish(verifier.Records);
        return head;
    }

    private sealed record Request(string File, string? Manifest, string? Full, string? Key);
}
