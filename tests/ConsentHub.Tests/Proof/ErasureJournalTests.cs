using ConsentHub.Erasures;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Proof;

/// <summary>The erasure journal beside the database: it names what must be erased again after a restore.</summary>
public sealed class ErasureJournalTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Journal => Path.Combine(folder.Data, "erasures.journal");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_erasure_is_a_line_that_names_nobody()
    {
        await using var hub = await Hub.StartAsync(folder: folder);
        var visitor = Choice.NewVisitorId();
        var stored = await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);

        await EraseAsync(hub, visitor);

        var lines = await File.ReadAllLinesAsync(Journal);
        Assert.Equal("consenthub-erasures/v1", lines[0]);
        Assert.Matches(@"^erase 1 \d{4}-\d\d-\d\dT[0-9:.]{12}Z shop 1 [A-Za-z0-9_-]{43}$", Assert.Single(lines.Skip(1)));
        Assert.DoesNotContain(((string)stored["visitor"]!)[2..], lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_older_than_its_journal_is_erased_again_before_the_hub_serves()
    {
        var (gone, stays) = (Choice.NewVisitorId(), Choice.NewVisitorId());
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(Choice.Body(gone)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.Body(stays)).JsonAsync(201);
        await hub.StopAsync();
        File.Copy(folder.Database, folder.Database + ".older");

        hub = await Hub.StartAsync(folder: folder);
        await EraseAsync(hub, gone);
        await hub.StopAsync();
        File.Move(folder.Database + ".older", folder.Database, overwrite: true);

        hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", gone)).RefusedAsync(404, "no_consent");
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", stays)).JsonAsync();
        await hub.StopAsync();
        using var data = new StoredData(folder.Database);
        data.AssertSound();
    }

    [Fact]
    public async Task What_a_visitor_chose_after_the_erasure_stays()
    {
        var visitor = Choice.NewVisitorId();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await EraseAsync(hub, visitor);
        var later = await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        await hub.StopAsync();
        using (var data = new StoredData(folder.Database))
            data.Execute("DELETE FROM erasure");

        hub = await Hub.StartAsync(folder: folder);
        var current = await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        Assert.Equal((string?)later["id"], (string?)current["id"]);
        await hub.StopAsync();
    }

    [Fact]
    public async Task A_journal_that_is_behind_its_database_stops_the_start_until_it_is_rebuilt()
    {
        var visitor = Choice.NewVisitorId();
        var hub = await Hub.StartAsync(folder: folder);
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await EraseAsync(hub, visitor);
        await hub.StopAsync();
        File.Delete(Journal);

        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder));
        Assert.Contains("lacks 1 of the erasures", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ConsentHub journal rebuild", refused.Message, StringComparison.Ordinal);

        (await Cli.RunAsync(folder, ["journal", "rebuild"])).Ended(0);
        await (await Hub.StartAsync(folder: folder)).StopAsync();
        Assert.Equal(2, (await File.ReadAllLinesAsync(Journal)).Length);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_off_is_no_harm_and_an_edited_one_stops_the_start()
    {
        var hub = await Hub.StartAsync(folder: folder);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var visitor = Choice.NewVisitorId();
            await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
            await EraseAsync(hub, visitor);
            await File.AppendAllTextAsync(Journal, "erase 7 2026-11");
        }

        await hub.StopAsync();
        await (await Hub.StartAsync(folder: folder)).StopAsync();

        var lines = await File.ReadAllLinesAsync(Journal);
        lines[1] = lines[1].Replace("shop ", "shop  ", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(Journal, lines);
        var refused = await Assert.ThrowsAsync<StartupException>(() => Hub.StartAsync(folder: folder));
        Assert.Contains("damaged in line 2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n", "\r\n", 1)]
    [InlineData("erase 1 ", "erase 01 ", 2)]
    [InlineData("erase 1 ", "erase +1 ", 2)]
    [InlineData("Z shop", "+00:00 shop", 2)]
    [InlineData("shop 1", "shop 01", 2)]
    [InlineData("AAA8\n", "AAA8 \n", 2)]
    [InlineData("AAA8\n", "AAA9\n", 2)]
    [InlineData("restore 1 ", "restore 01 ", 3)]
    [InlineData("05.000Z\n", "05Z\n", 3)]
    [InlineData("consenthub-", "\ufeffconsenthub-", 1)]
    public async Task A_journal_in_any_other_spelling_than_its_own_was_edited(string before, string after, int line)
    {
        var written = $"consenthub-erasures/v1\nerase 1 2026-03-02T09:30:00.000Z shop 1 {new string('A', 42)}8\nrestore 1 2026-03-02T09:30:05.000Z\n";
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Journal, written);
        Assert.Equal((1, 1), (ErasureJournal.Read(Journal).Erasures.Count, ErasureJournal.Read(Journal).Generation));
        Assert.Contains(before, written, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Journal, written.Replace(before, after, StringComparison.Ordinal));

        Assert.Contains($"damaged in line {line}.", Assert.Throws<StartupException>(() => ErasureJournal.Read(Journal)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_that_can_not_be_journaled_is_not_made()
    {
        await using var hub = await Hub.StartAsync(folder: folder);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        // A folder in its place, so that the file can be neither opened nor created.
        Directory.CreateDirectory(Journal);

        await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).RefusedAsync(503, "erasure_unavailable");

        Directory.Delete(Journal);
        await hub.Client.SendAsync(HttpMethod.Get, "/v1/sites/shop/consent", ("Visitor-Id", visitor)).JsonAsync();
        await EraseAsync(hub, visitor);
    }

    private static async Task EraseAsync(Hub hub, string visitor) =>
        Assert.True((int)(await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync())["records"]! > 0);
}
