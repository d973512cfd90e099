using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using ConsentHub.Analysts;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Files;
using ConsentHub.Keys;

namespace ConsentHub.CommandLine;

/// <summary><c>export</c>: writes a site's consent log as CSV or NDJSON, byte for byte as the API does.</summary>
internal sealed class ExportCommand
{
    public const string ManifestEnd = ".manifest";

    private readonly Argument<string> site = new("SITE") { Description = "Key of the site." };

    private readonly Option<string> format = new("--format")
    {
        Description = "csv or ndjson.",
        HelpName = "csv|ndjson",
        DefaultValueFactory = _ => "csv",
    };

    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "File to write, or - for standard output. The file appears once it is complete, together with FILE.manifest, the manifest that verify export needs.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<bool> force = new("--force") { Description = "Overwrite an existing file." };
    private readonly Option<bool> gzip = new("--gzip") { Description = "Compress the output." };

    private readonly List<Option<string>> filters =
        [.. AnalysisQuery.Filters.Append(AnalysisQuery.Cursor).Select(p => new Option<string>("--" + p.Name) { Description = p.Description })];

    public static Command Create(CommandContext context)
    {
        var words = new ExportCommand();
        var command = new Command("export", "Write a site's consent log as CSV or NDJSON. docs/data-dictionary.md explains every column.")
        {
            words.site, words.format, words.output, words.force, words.gzip,
        };
        words.filters.ForEach(command.Options.Add);
        return command.Runs(context, DataFolder.Existing, words.RunAsync);
    }

    private async Task<int> RunAsync(CommandRun run, CancellationToken ct)
    {
        if (run.FindSite(run.Parsed.GetRequiredValue(site)) is not { } found)
            return ExitCodes.Usage;

        var given = StrictParameters.Of([
            .. filters.Select(f => KeyValuePair.Create(f.Name[2..], run.Parsed.GetValue(f))), KeyValuePair.Create("format", run.Parsed.GetValue(format))]);
        var wanted = given.Read<ExportFormat>("format", WireNames<ExportFormat>.TryParse, $"must be one of {WireNames<ExportFormat>.All}");
        if (await run.Get<LogSelectionReader>().ReadAsync(found, given, ct) is not { } selection)
            return run.Refuse(given.Errors);

        var path = run.Parsed.GetRequiredValue(output);
        if (path != "-" && !run.Parsed.GetValue(force) && ((string[])[path, path + ManifestEnd]).FirstOrDefault(File.Exists) is { } existing)
        {
            await run.Error.WriteLineAsync($"{existing} already exists. Name another file, or overwrite the file with --force.");
            return ExitCodes.Usage;
        }

        await run.AuditAsync(AuditActions.RecordsExport, found.Key, $"{WireNames<ExportFormat>.Of(wanted!.Value)}, {selection.Summary}");
        var end = path == "-" ? await WriteToOutputAsync(run, selection, wanted.Value, ct) : await WriteToFileAsync(run, selection, wanted.Value, path, ct);
        await run.Error.WriteLineAsync(end.LeafIndex is { } last
            ? $"{Plural.Count(end.Records, "record")}. To continue after the last record later, use --cursor {selection.CursorAfter(last)}"
            : "No record matches.");
        return ExitCodes.Done;
    }

    private async Task<ExportPosition> WriteToOutputAsync(CommandRun run, LogSelection selection, ExportFormat wanted, CancellationToken ct)
    {
        await using var stream = run.Context.Output();
        return await WriteAsync(
            run, selection, stream, (target, progress) => run.Get<LogExport>().WriteAsync(selection, wanted, target, progress, ct), ct);
    }

    private async Task<ExportPosition> WriteToFileAsync(CommandRun run, LogSelection selection, ExportFormat wanted, string path, CancellationToken ct)
    {
        await run.Get<HubKeys>().PrepareAsync(ct);
        // Export and manifest read the same snapshot, so neither contains choices that are recorded during the export.
        using var snapshot = run.Get<ILogSnapshot>();
        await using var file = OutputFile.Create(path);
        await using var manifest = OutputFile.Create(path + ManifestEnd);
        using var sha256 = SHA256.Create();
        var end = await WriteAsync(run, selection, file.Stream, async (target, progress) =>
        {
            await using var hashed = new CryptoStream(target, sha256, CryptoStreamMode.Write, leaveOpen: true);
            var records = snapshot.RecordsAsync(selection.Query, ct).Select(r => r.Record);
            return await run.Get<LogExport>().WriteAsync(selection.Site, records, wanted, hashed, progress, ct);
        }, ct);
        var proved = await run.Get<ExportManifest>().WriteAsync(snapshot, selection, wanted, size: null, new ExportedFile(end.Records, sha256.Hash!), manifest.Stream, ct);
        await file.CompleteAsync(run.Parsed.GetValue(force));
        if (proved)
            await manifest.CompleteAsync(run.Parsed.GetValue(force));

        return end;
    }

    private async Task<ExportPosition> WriteAsync(
        CommandRun run, LogSelection selection, Stream stream, Func<Stream, IProgress<ExportPosition>, Task<ExportPosition>> write, CancellationToken ct)
    {
        var size = Math.Max(await run.Get<IConsentLog>().LogSizeAsync(selection.Site.Number, ct), 1);
        using var bar = new ProgressBar(run.Error, selection.Site.Key, run.Context.ShowsProgress, run.Context.Time);
        var progress = new ProgressTo<ExportPosition>(p => bar.Show((p.LeafIndex ?? 0) / (double)size, p.Records));
        var end = await CompressAsync(run, stream, target => write(target, progress));
        bar.Finish(end.Records);
        return end;
    }

    private async Task<ExportPosition> CompressAsync(CommandRun run, Stream stream, Func<Stream, Task<ExportPosition>> write)
    {
        if (!run.Parsed.GetValue(gzip))
            return await write(stream);

        var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        var end = await write(zip);
        // Disposed only after the last row: Dispose writes the end of the gzip stream, and an aborted export must not have it.
        await zip.DisposeAsync();
        return end;
    }
}
