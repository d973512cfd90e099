using ConsentHub.Duties;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Contracts;

/// <summary>Duties follow the latest notice, and those of classes without an event recur each day.</summary>
public abstract partial class DutyStorePromises
{
    private static readonly RetentionClass Logs = Class("logs", "collector", null, "P30D");

    [Fact]
    public async Task A_class_without_an_event_gives_one_duty_for_all_due_at_the_next_midnight()
    {
        await PublishAsync(Logs, Class("traces", "collector", null, "P7D"));
        var midnight = Midnight();

        await RunAsync();
        await RunAsync();

        Assert.Equal(
            [("logs", midnight - Month), ("traces", midnight - TimeSpan.FromDays(7))],
            (await DutiesAsync("collector")).Select(d => (d.Class, d.Begins)).Order());
        Assert.All(await DutiesAsync(), d => Assert.Equal(((RetentionEvent?)null, (string?)null, midnight, "", 2), (d.After, d.Subject, d.Due, d.Occasion, d.Notice)));
    }

    [Fact]
    public async Task A_recurring_duty_comes_again_the_next_day_once_it_is_acknowledged()
    {
        await PublishAsync(Logs);
        await RunAsync();
        var first = Assert.Single(await DutiesAsync());
        await SealAsync(first);

        await RunAsync();
        Assert.Empty(await DutiesAsync());
        Clock.Set(first.Due - Instant);
        await RunAsync();
        Assert.Empty(await DutiesAsync());
        Clock.Set(first.Due);
        await RunAsync();

        var second = Assert.Single(await DutiesAsync());
        Assert.Equal((first.Due + Day, first.Begins + Day), (second.Due, second.Begins));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task A_recurring_duty_that_nobody_acknowledges_stays_the_only_one_and_turns_overdue()
    {
        await PublishAsync(Logs);
        await RunAsync();
        var first = Assert.Single(await DutiesAsync());

        Clock.Set(first.Due + Day + Day);
        await RunAsync();
        Assert.Equal([first], await DutiesAsync());
        Assert.Equal("late", (string?)(await SealAsync(first)).Record()["outcome"]);

        await RunAsync();
        Assert.Equal(first.Due + Day + Day + Day, Assert.Single(await DutiesAsync()).Due);
    }

    [Fact]
    public async Task Several_processes_add_one_recurring_duty()
    {
        await PublishAsync(Logs);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RunAsync)));

        await SealAsync(Assert.Single(await DutiesAsync()));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RunAsync)));
        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task A_shorter_period_brings_open_duties_forward_and_a_longer_one_changes_nothing()
    {
        var (history, drafts) = (await DutyAsync(Closed("e1", "account-7", Now)), await DutyAsync(Activity("e2", "account-8", Now)));

        await PublishAsync(Class("call_history", "crm", RetentionEvent.AccountClosed, "P10D"), Class("drafts", "crm", RetentionEvent.LastActivity, "P91D"));
        await RunAsync();
        Assert.Equal([history with { Due = history.Begins.AddDays(10), Notice = 2 }, drafts], await DutiesAsync());

        await PublishAsync(Class("call_history", "crm", RetentionEvent.AccountClosed, "P60D"));
        await RunAsync();
        Assert.Equal([history with { Due = history.Begins.AddDays(10), Notice = 2 }, drafts], await DutiesAsync());
    }

    [Fact]
    public async Task The_rules_of_an_earlier_notice_and_another_event_bring_no_duty_forward()
    {
        await PublishAsync(Class("call_history", "crm", RetentionEvent.AccountClosed, "P10D"));
        var earlier = Rules;
        await PublishAsync(Class("call_history", "crm", RetentionEvent.AccountClosed, "P20D"));
        var duty = await DutyAsync(Closed("e1", "account-7", Now));

        await store.Duties.RunAsync(shop, earlier, Now);
        await PublishAsync(Class("call_history", "crm", RetentionEvent.ServiceEnded, "P1D"));
        await RunAsync();

        Assert.Equal([duty], await DutiesAsync());
    }

    [Fact]
    public async Task A_recurring_duty_covers_later_data_under_a_shorter_period_and_stays_due_at_its_midnight()
    {
        await PublishAsync(Logs);
        await RunAsync();
        var duty = Assert.Single(await DutiesAsync());

        await PublishAsync(Logs with { Period = "P10D" });
        await RunAsync();
        Assert.Equal([duty with { Begins = duty.Due.AddDays(-10), Notice = 3 }], await DutiesAsync());

        await PublishAsync(Logs with { Period = "P60D" });
        await RunAsync();
        Assert.Equal([duty with { Begins = duty.Due.AddDays(-10), Notice = 3 }], await DutiesAsync());
    }

    [Fact]
    public async Task A_class_that_moved_to_another_system_moves_its_duties()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        var other = await DutyAsync(Activity("e2", "account-8", Now));

        await PublishAsync(Class("call_history", "archive", RetentionEvent.AccountClosed, "P30D"), Class("drafts", "crm", RetentionEvent.LastActivity, "P90D"));
        await RunAsync();

        Assert.Equal([duty with { HeldBy = "archive" }], await DutiesAsync("archive"));
        Assert.Equal([other], await DutiesAsync("crm"));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(duty.Id));
        Assert.Equal("archive", (string?)(await SealAsync(duty with { HeldBy = "archive" })).Record()["by"]);
    }

    [Fact]
    public async Task The_duty_of_a_class_that_no_notice_has_any_more_stays()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));

        await PublishAsync(Logs);
        await RunAsync();

        Assert.Equal([duty], await DutiesAsync("crm"));
    }

    [Fact]
    public async Task Events_are_forgotten_after_90_days()
    {
        var happened = Closed("e1", "account-7", Now);
        await SealAsync(await DutyAsync(happened));
        Clock.Advance(SubjectEvent.Remembered - Instant);
        await RunAsync();
        Assert.Equal(new EventsOutcome.Stored(0, 1, 0), await AddAsync(happened));

        Clock.Advance(Instant);
        await RunAsync();

        Assert.Equal(new EventsOutcome.Stored(1, 0, 1), await AddAsync(happened));
    }

    private DateTimeOffset Midnight() => new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero) + Day;
}
