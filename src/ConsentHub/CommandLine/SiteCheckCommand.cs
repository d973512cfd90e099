using System.CommandLine;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Stores;

namespace ConsentHub.CommandLine;

/// <summary><c>site check</c>: reports errors in site files, and what publishing them would do. Changes nothing.</summary>
internal static class SiteCheckCommand
{
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("FILE|FOLDER") { Description = "Site files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        return new Command(
            "check", "Check site files. If ConsentHub__Data has a database, also say what publishing them would change and whether visitors are asked again.") { paths }
            .Runs(context, DataFolder.Optional, (run, ct) => RunAsync(run, run.Parsed.GetRequiredValue(paths), ct));
    }

    private static async Task<int> RunAsync(CommandRun run, string[] paths, CancellationToken ct)
    {
        var files = paths.SelectMany(FilesOf).ToList();
        if (files.Count == 0)
        {
            await run.Error.WriteLineAsync("The folder has no site file (*.json).");
            return ExitCodes.Usage;
        }

        var publisher = run.Get<IStoreProvider>().Exists() ? run.Get<SitePublisher>() : null;
        var refused = 0;
        foreach (var file in files)
            refused += await CheckAsync(run.Output, file, publisher, ct) ? 0 : 1;

        await run.Output.WriteLineAsync(refused == 0 ? $"{Plural.Count(files.Count, "site file")}, no errors." : $"{Plural.Count(files.Count, "site file")}, {refused} with errors.");
        return refused == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal) : [path];

    private static async Task<bool> CheckAsync(TextWriter output, string file, SitePublisher? publisher, CancellationToken ct)
    {
        var (site, errors) = await CheckedSiteFile.ReadAsync(file, ct);
        if (site is null)
        {
            CheckedSiteFile.WriteErrors(output, file, errors);
            return false;
        }

        if (publisher is null)
        {
            await output.WriteLineAsync($"{file}: is valid");
            return true;
        }

        var outcome = await publisher.PreviewAsync(site, ManagedBy.File, new PublishOptions(), ct);
        var text = PublishText.Of(outcome, file, site.Key, preview: true);
        await output.WriteLineAsync($"{file}: {(text.Refused ? "" : "is valid; ")}{text.Text}");
        return !text.Refused;
    }
}
