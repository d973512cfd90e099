using ConsentHub.CommandLine;
using ConsentHub.Tests.Analysis;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary>Every value that an export can hold comes back as it was sealed: quotes, apostrophes, letters, several notices.</summary>
public sealed class VerifyVariedExportTests(FilledHub filled) : IClassFixture<FilledHub>
{
    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task A_varied_log_holds(string format)
    {
        using var work = new TestFolder();
        var (file, some) = (Path.Combine(work.Root, "all"), Path.Combine(work.Root, "some"));
        (await Cli.RunAsync(filled.Hub.Folder, ["export", "shop", "--format", format, "--output", file])).Ended(ExitCodes.Done);
        (await Cli.RunAsync(filled.Hub.Folder, ["export", "shop", "--format", format, "--output", some, "--category", "community", "--granted", "true", "--region", "SE"])).Ended(ExitCodes.Done);

        (await Cli.RunAsync(work, ["verify", "export", file])).Ended(ExitCodes.KeyNotGiven);
        (await Cli.RunAsync(work, ["verify", "export", some, "--full", file])).Ended(ExitCodes.KeyNotGiven);
    }
}
