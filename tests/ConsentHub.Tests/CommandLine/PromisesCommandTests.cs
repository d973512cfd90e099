using ConsentHub.CommandLine;
using ConsentHub.Duties;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Connectors;
using ConsentHub.Tests.Faults;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Tests.CommandLine;

/// <summary><c>promises due</c>, <c>promises duties</c> and <c>promises resume</c>.</summary>
public sealed class PromisesCommandTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestClock clock = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, "shop  0    0               -     -")]
    [InlineData(5, "shop  0    1               ")]
    [InlineData(31, "shop  1    0               ")]
    public async Task Due_shows_how_many_records_are_due_and_changes_nothing(int daysAgo, string row)
    {
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(-daysAgo));
        await FillAsync(daysAgo == 0 ? "P90D" : "P30D");
        var before = Records();

        var run = (await Cli.RunAsync(folder, ["promises", "due"])).Ended(ExitCodes.Done);

        Assert.StartsWith("site  due  within 30 days  next", run.Output, StringComparison.Ordinal);
        Assert.Contains(row, run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Records());
        Assert.Equal(run.Output, (await Cli.RunAsync(folder, ["promises", "due", "--site", "shop"])).Ended(ExitCodes.Done).Output);
        (await Cli.RunAsync(folder, ["promises", "due", "--site", "nowhere"])).Ended(ExitCodes.Usage);
    }

    [Fact]
    public async Task Without_a_promise_due_says_so()
    {
        await FillAsync(null);

        Assert.Contains("No site promises a period", (await Cli.RunAsync(folder, ["promises", "due"])).Ended(ExitCodes.Done).Error, StringComparison.Ordinal);
        Assert.Contains("shop promises no period", (await Cli.RunAsync(folder, ["promises", "due", "--site", "shop"])).Ended(ExitCodes.Done).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duties_shows_what_each_system_has_to_do_and_changes_nothing()
    {
        var hub = await Hub.StartAsync([ConnectedShop.Site, TestSite.Minimal("blog")], folder);
        using (var crm = await hub.ConnectorAsync())
            await crm.SendEventsAsync(ConnectedShop.Event("e1"), ConnectedShop.Event("e2", dataClass: "call_history", subject: "hmac-7f3a_0000002")).JsonAsync();
        await hub.Services.GetRequiredService<DutyRun>().RunTurnAsync(CancellationToken.None);
        await hub.StopAsync();
        var before = Stored("duty");

        var run = (await Cli.RunAsync(folder, ["promises", "duties"])).Ended(ExitCodes.Done);
        var ofCrm = (await Cli.RunAsync(folder, ["promises", "duties", "--site", "shop", "--system", "crm"])).Ended(ExitCodes.Done);

        var rows = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(
            ["site class system open overdue first due", "shop call_history crm 2 2 2026-03-31T08:00:00.000Z", "shop drafts crm 0 0 -", "shop mailings mailer 0 0 -", "shop profile crm 1 1 2026-03-02T08:00:00.000Z"],
            rows.Where(r => !r.StartsWith("shop logs collector 1 0 ", StringComparison.Ordinal)));
        Assert.Equal(6, rows.Count);
        Assert.Equal(4, ofCrm.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(before, Stored("duty"));
        (await Cli.RunAsync(folder, ["promises", "duties", "--site", "nowhere"])).Ended(ExitCodes.Usage);
        Assert.Contains("No class of data is held", (await Cli.RunAsync(folder, ["promises", "duties", "--site", "blog"])).Ended(ExitCodes.Done).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_whose_clock_leapt_removes_nothing_until_somebody_says_that_it_is_right()
    {
        clock.Set(TimeProvider.System.GetUtcNow().AddDays(-40));
        var hub = await FillAsync("P30D", stop: false);
        await Eventually.Async(() => Task.FromResult(Stored("engine_clock")), rows => rows == 1);

        clock.Set(TimeProvider.System.GetUtcNow());
        var ready = await Eventually.Async(() => hub!.Client.GetAsync("/health/ready").JsonAsync(), r => (string?)r["status"] == "degraded");
        Assert.StartsWith("The clock is far ahead", (string?)ready["retention"], StringComparison.Ordinal);
        Assert.Equal(2, Records());

        (await Cli.RunAsync(folder, ["promises", "resume"])).Ended(ExitCodes.Done);
        clock.Set(TimeProvider.System.GetUtcNow());
        await Eventually.Async(() => Task.FromResult(Records()), records => records == 1);
        await Eventually.Async(() => hub!.Client.GetAsync("/health/ready").JsonAsync(), r => (string?)r["status"] == "ready");
        await hub!.StopAsync();
    }

    /// <summary>A visitor who chose twice.</summary>
    private async Task<Hub?> FillAsync(string? period, bool stop = true)
    {
        var site = TestSite.Minimal("shop");
        if (period is not null)
            site = site with { Retention = [new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = period, After = RetentionEvent.ChoiceEnded }] };

        var hub = await Hub.StartAsync([site], folder, clock);
        var visitor = Choice.NewVisitorId();
        await hub.Client.SendAsync(Choice.Body(visitor)).JsonAsync(201);
        await hub.Client.SendAsync(Choice.AcceptAll(visitor)).JsonAsync(201);
        if (!stop)
            return hub;

        await hub.StopAsync();
        return null;
    }

    private long Records() => Stored("consent");

    private long Stored(string table)
    {
        using var data = new StoredData(folder.Database);
        return data.Count(table);
    }
}
