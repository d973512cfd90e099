using System.Text.Json.Nodes;
using ConsentHub.CommandLine;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary><c>verify export</c> on complete and filtered exports, and on files that were changed or shortened.</summary>
public sealed class VerifyExportTests(SealedHub hub) : IClassFixture<SealedHub>, IDisposable
{
    private readonly TestFolder work = new();

    private string Export => Path.Combine(work.Root, "consents");

    private string Manifest => Export + ".manifest";

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("csv", "--gzip")]
    public async Task A_complete_export_verifies(string format, params string[] options)
    {
        await ExportAsync(hub.Folder, Export, ["--format", format, .. options]);

        var run = (await VerifyAsync("--key", await KeyAsync())).Ended(ExitCodes.Done);

        Assert.Contains("The export holds: it has every record of the log", run.Output, StringComparison.Ordinal);
        Assert.Contains("at 602 entries, unchanged, and no other.", run.Output, StringComparison.Ordinal);
        Assert.Equal(604, (await File.ReadAllLinesAsync(Manifest)).Length);
    }

    [Fact]
    public async Task Without_a_key_it_says_that_the_key_came_with_the_file()
    {
        await ExportAsync(hub.Folder, Export, []);

        Assert.Contains("the key came with the manifest", (await VerifyAsync()).Ended(ExitCodes.KeyNotGiven).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "true,", "false,")]
    [InlineData("ndjson", "\"gpcShown\":false", "\"gpcShown\":true")]
    [InlineData("ndjson", "\"services\":", "\"more\":1,\"services\":")]
    [InlineData("ndjson", "/shelf/", "/Shelf/")]
    public async Task A_line_that_was_changed_is_named(string format, string before, string after)
    {
        await ExportAsync(hub.Folder, Export, ["--format", format]);
        var (id, position) = await EditAsync(lines => lines[100] = lines[100].Replace(before, after, StringComparison.Ordinal));

        Assert.Contains($"WRONG  record {id} at position {position} was changed.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task A_line_that_was_dropped_is_named(string format)
    {
        await ExportAsync(hub.Folder, Export, ["--format", format]);
        var (_, position) = await EditAsync(lines => lines.RemoveAt(100));

        Assert.Equal($"WRONG  the record at position {position} was left out of the export.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Fact]
    public async Task A_line_that_was_added_is_named()
    {
        await ExportAsync(hub.Folder, Export, []);
        var (id, position) = await EditAsync(lines => lines.Insert(300, lines[100]));

        Assert.Equal($"WRONG  record {id} at position {position} was added, is duplicated or is in the wrong place.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Fact]
    public async Task A_line_that_was_moved_is_named()
    {
        await ExportAsync(hub.Folder, Export, []);
        var (id, position) = await EditAsync(lines =>
        {
            lines.Insert(50, lines[100]);
            lines.RemoveAt(101);
        });

        Assert.Equal(
            $"WRONG  record {id} was moved: its position is {position}, and it is elsewhere in the export.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Fact]
    public async Task A_file_that_was_cut_off_lacks_its_last_records()
    {
        await ExportAsync(hub.Folder, Export, ["--format", "ndjson"]);
        await EditAsync(lines => lines.RemoveRange(580, 5));

        Assert.Equal(5, (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("recordId,leafIndex\r\n1,2,3\r\n")]
    [InlineData("recordId,leafIndex\n1,2\n")]
    [InlineData("recordId,leafIndex\r\nx\"y,2\r\n")]
    public async Task Anything_but_an_export_is_refused_with_the_reason(string text)
    {
        await ExportAsync(hub.Folder, Export, []);
        await File.WriteAllTextAsync(Export, text);

        Assert.StartsWith("WRONG  row", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_changed_places_are_no_longer_the_file_that_was_written()
    {
        await ExportAsync(hub.Folder, Export, []);
        await EditAsync(lines =>
        {
            for (var at = 0; at < lines.Count; at++)
            {
                var cells = lines[at].Split(',');
                (cells[20], cells[21]) = (cells[21], cells[20]);
                lines[at] = string.Join(',', cells);
            }
        });

        Assert.Contains("is not byte for byte the file that was written", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hash", "the manifest was changed: its signature")]
    [InlineData("line", "the manifest leaves out position")]
    [InlineData("end", "the manifest has no signature at its end")]
    [InlineData("behind", "the manifest continues after its signature")]
    [InlineData("query", "the manifest was changed: its signature")]
    [InlineData("head", "the manifest does not begin with the line of a manifest")]
    public async Task A_changed_manifest_is_reported(string change, string said)
    {
        await ExportAsync(hub.Folder, Export, []);
        var lines = (await File.ReadAllLinesAsync(Manifest)).ToList();
        switch (change)
        {
            case "hash":
                lines[100] = lines[101].Replace("\"i\":100,", "\"i\":99,", StringComparison.Ordinal);
                break;
            case "line":
                lines.RemoveAt(100);
                break;
            case "end":
                lines.RemoveAt(lines.Count - 1);
                break;
            case "behind":
                lines.Add(lines[100]);
                break;
            case "query":
                lines[0] = lines[0].Replace("\"query\":{}", "\"query\":{\"action\":\"save\"}", StringComparison.Ordinal).Replace("\"complete\":true", "\"complete\":false", StringComparison.Ordinal);
                break;
            default:
                lines.RemoveAt(0);
                break;
        }

        await File.WriteAllTextAsync(Manifest, string.Join('\n', lines) + "\n");

        Assert.Contains(said, (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_the_server_left_out_is_missed()
    {
        using var copy = Copy();
        var leaf = await DeleteOneAsync(copy);
        await ExportAsync(copy, Export, []);

        Assert.Equal($"WRONG  position {leaf} has no record and no removal names it: the server left it out.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Fact]
    public async Task A_filtered_export_shows_every_change_made_to_it()
    {
        await ExportAsync(hub.Folder, Export, ["--format", "ndjson", "--action", "save"]);
        Assert.Contains("use --full to check that no other record matches", (await VerifyAsync("--key", await KeyAsync())).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);

        var (_, position) = await EditAsync(lines => lines.RemoveAt(30));
        Assert.Equal($"WRONG  the record at position {position} was left out of the export.", (await VerifyAsync()).Ended(ExitCodes.CheckFailed).Output.Trim());
    }

    [Theory]
    [InlineData("--action", "save", "--source", "banner")]
    [InlineData("--category", "analytics")]
    [InlineData("--category", "analytics", "--granted", "false", "--region", "ZZ", "--notice", "1")]
    [InlineData("--from", "2000-01-01", "--to", "2100-01-01")]
    [InlineData("--to", "2000-01-01")]
    public async Task A_full_export_proves_a_filtered_one(params string[] filters)
    {
        var full = Path.Combine(work.Root, "full");
        await ExportAsync(hub.Folder, Export, ["--format", "csv", .. filters]);
        await ExportAsync(hub.Folder, full, ["--format", "ndjson"]);

        Assert.Contains("every record of the full export that its filters select", (await VerifyAsync("--full", full, "--key", await KeyAsync())).Ended(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_a_filtered_export_left_out_is_found_in_the_full_one()
    {
        var full = Path.Combine(work.Root, "full");
        await ExportAsync(hub.Folder, full, []);
        using var copy = Copy();
        var leaf = await DeleteOneAsync(copy);
        await ExportAsync(copy, Export, ["--action", "save"]);

        Assert.Contains($"at position {leaf} matches the query and is not in the export", (await VerifyAsync("--full", full)).Ended(ExitCodes.CheckFailed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_files_and_a_filtered_file_in_place_of_a_full_export_are_reported()
    {
        (await VerifyAsync()).Ended(ExitCodes.Usage);
        await ExportAsync(hub.Folder, Export, ["--action", "save"]);
        var run = (await VerifyAsync("--full", Export)).Ended(ExitCodes.Usage);
        Assert.Contains("is filtered too", run.Error, StringComparison.Ordinal);
    }

    private static async Task ExportAsync(TestFolder folder, string file, string[] options) =>
        (await Cli.RunAsync(folder, ["export", "shop", "--output", file, .. options])).Ended(ExitCodes.Done);

    private Task<CliRun> VerifyAsync(params string[] options) => Cli.RunAsync(work, ["verify", "export", Export, .. options]);

    private async Task<string> KeyAsync() =>
        (string)JsonNode.Parse((await File.ReadAllLinesAsync(Manifest))[0])!["keys"]![0]!;

    /// <summary>Edits the lines of the export; returns id and position of line 101, or of line 31 in a short export.</summary>
    private async Task<(string Id, string Position)> EditAsync(Action<List<string>> edit)
    {
        var text = await File.ReadAllTextAsync(Export);
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split(end, StringSplitOptions.RemoveEmptyEntries).ToList();
        var line = lines[lines.Count < 300 ? 30 : 100];
        edit(lines);
        await File.WriteAllTextAsync(Export, string.Join(end, lines) + end);
        if (end == "\r\n")
            return (line.Split(',')[0], line.Split(',')[1]);

        var record = JsonNode.Parse(line)!;
        return ((string)record["recordId"]!, record["leafIndex"]!.ToJsonString());
    }

    private TestFolder Copy()
    {
        var copy = new TestFolder();
        Directory.CreateDirectory(copy.Data);
        foreach (var file in Directory.EnumerateFiles(hub.Folder.Data))
            File.Copy(file, Path.Combine(copy.Data, Path.GetFileName(file)));

        return copy;
    }

    private static async Task<long> DeleteOneAsync(TestFolder folder)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Database, Pooling = false }.ToString());
        await connection.OpenAsync();
        var (leaf, _) = connection.Record();
        await connection.ExecuteAsync($"DELETE FROM consent WHERE site = {TamperingSql.Shop} AND leaf = @leaf", new { leaf });
        return leaf;
    }
}
