using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

/// <summary>Events, the duties that they give, and how these are listed.</summary>
public abstract partial class DutyStorePromises
{
    [Fact]
    public async Task An_event_gives_a_duty_for_each_class_whose_period_begins_with_it()
    {
        var at = Now - Day;

        Assert.Equal(new EventsOutcome.Stored(1, 0, 2), await AddAsync(new SubjectEvent("e1", RetentionEvent.AccountClosed, null, "account-7", at)));

        Assert.Equal(
            [("profile", "crm", at + Day), ("call_history", "crm", at + Month)],
            (await DutiesAsync()).Select(d => (d.Class, d.HeldBy, d.Due)));
        Assert.All(await DutiesAsync(), d => Assert.Equal(
            (RetentionEvent.AccountClosed, "account-7", at, 1, "e1"), (d.After!.Value, d.Subject, d.Begins, d.Notice, d.Occasion)));
    }

    [Fact]
    public async Task An_event_that_names_a_class_gives_the_duty_of_this_class_alone()
    {
        await AddAsync(Closed("e1", "account-7", Now));

        Assert.Equal("call_history", Assert.Single(await DutiesAsync()).Class);
    }

    [Fact]
    public async Task The_same_event_again_changes_nothing()
    {
        var happened = Closed("e1", "account-7", Now);
        var duty = await DutyAsync(happened);
        Clock.Advance(Day);

        Assert.Equal(new EventsOutcome.Stored(0, 1, 0), await AddAsync(happened));
        Assert.Equal([duty], await DutiesAsync());
        await SealAsync(duty);
        Assert.Equal(new EventsOutcome.Stored(0, 1, 0), await AddAsync(happened));
        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task Another_event_with_a_known_id_is_a_conflict_and_nothing_of_the_request_is_stored()
    {
        var known = Closed("e1", "account-7", Now);
        await AddAsync(known);
        var before = await DutiesAsync();

        foreach (var other in new[] { known with { Subject = "account-8" }, known with { Class = null }, known with { At = Now - Instant }, known with { Kind = RetentionEvent.CaseClosed } })
            Assert.Equal(new EventsOutcome.Conflict(1), await AddAsync(Closed("e2", "account-9", Now), other));

        Assert.Equal(before, await DutiesAsync());
        Assert.Equal(new EventsOutcome.Stored(1, 0, 1), await AddAsync(Closed("e2", "account-9", Now)));
        Assert.Equal(2, (await AuditedAsync(AuditActions.EventsAdd)).Count());
    }

    [Fact]
    public async Task An_event_repeated_within_a_request_counts_once_and_a_different_one_with_its_id_is_a_conflict()
    {
        var happened = Closed("e1", "account-7", Now);
        Assert.Equal(new EventsOutcome.Conflict(2), await AddAsync(happened, happened, happened with { Subject = "account-8" }));
        Assert.Equal(new EventsOutcome.Stored(1, 1, 1), await AddAsync(happened, happened));

        Assert.Single(await DutiesAsync());
    }

    [Fact]
    public async Task A_later_activity_puts_off_the_duty_of_an_earlier_one()
    {
        var duty = await DutyAsync(Activity("e1", "account-7", Now));

        Assert.Equal(new EventsOutcome.Stored(2, 0, 1), await AddAsync(Activity("e2", "account-7", Now + Day), Activity("e3", "account-7", Now - Day)));

        var putOff = Assert.Single(await DutiesAsync());
        Assert.Equal(duty with { Id = putOff.Id, Begins = Now + Day, Due = Now + Day + TimeSpan.FromDays(90) }, putOff);
        // Its system may have deleted the data when the former duty was due, and the subject was active since.
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(duty.Id));
        await DutyAsync(Activity("e4", "account-8", Now));
    }

    [Fact]
    public async Task An_activity_of_a_site_or_class_puts_off_no_duty_of_another()
    {
        await PublishAsync([.. Classes, Class("notes", "crm", RetentionEvent.LastActivity, "P90D")]);
        Assert.Equal(new EventsOutcome.Stored(1, 0, 2), await AddAsync(Activity("e1", "account-7", Now)));

        await AddAsync(Activity("e2", "account-7", Now + Day) with { Class = "notes" });
        var blog = await store.PublishAsync(TestSite.Minimal("blog"));
        var elsewhere = Activity("e2", "account-7", Now + Day + Day);
        await store.Duties.AddAsync(blog, "blog", [new EventWithDuties(elsewhere, [.. Rules.Of(elsewhere, Now)])], Actor.CommandLine, await store.Trail.SealerAsync(), Now);

        Assert.Equal([("drafts", Now), ("notes", Now + Day)], (await DutiesAsync()).Select(d => (d.Class, d.Begins)));
    }

    [Fact]
    public async Task The_audit_trail_has_the_numbers_of_a_request()
    {
        await AddAsync(Closed("e1", "account-7", Now));
        await AddAsync(Closed("e1", "account-7", Now), Closed("e2", "account-8", Now), new SubjectEvent("e3", RetentionEvent.AccountClosed, null, "account-9", Now));

        Assert.Equal(["1 event, 0 known, 1 duty", "3 events, 1 known, 3 duties"], await AuditedAsync(AuditActions.EventsAdd));
    }

    [Fact]
    public async Task The_same_event_from_several_callers_gives_one_duty()
    {
        var happened = Closed("e1", "account-7", Now);

        var stored = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddAsync(happened))))).Cast<EventsOutcome.Stored>().ToList();

        Assert.Equal((1, 7, 1), (stored.Sum(s => s.Added), stored.Sum(s => s.Known), stored.Sum(s => s.Duties)));
        Assert.Single(await DutiesAsync());
    }

    [Fact]
    public async Task Duties_are_listed_by_due_time_and_id_and_filtered()
    {
        await AddAsync([.. Enumerable.Range(0, 6).Select(i => Closed($"e{i}", $"account-{i}", Now.AddDays(-i / 2)))]);
        await AddAsync(new SubjectEvent("w", RetentionEvent.Withdrawal, null, "account-1", Now));
        var all = await DutiesAsync();

        Assert.Equal(all.OrderBy(d => d.Due).ThenBy(d => d.Id), all);
        Assert.Equal(7, all.Count);
        Assert.Equal(all.Where(d => d.HeldBy == "crm"), await DutiesAsync("crm"));
        Assert.Equal("mailings", Assert.Single(await DutiesAsync("mailer")).Class);
        Assert.Empty(await DutiesAsync("other"));
        Assert.Equal(all.Where(d => d.Due < Now + Month), await ListAsync(new DutyQuery(shop, null, Now + Month, null, 100)));
        Assert.Equal(all.Where(d => d.HeldBy == "crm" && d.Due < Now + Month - Day), await ListAsync(new DutyQuery(shop, "crm", Now + Month - Day, null, 100)));
        Assert.Empty(await ListAsync(new DutyQuery(shop + 1, null, null, null, 100)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("crm")]
    public async Task Pages_have_each_duty_once(string? heldBy)
    {
        await AddAsync([.. Enumerable.Range(0, 10).Select(i => Closed($"e{i}", $"account-{i}", Now.AddDays(i / 4)))]);
        var all = await DutiesAsync(heldBy);

        var paged = new List<Duty>();
        IReadOnlyList<Duty> page;
        do
        {
            page = await ListAsync(new DutyQuery(shop, heldBy, null, paged.Count == 0 ? null : (paged[^1].Due, paged[^1].Id), 3));
            paged.AddRange(page);
        }
        while (page.Count == 3);

        Assert.Equal(10, all.Count);
        Assert.Equal(all, paged);
    }
}
