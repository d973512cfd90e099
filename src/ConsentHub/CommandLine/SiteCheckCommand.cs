using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ConsentHub.Policies;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Stores;

namespace ConsentHub.CommandLine;

/// <summary><c>site check</c>: reports errors in site files and privacy policies, and what publishing the files would do. Changes nothing.</summary>
internal static class SiteCheckCommand
{
    private const string Text = "text";
    private const string Sarif = "sarif";

    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("FILE|FOLDER") { Description = "Site files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var policy = new Option<string?>("--policy") { Description = "The site's privacy policy in English: plain text, Markdown or HTML. Requires exactly one site file." };
        var format = new Option<string>("--format") { Description = "text, or sarif: the findings in SARIF 2.1.0 on standard output.", DefaultValueFactory = _ => Text };
        format.AcceptOnlyFromAmong(Text, Sarif);
        var date = new Option<DateOnly?>("--date")
        {
            Description = "Judge the site files by the law of this day, YYYY-MM-DD, and say what differs from today. Default: today.",
            HelpName = "YYYY-MM-DD",
            CustomParser = DayOf,
        };
        return new Command(
            "check",
            "Check site files, and with --policy a privacy policy against its site file. If ConsentHub__Data has a database, also print what publishing the files would change, and whether visitors would be asked again.")
        {
            paths, policy, format, date,
        }
            .Runs(context, DataFolder.Optional, (run, ct) => RunAsync(
                run, run.Parsed.GetRequiredValue(paths), run.Parsed.GetValue(policy), run.Parsed.GetRequiredValue(format) == Sarif,
                run.Parsed.GetValue(date), DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime), ct));
    }

    private static DateOnly? DayOf(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;

        result.AddError($"{result.Tokens[0].Value} is no day. Write it as YYYY-MM-DD.");
        return null;
    }

    private static async Task<int> RunAsync(CommandRun run, string[] paths, string? policyFile, bool sarif, DateOnly? day, DateOnly today, CancellationToken ct)
    {
        var files = paths.SelectMany(FilesOf).ToList();
        if (files.Count == 0)
        {
            await run.Error.WriteLineAsync("The folder has no site file (*.json).");
            return ExitCodes.Usage;
        }

        if (policyFile is not null && files.Count > 1)
        {
            await run.Error.WriteLineAsync($"--policy is the policy of one site, but {files.Count} site files were given. Name one site file.");
            return ExitCodes.Usage;
        }

        var (policy, unreadable) = policyFile is null ? (null, null) : await PolicyFile.ReadAsync(policyFile, ct);
        if (unreadable is not null)
        {
            await run.Error.WriteLineAsync($"{policyFile}: {unreadable}");
            return ExitCodes.CheckFailed;
        }

        var log = sarif ? new SarifLog() : null;
        var publisher = !sarif && run.Get<IStoreProvider>().Exists() ? run.Get<SitePublisher>() : null;
        var refused = 0;
        List<PolicyFinding> found = [];
        foreach (var file in files)
        {
            var result = await CheckedSiteFile.ReadAsync(file, ct);
            IReadOnlyList<PolicyFinding> findings = [.. PolicyCheck.Of(policy, result.Site), .. result.Site is { } site ? LawRules.Find(site, day ?? today, today) : []];
            found.AddRange(findings);
            if (log is not null)
                refused += Report(log, policyFile, file, result, findings) ? 0 : 1;
            else
                refused += await ReportAsync(run.Output, policyFile, file, result, findings, publisher, ct) ? 0 : 1;
        }

        if (log is not null)
            await run.Output.WriteLineAsync(log.Write());
        else
            await run.Output.WriteLineAsync(Summary(files.Count, refused, found));

        return refused == 0 && !found.Exists(f => f.Rule.Level == PolicyLevel.Error) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal) : [path];

    private static bool Report(SarifLog log, string? policyFile, string file, SiteFileResult result, IReadOnlyList<PolicyFinding> findings)
    {
        foreach (var error in result.Errors)
            log.Add(file, error);

        foreach (var finding in findings)
            log.Add(policyFile, file, result.LineOf, finding);

        return result.Site is not null;
    }

    private static async Task<bool> ReportAsync(
        TextWriter output, string? policyFile, string file, SiteFileResult result, IReadOnlyList<PolicyFinding> findings, SitePublisher? publisher, CancellationToken ct)
    {
        var accepted = await ReportFileAsync(output, file, result, publisher, ct);
        foreach (var finding in findings)
            Write(output, policyFile, file, result, finding);

        return accepted;
    }

    private static async Task<bool> ReportFileAsync(TextWriter output, string file, SiteFileResult result, SitePublisher? publisher, CancellationToken ct)
    {
        if (result.Site is not { } site)
        {
            CheckedSiteFile.WriteErrors(output, file, result.Errors);
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

    /// <summary>Writes a finding in the format of compiler messages, then the sentence, the member of the site file, the source of the rule, and the cure.</summary>
    private static void Write(TextWriter output, string? policyFile, string file, SiteFileResult result, PolicyFinding finding)
    {
        var at = finding switch
        {
            { Sentence: { } sentence } => $"{policyFile}:{sentence.Line}:{sentence.Column}",
            { Path: { } path } => result.LineOf(path) is { } line ? $"{file}:{line}" : file,
            _ => policyFile,
        };
        output.WriteLine($"{at}: {SarifLog.NameOf(finding.Rule.Level)} {finding.Rule.Id}: {finding.Rule.Title}. {finding.Message}");
        if (finding.Sentence is not null)
            output.WriteLine($"    Sentence: {finding.Sentence.Text}");

        if (finding.Path is not null)
            output.WriteLine($"    Site file: {finding.Path}");

        output.WriteLine($"    Source: {finding.Rule.Source}");
        output.WriteLine($"    Cure: {finding.Rule.Cure}");
    }

    private static string Summary(int files, int refused, List<PolicyFinding> found)
    {
        var summary = refused == 0 ? $"{Plural.Count(files, "site file")}, no errors." : $"{Plural.Count(files, "site file")}, {refused} with errors.";
        if (found.Count == 0)
            return summary;

        var counts = from level in new[] { PolicyLevel.Error, PolicyLevel.Warning, PolicyLevel.Note }
                     let count = found.Count(f => f.Rule.Level == level)
                     where count > 0
                     select Plural.Count(count, SarifLog.NameOf(level));
        return $"{summary} Policy check: {string.Join(", ", counts)}.";
    }
}
