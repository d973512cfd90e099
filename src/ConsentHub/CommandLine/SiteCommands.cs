using System.CommandLine;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Redis;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Sites.Validation;

namespace ConsentHub.CommandLine;

/// <summary><c>site check</c>, <c>site apply</c>, <c>site list</c>.</summary>
internal static class SiteCommands
{
    public static Command Create(CommandContext context) => new("site", "Site files and published sites.")
    {
        SiteCheckCommand.Create(context),
        Apply(context),
        new Command("list", "Show the published sites.").Runs(context, DataFolder.Existing, ListAsync),
    };

    private static Command Apply(CommandContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Site files, each named KEY.json.", Arity = ArgumentArity.OneOrMore };
        var again = new Option<bool>("--again") { Description = "Publish a file even if its content equals that of an earlier version." };
        var takeOver = new Option<bool>("--take-over") { Description = "Manage the site by this file from now on, even if the console manages it." };
        return new Command("apply", "Publish site files. A running server serves the new versions within a second.") { files, again, takeOver }
            .Runs(context, DataFolder.New, (run, ct) => ApplyAsync(
                run, run.Parsed.GetRequiredValue(files), new PublishOptions(run.Parsed.GetValue(again), run.Parsed.GetValue(takeOver)), ct));
    }

    private static async Task<int> ApplyAsync(CommandRun run, string[] files, PublishOptions options, CancellationToken ct)
    {
        // While Redis is connected, each publication notifies the running instances at once.
        await run.Get<RedisConnection>().OpenAsync();
        var refused = false;
        foreach (var file in files)
            refused |= !await ApplyAsync(run, file, options, ct);

        return refused ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static async Task<bool> ApplyAsync(CommandRun run, string file, PublishOptions options, CancellationToken ct)
    {
        var (site, errors) = await CheckedSiteFile.ReadAsync(file, ct);
        if (site is null)
        {
            CheckedSiteFile.WriteErrors(run.Error, file, errors);
            return false;
        }

        var outcome = await run.Get<SitePublisher>().PublishAsync(site, ManagedBy.File, options, Actor.CommandLine, ct);
        var text = PublishText.Of(outcome, file, site.Key, preview: false);
        await (text.Refused ? run.Error : run.Output).WriteLineAsync($"{file}: {text.Text}");
        return !text.Refused;
    }

    private static Task<int> ListAsync(CommandRun run, CancellationToken ct)
    {
        var sites = run.Get<SiteDirectory>().All.OrderBy(s => s.Key, StringComparer.Ordinal);
        TextTable.Write(run.Output, ["key", "version", "published", "managed", "categories", "origins", "name"], sites.Select(s => new[]
        {
            s.Key, Number(s.Latest.Version), Rfc3339.Of(s.Latest.PublishedAt), WireNames<ManagedBy>.Of(s.ManagedBy),
            string.Join(',', s.Latest.Categories.Select(c => c.Category.Id)), string.Join(',', s.Origins), s.Latest.Content.Name,
        }));
        return Task.FromResult(ExitCodes.Done);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads a site file as the server does. Like the server, refuses the file of a site that the console manages.</summary>
internal static class CheckedSiteFile
{
    private static readonly SiteFileError ManagedByConsole = new(
        "managedBy", "is \"console\", so the administrators' API manages this site and the file is not applied. Delete the file, or change managedBy to \"file\".");

    public static async Task<SiteFileResult> ReadAsync(string file, CancellationToken ct)
    {
        var result = await SiteFileOnDisk.ReadAsync(file, ct);
        return result.Site is { ManagedBy: ManagedBy.Console }
            ? result with { Site = null, Errors = [ManagedByConsole with { Line = result.LineOf(ManagedByConsole.Path) }] }
            : result;
    }

    public static void WriteErrors(TextWriter output, string file, IReadOnlyList<SiteFileError> errors)
    {
        output.WriteLine($"{file}: has {Plural.Count(errors.Count, "error")}");
        foreach (var error in errors)
            output.WriteLine($"    {error}");
    }
}
