using System.Globalization;
using ConsentHub.Consents;
using ConsentHub.Pages.Texts;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Support;
using Dapper;

namespace ConsentHub.Tests.Proof;

/// <summary>
/// An erasure statement names the date on which the ids of the records are deleted. The hub deletes them on time, even if
/// nobody writes.
/// </summary>
public sealed class ErasedIdExpiryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_without_writes_deletes_ids_at_the_date_of_the_statement(bool postgres)
    {
        await using var database = postgres ? await PostgresTestDatabase.CreateAsync() : null;
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock, settings: database?.Settings ?? []);
        var until = await EraseAsync(hub);
        Assert.Equal(1, await CountAsync(hub, database));

        clock.Set(until);

        await Eventually.Async(() => CountAsync(hub, database), count => count == 0);
    }

    [Fact]
    public async Task A_hub_that_starts_after_the_date_deletes_them_at_once()
    {
        using var folder = new TestFolder();
        var clock = new TestClock();
        var hub = await Hub.StartAsync(folder: folder, clock: clock);
        var until = await EraseAsync(hub);
        await hub.StopAsync();
        clock.Set(until);
        Assert.Equal(1, Count(folder));

        hub = await Hub.StartAsync(folder: folder, clock: clock);

        await Eventually.Async(() => Task.FromResult(Count(folder)), count => count == 0);
        await hub.StopAsync();
    }

    [Fact]
    public async Task A_hub_that_can_not_delete_them_reports_it_and_continues_to_store_choices()
    {
        var clock = new TestClock();
        await using var hub = await Hub.StartAsync(clock: clock);
        var until = await EraseAsync(hub);
        using (var data = new StoredData(hub.Folder.Database))
            data.Execute("CREATE TRIGGER in_the_way BEFORE DELETE ON erased_id BEGIN SELECT raise(ABORT, 'in the way'); END");

        clock.Set(until);

        var ready = await Eventually.Async(() => hub.Client.GetAsync("/health/ready").JsonAsync(), r => (string?)r["status"] == "degraded");
        Assert.Contains("Ids of erased records", (string?)ready["erasedIds"], StringComparison.Ordinal);
        await hub.Client.SendAsync(Choice.Body()).JsonAsync(201);

        using (var data = new StoredData(hub.Folder.Database))
            data.Execute("DROP TRIGGER in_the_way");
        await Eventually.Async(() => hub.Client.GetAsync("/health/ready").JsonAsync(), r => (string?)r["status"] == "ready");
        Assert.Equal(0, Count(hub.Folder));
    }

    [Fact]
    public void What_pages_say_of_the_ids_in_any_language_is_what_the_code_does()
    {
        var days = $"{AppendRules.ErasedIdsKept.Days}";
        Assert.All(UiTexts.Languages, lang => Assert.Matches($@"(?<!\d){days}(?!\d)", UiTexts.For(lang).Own("keptIds")));
    }

    /// <summary>Records and erases a visitor, and returns the date of the statement.</summary>
    private static async Task<DateTimeOffset> EraseAsync(Hub hub)
    {
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        var answer = await hub.Client.SendAsync(HttpMethod.Delete, "/v1/sites/shop/visitor", ("Visitor-Id", visitor)).JsonAsync();
        var until = DateTimeOffset.Parse((string)answer["statement"]!["erasure"]!["recordIdsKeptUntil"]!, CultureInfo.InvariantCulture);
        Assert.Equal(hub.Clock!.GetUtcNow() + AppendRules.ErasedIdsKept, until);
        return until;
    }

    private static async Task<long> CountAsync(Hub hub, PostgresTestDatabase? database)
    {
        if (database is null)
            return Count(hub.Folder);

        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM erased_id");
    }

    private static long Count(TestFolder folder)
    {
        using var data = new StoredData(folder.Database);
        return data.Count("erased_id");
    }
}
