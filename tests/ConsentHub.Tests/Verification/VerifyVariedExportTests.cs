using ConsentHub.CommandLine;
using ConsentHub.Tests.Analysis;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Verification;

/// <summary>Every value that an export can contain is read back as it was sealed: quotes, apostrophes, letters, several notices.</summary>
public sealed class VerifyVariedExportTests(FilledHub filled) : IClassFixture<FilledHub>
{
    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task An_export_of_a_varied_log_verifies(string format)
    {
        using var work = new TestFolder();
        var (file, some) = (Path.Combine(work.Root, "all"), Path.Combine(work.Root, "some"));
        (await Cli.RunAsync(filled.Hub.Folder, ["export", "shop", "--format", format, "--output", file])).Ended(ExitCodes.Done);
        (await Cli.RunAsync(filled.Hub.Folder, ["export", "shop", "--format", format, "--output", some, "--category", "community", "--granted", "true", "--region", "SE"])).Ended(ExitCodes.Done);

        (await Cli.RunAsync(work, ["verify", "export", file])).Ended(ExitCodes.KeyNotGiven);
        (await Cli.RunAsync(work, ["verify", "export", some, "--full", file])).Ended(ExitCodes.KeyNotGiven);
    }

    [Theory]
    [InlineData("format=csv")]
    [InlineData("format=ndjson&size=48")]
    [InlineData("format=csv&category=analytics&granted=true&from=2026-03-02")]
    public async Task An_export_over_http_verifies_with_the_manifest_over_http(string query)
    {
        using var work = new TestFolder();
        var file = Path.Combine(work.Root, "export");
        await File.WriteAllBytesAsync(file, await filled.Analyst.GetByteArrayAsync($"/v1/sites/shop/records/export?{query.Replace("&size=48", "", StringComparison.Ordinal)}"));
        await File.WriteAllBytesAsync(file + ".manifest", await filled.Analyst.GetByteArrayAsync($"/v1/sites/shop/records/export/manifest?{query}"));

        (await Cli.RunAsync(work, ["verify", "export", file])).Ended(ExitCodes.KeyNotGiven);
    }

    [Fact]
    public async Task A_manifest_of_an_earlier_size_ends_at_that_size()
    {
        var lines = (await filled.Analyst.GetStringAsync("/v1/sites/shop/records/export/manifest?size=20")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(22, lines.Length);
        Assert.Contains("\\n20\\n", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size=0")]
    [InlineData("size=49")]
    [InlineData("size=x")]
    public async Task A_size_that_the_log_never_had_is_refused(string query)
    {
        using var answer = await filled.Analyst.GetAsync($"/v1/sites/shop/records/export/manifest?{query}");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"size\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
