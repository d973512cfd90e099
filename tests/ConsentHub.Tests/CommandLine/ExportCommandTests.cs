using System.Globalization;
using System.IO.Compression;
using System.Text;
using ConsentHub.CommandLine;
using ConsentHub.Tests.Analysis;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.CommandLine;

/// <summary><c>export</c> beside the running server, on the same database.</summary>
public sealed class ExportCommandTests(FilledHub filled) : IClassFixture<FilledHub>
{
    private TestFolder Folder => filled.Hub.Folder;

    [Theory]
    [InlineData("csv", "")]
    [InlineData("ndjson", "")]
    [InlineData("csv", "category=analytics&granted=true&from=2026-03-02")]
    [InlineData("ndjson", "action=save&source=banner&region=NO&notice=1&to=2026-03-05T00:00:00Z")]
    public async Task It_writes_byte_for_byte_what_the_api_returns(string format, string query)
    {
        var answer = await filled.Analyst.GetByteArrayAsync($"/v1/sites/shop/records/export?format={format}&{query}".TrimEnd('&'));
        var options = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).SelectMany(p => new[] { "--" + p[0], p[1] });

        var run = (await Cli.RunAsync(Folder, ["export", "shop", "--format", format, .. options])).Ended(ExitCodes.Done);
        Assert.Equal(Encoding.UTF8.GetString(answer), run.Text);
    }

    [Fact]
    public async Task The_cursor_that_it_names_continues_after_its_last_record()
    {
        var to = filled.Posted[20].RecordedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var first = (await Cli.RunAsync(Folder, ["export", "shop", "--format", "ndjson", "--to", to])).Ended(ExitCodes.Done);
        Assert.Equal(20, AnalysisCalls.ParseNdjson(first.Text).Count);

        var cursor = first.Error.Split("--cursor ")[1].Trim();
        var refused = (await Cli.RunAsync(Folder, ["export", "shop", "--cursor", cursor])).Ended(ExitCodes.Usage);
        Assert.Contains("--cursor was made for other filters", refused.Error, StringComparison.Ordinal);
        var rest = (await Cli.RunAsync(Folder, ["export", "shop", "--to", to, "--cursor", cursor, "--format", "ndjson"])).Ended(ExitCodes.Done);
        Assert.Equal("", rest.Text);
        Assert.Contains("No record matches", rest.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_appears_only_when_complete_and_another_is_not_overwritten_unasked()
    {
        var path = Path.Combine(Folder.Root, "consents.csv");
        var run = (await Cli.RunAsync(Folder, ["export", "shop", "--output", path])).Ended(ExitCodes.Done);
        var written = await File.ReadAllTextAsync(path);
        AnalysisCalls.SameRecords(filled.Posted, ExportTests.ParseCsv(written));
        Assert.False(File.Exists(path + ".part"));
        Assert.Contains("100 %  48 records", run.Error, StringComparison.Ordinal);

        var again = (await Cli.RunAsync(Folder, ["export", "shop", "--output", path, "--action", "save"])).Ended(ExitCodes.Usage);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(written, await File.ReadAllTextAsync(path));

        (await Cli.RunAsync(Folder, ["export", "shop", "--output", path, "--action", "save", "--force"])).Ended(ExitCodes.Done);
        Assert.NotEqual(written, await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Gzip_compresses_the_same_bytes()
    {
        var plain = (await Cli.RunAsync(Folder, ["export", "shop"])).Ended(ExitCodes.Done);
        var packed = (await Cli.RunAsync(Folder, ["export", "shop", "--gzip"])).Ended(ExitCodes.Done);
        using var reader = new StreamReader(new GZipStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress));
        Assert.Equal(plain.Text, await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("--format", "xml")]
    [InlineData("--from", "yesterday")]
    [InlineData("--granted", "true")]
    [InlineData("--category", "sports")]
    [InlineData("--visitor", "v1")]
    public async Task A_wrong_option_is_named(string option, string value)
    {
        var run = (await Cli.RunAsync(Folder, ["export", "shop", option, value])).Ended(ExitCodes.Usage);
        Assert.StartsWith(option + " ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Bytes);
    }

    [Fact]
    public async Task An_unknown_site_and_an_unwritable_path_are_reported()
    {
        var run = (await Cli.RunAsync(Folder, ["export", "nowhere"])).Ended(ExitCodes.Usage);
        Assert.Contains("There is no site 'nowhere'", run.Error, StringComparison.Ordinal);
        (await Cli.RunAsync(Folder, ["export", "shop", "--output", Path.Combine(Folder.Root, "no", "such", "folder.csv")])).Ended(ExitCodes.NotStarted);
    }
}
