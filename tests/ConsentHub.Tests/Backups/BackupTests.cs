using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Proof;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Backups;

/// <summary>Backups of a running hub's database, and what a restore of them contains.</summary>
public sealed class BackupTests : IDisposable
{
    private const string MasterKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly (string, string) Encrypted = ("ConsentHub:MasterKey", MasterKey);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_made_while_choices_arrive_is_one_state_of_the_database()
    {
        await using var hub = await Hub.StartAsync(folder: folder);
        var filling = new PublishedLog(hub.Client).FillAsync(500);

        var copy = await BackUpAsync();

        Assert.StartsWith(Path.Combine(folder.Data, "backups", "consenthub-"), copy, StringComparison.Ordinal);
        await filling;
        using var data = new StoredData(copy);
        data.AssertSound();
        Assert.InRange(data.Ids().Count, 0, 500);
    }

    [Fact]
    public async Task A_restored_database_has_what_the_backup_had_and_its_log_continues_under_a_new_name()
    {
        var hub = await Hub.StartAsync(folder: folder);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        var before = await new PublishedLog(hub.Client).CheckpointAsync();
        var key = await hub.Client.GetStringAsync("/ledger/shop/key");
        var copy = await BackUpAsync();
        await new PublishedLog(hub.Client).FillAsync(5);
        await hub.StopAsync();

        var told = (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(0);

        Assert.Contains("/r1", told.Output, StringComparison.Ordinal);
        Assert.Contains("is now the backup", told.Error, StringComparison.Ordinal);
        hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        await new PublishedLog(hub.Client).FillAsync(5);
        var after = await new PublishedLog(hub.Client).CheckpointAsync();
        Assert.Equal((before.Origin + "/r1", 6), (after.Origin, after.Size));
        Assert.EndsWith(key, await hub.Client.GetStringAsync("/ledger/shop/key"), StringComparison.Ordinal);
        Assert.Contains(await hub.AuditAsync(), e => (string?)e["action"] == "restore" && (string?)e["actor"] == "command_line");
        await hub.StopAsync();
    }

    /// <summary>Otherwise two logs with other entries would have checkpoints of the same size under one name.</summary>
    [Fact]
    public async Task A_log_that_was_empty_in_the_backup_or_not_there_yet_gets_a_new_name_too()
    {
        (string, string)[] settings = [("ConsentHub:PublicUrl", "https://hub.example")];
        var hub = await Hub.StartAsync([TestSite.Minimal("shop")], folder, null, settings);
        var copy = await BackUpAsync(settings);
        await hub.StopAsync();
        hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")], folder, null, settings);
        var before = await NamesAsync(hub);
        await hub.StopAsync();

        (await Cli.RunAsync(folder, ["restore", copy, "--replace"], settings: settings)).Ended(0);

        hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")], folder, null, settings);
        Assert.Equal(404, (int)(await hub.Client.GetAsync("/ledger/shop/checkpoint")).StatusCode);
        var after = await NamesAsync(hub);
        await hub.StopAsync();
        Assert.Equal(["hub.example/ledger/shop", "hub.example/ledger/blog"], before);
        Assert.Equal(["hub.example/ledger/shop/r1", "hub.example/ledger/blog/r1"], after);
        (await Cli.RunAsync(folder, ["verify", "database"], settings: settings)).Ended(0);

        static async Task<string[]> NamesAsync(Hub hub)
        {
            foreach (var site in (string[])["shop", "blog"])
                await hub.Client.SendAsync(Choice.Body(), site).JsonAsync(201);

            return [(await new PublishedLog(hub.Client).CheckpointAsync()).Origin, (await new PublishedLog(hub.Client, "blog").CheckpointAsync()).Origin];
        }
    }

    [Fact]
    public async Task The_same_backup_restored_twice_gets_two_log_names()
    {
        var hub = await Hub.StartAsync(folder: folder);
        await new PublishedLog(hub.Client).FillAsync(1);
        var copy = await BackUpAsync();
        await hub.StopAsync();

        Assert.Contains("/r1", (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(0).Output, StringComparison.Ordinal);
        Assert.Contains("/r2", (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_erases_again_what_was_erased_since_at_this_and_other_instances()
    {
        var (here, there, stays) = (Choice.NewVisitorId(), Choice.NewVisitorId(), Choice.NewVisitorId());
        var hub = await Hub.StartAsync(folder: folder);
        foreach (var visitor in new[] { here, there, stays })
            await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        var copy = await BackUpAsync();
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", there)).JsonAsync();
        await hub.StopAsync();
        var other = Path.Combine(folder.Root, "other.journal");
        File.Move(Path.Combine(folder.Data, "erasures.journal"), other);
        (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(0);

        hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", here)).JsonAsync();
        await hub.StopAsync();
        var told = (await Cli.RunAsync(folder, ["restore", copy, "--replace", "--journal", other])).Ended(0);

        Assert.Contains("that were repeated: 2.", told.Output, StringComparison.Ordinal);
        hub = await Hub.StartAsync(folder: folder);
        foreach (var gone in new[] { here, there })
            await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", gone)).RefusedAsync(404, "no_consent");
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", stays)).JsonAsync();
        await hub.StopAsync();
    }

    [Fact]
    public async Task The_database_of_a_running_server_is_not_replaced()
    {
        await using var hub = await Hub.StartAsync(folder: folder);
        await new PublishedLog(hub.Client).FillAsync(1);
        var copy = await BackUpAsync();

        Assert.Contains("--replace", (await Cli.RunAsync(folder, ["restore", copy])).Ended(3).Error, StringComparison.Ordinal);
        Assert.Contains("Stop the server first", (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(3).Error, StringComparison.Ordinal);
        await new PublishedLog(hub.Client).FillAsync(1);
    }

    [Fact]
    [Promise("1.24", "3.3")]
    public async Task With_a_master_key_the_backup_is_encrypted_and_can_be_restored_only_with_that_key()
    {
        var hub = await Hub.StartAsync(folder: folder, settings: Encrypted);
        var stored = await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        var copy = (await Cli.RunAsync(folder, ["backup"], settings: Encrypted)).Ended(0).Output.Trim();
        await hub.StopAsync();

        Assert.EndsWith(".db.enc", copy, StringComparison.Ordinal);
        Assert.Equal(-1, (await File.ReadAllBytesAsync(copy)).AsSpan().IndexOf(Guid.Parse((string)stored["id"]!).ToByteArray(bigEndian: true)));
        Assert.Contains("Set ConsentHub__MasterKey", (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(3).Error, StringComparison.Ordinal);
        var wrong = await Cli.RunAsync(folder, ["restore", copy, "--replace"], settings: ("ConsentHub:MasterKey", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"));
        Assert.Contains("does not match", wrong.Ended(3).Error, StringComparison.Ordinal);
        (await Cli.RunAsync(folder, ["restore", copy, "--replace"], settings: Encrypted)).Ended(0);
        using var data = new StoredData(folder.Database);
        Assert.Equal([(string)stored["id"]!], data.Ids());
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("changed")]
    [InlineData("empty")]
    [InlineData("another file")]
    public async Task A_backup_that_is_damaged_leaves_the_database_as_it_was(string damage)
    {
        var hub = await Hub.StartAsync(folder: folder, settings: Encrypted);
        await new PublishedLog(hub.Client).FillAsync(3);
        var copy = (await Cli.RunAsync(folder, ["backup"], settings: Encrypted)).Ended(0).Output.Trim();
        await hub.StopAsync();
        var bytes = await File.ReadAllBytesAsync(copy);
        bytes[1000] ^= damage == "changed" ? (byte)1 : (byte)0;
        await File.WriteAllBytesAsync(copy, damage switch { "cut off" => bytes[..^1], "empty" => [], "another file" => "not a backup at all"u8.ToArray(), _ => bytes });

        var told = (await Cli.RunAsync(folder, ["restore", copy, "--replace"], settings: Encrypted)).Ended(3);

        Assert.Contains($"{copy} can't be restored", told.Error, StringComparison.Ordinal);
        Assert.Equal(["consenthub.db"], Directory.EnumerateFiles(folder.Data, "consenthub.db*").Select(Path.GetFileName));
        using var data = new StoredData(folder.Database);
        Assert.Equal(3, data.Ids().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_restore_replaced_is_a_backup_that_expires_and_can_be_restored(bool encrypted)
    {
        (string, string)[] settings = encrypted ? [Encrypted] : [];
        var hub = await Hub.StartAsync(folder: folder, settings: settings);
        await new PublishedLog(hub.Client).FillAsync(2);
        var copy = (await Cli.RunAsync(folder, ["backup"], settings: settings)).Ended(0).Output.Trim();
        var later = await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);
        await hub.StopAsync();

        (await Cli.RunAsync(folder, ["restore", copy, "--replace"], settings: settings)).Ended(0);

        Assert.Equal(["consenthub.db"], Directory.EnumerateFiles(folder.Data, "consenthub.db*").Select(Path.GetFileName));
        var replaced = Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.Data, "backups")), f => f != copy);
        var id = Guid.Parse((string)later["id"]!).ToByteArray(bigEndian: true);
        Assert.Equal(encrypted, (await File.ReadAllBytesAsync(replaced)).AsSpan().IndexOf(id) < 0);
        (await Cli.RunAsync(folder, ["restore", replaced, "--replace"], settings: settings)).Ended(0);
        using (var data = new StoredData(folder.Database))
            Assert.Equal(3, data.Ids().Count);

        var clock = new TestClock();
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(31));
        await using var months = await Hub.StartAsync(folder: folder, clock: clock, settings: settings);
        await Eventually.Async(() => Task.FromResult(Directory.EnumerateFiles(Path.Combine(folder.Data, "backups")).Count()), count => count == 0);
    }

    [Fact]
    public async Task A_leftover_write_ahead_log_of_a_deleted_database_is_not_used_for_the_restored_one()
    {
        var hub = await Hub.StartAsync(folder: folder);
        await new PublishedLog(hub.Client).FillAsync(2);
        var copy = await BackUpAsync();
        await new PublishedLog(hub.Client).FillAsync(50);
        File.Copy(folder.Database + "-wal", Path.Combine(folder.Root, "wal"));
        await hub.StopAsync();
        File.Delete(folder.Database);
        File.Move(Path.Combine(folder.Root, "wal"), folder.Database + "-wal");

        (await Cli.RunAsync(folder, ["restore", copy])).Ended(0);

        using var data = new StoredData(folder.Database);
        data.AssertSound();
        Assert.Equal(2, data.Ids().Count);
    }

    [Fact]
    public async Task A_damaged_database_is_not_replaced_silently()
    {
        var hub = await Hub.StartAsync(folder: folder);
        await new PublishedLog(hub.Client).FillAsync(1);
        var copy = await BackUpAsync();
        await hub.StopAsync();
        await File.WriteAllTextAsync(folder.Database, new string('x', 8192));

        Assert.Contains("is damaged", (await Cli.RunAsync(folder, ["restore", copy, "--replace"])).Ended(3).Error, StringComparison.Ordinal);

        File.Delete(folder.Database);
        (await Cli.RunAsync(folder, ["restore", copy])).Ended(0);
    }

    [Fact]
    public async Task Backups_older_than_the_window_are_deleted_by_the_running_hub_and_nothing_else_is()
    {
        var clock = new TestClock();
        var backups = Directory.CreateDirectory(Path.Combine(folder.Data, "backups")).FullName;
        string Name(int days, string end = ".db") => Path.Combine(backups, $"consenthub-{clock.GetUtcNow().AddDays(-days).UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}{end}");
        var kept = new[] { Name(0), Name(6), Path.Combine(backups, "consenthub-mine.db"), Path.Combine(backups, "notes.txt") };
        foreach (var file in kept.Append(Name(8)).Append(Name(40, ".db.enc")))
            await File.WriteAllTextAsync(file, "x");

        await using var hub = await Hub.StartAsync(folder: folder, clock: clock, settings: ("ConsentHub:BackupDays", "7"));

        await Eventually.Async(() => Task.FromResult(Directory.EnumerateFiles(backups).Order().ToList()), files => files.SequenceEqual(kept.Order()));
    }

    private async Task<string> BackUpAsync((string Key, string Value)[]? settings = null) => (await Cli.RunAsync(folder, ["backup"], settings: settings ?? [])).Ended(0).Output.Trim();
}
