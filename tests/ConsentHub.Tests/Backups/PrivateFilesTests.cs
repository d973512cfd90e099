using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Backups;

/// <summary>Only their own user can read the files that the hub and its command line write, even if the umask would let everybody.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string MasterKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly string[] Open = ["/bin/sh", "-c", "umask 000; exec \"$0\" \"$@\""];

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_file_of_a_busy_hub_is_readable_by_others(bool postgres)
    {
        folder.WriteSite(Sites.TestSite.Minimal("shop"));
        await using var database = postgres ? await PostgresTestDatabase.CreateAsync() : null;
        (string Key, string Value)[] environment = [("ConsentHub__AdminKey", ""), .. database?.Environment ?? []];
        if (postgres)
            await DoneAsync(environment, $"site apply {folder.Sites}/shop.json");

        await using (var hub = await HubProcess.StartAsync(folder, Open, environment))
        {
            using var client = hub.NewClient();
            var visitor = Choice.NewVisitorId();
            foreach (var choice in Enumerable.Range(0, 50).Select(_ => Choice.Body()).Append(Choice.Body(visitor)))
                await client.SendAsync(choice).JsonAsync(201);
            await client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();

            List<string> commands =
            [
                "key create --name test --role analyst", $"export shop --output {folder.Data}/shop.csv", $"export shop --gzip --format ndjson --output {folder.Data}/shop.ndjson.gz",
                .. postgres ? (string[])[] : ["backup", $"backup --output {folder.Data}/mine.db"],
            ];
            foreach (var words in commands)
                await DoneAsync(environment, words);

            // Beside the running hub, with SQLite's logs.
            AssertPrivate(postgres ? ["erasures.journal", "first-admin-key", "shop.csv", "shop.csv.manifest"] : ["consenthub.db-wal", "consenthub.db-shm", "master.key", "mine.db", "backups", "site-files.applied"]);
            Assert.Equal(0, await hub.StopAsync());
        }

        if (!postgres)
            await DoneAsync(environment, $"restore {folder.Data}/mine.db --replace");
        AssertPrivate(postgres ? ["erasures.journal"] : ["consenthub.db"]);
    }

    [Fact]
    public async Task A_restore_over_a_file_that_others_could_read_makes_it_private()
    {
        await using (var hub = await HubProcess.StartAsync(folder))
            await hub.StopAsync();
        await DoneAsync([], $"backup --output {folder.Data}/mine.db");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Database, (UnixFileMode)0b110_100_100);

        await DoneAsync([], $"restore {folder.Data}/mine.db --replace");

        AssertPrivate(["consenthub.db"]);
    }

    [Fact]
    public async Task A_start_names_what_others_can_read_and_how_to_change_that()
    {
        await using (var hub = await HubProcess.StartAsync(folder))
        {
            await hub.StopAsync();
            Assert.DoesNotContain("Other users of this machine", hub.Output, StringComparison.Ordinal);
        }

        if (OperatingSystem.IsWindows())
            return;

        File.SetUnixFileMode(folder.Data, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(folder.Database, (UnixFileMode)0b110_100_100);
        await using (var hub = await HubProcess.StartAsync(folder))
        {
            await hub.StopAsync();
            Assert.Matches(@"Other users of this machine can read \d+ files in .+, such as consenthub\.db\.", hub.Output);
            Assert.Contains($"chmod -R go-rwx {folder.Data}", hub.Output, StringComparison.Ordinal);
        }

        // In a folder that others can't enter, its files are safe from them.
        File.SetUnixFileMode(folder.Data, (UnixFileMode)0b111_000_000);
        await using (var hub = await HubProcess.StartAsync(folder))
        {
            await hub.StopAsync();
            Assert.DoesNotContain("Other users of this machine", hub.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>Runs a command in a process of its own, with a umask that restricts nothing.</summary>
    private async Task DoneAsync((string Key, string Value)[] environment, string words)
    {
        var (code, output) = await HubProcess.RefusedAsync(folder, ["/bin/sh", "-c", $"umask 000; exec \"$0\" {words}"], environment);
        Assert.True(code == 0, $"{words}: exit code {code}. {output}");
    }

    private void AssertPrivate(string[] among)
    {
        var all = Directory.EnumerateFileSystemEntries(folder.Data, "*", SearchOption.AllDirectories).Append(folder.Data).ToList();
        Assert.All(among, name => Assert.Contains(Path.Combine(folder.Data, name), all));
        Assert.All(all, AssertClosed);
    }

    private static void AssertClosed(string path)
    {
        if (!OperatingSystem.IsWindows())
            Assert.True((File.GetUnixFileMode(path) & Others) == UnixFileMode.None, $"{path} has {File.GetUnixFileMode(path)}.");
    }
}
