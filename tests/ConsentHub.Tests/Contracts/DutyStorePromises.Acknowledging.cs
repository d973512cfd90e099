using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Promises;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

/// <summary>Acknowledgements, the statements that they leave in the ledger, and what a hold changes.</summary>
public abstract partial class DutyStorePromises
{
    [Fact]
    public async Task An_acknowledgement_takes_the_place_of_the_duty_and_seals_a_statement_at_the_end_of_the_log()
    {
        var written = Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(Draft.Of(shop)));
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        Clock.Set(duty.Due);

        var statement = await SealAsync(duty, new Acknowledgement(true, 412, "job 9", null));

        Assert.Empty(await DutiesAsync());
        Assert.Equal(1, statement.LeafIndex);
        Assert.Equal(DutyStatement.BodyOf("shop", duty, new Acknowledgement(true, 412, "job 9", null), Now), statement.Body);
        Assert.Equal(("duty", "kept"), ((string?)statement.Record()["type"], (string?)statement.Record()["outcome"]));
        Assert.DoesNotContain("account-7", statement.Body, StringComparison.Ordinal);
        await StoredTree.AssertAsync(store, shop, [written.LeafHash, statement.Hash()]);
        Assert.Equal(["leaf 1: call_history by crm, kept"], await AuditedAsync(AuditActions.DutyAcknowledge));
        Assert.Equal(2, (await WriteAsync(Draft.Of(shop))).LeafIndex);
    }

    [Fact]
    public async Task A_statement_says_that_it_was_done_late_from_the_first_millisecond_on()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        Clock.Set(duty.Due + Instant);

        Assert.Equal("late", (string?)(await SealAsync(duty)).Record()["outcome"]);
        Assert.Equal(["leaf 0: call_history by crm, late"], await AuditedAsync(AuditActions.DutyAcknowledge));
    }

    [Fact]
    public async Task A_refusal_seals_its_reason()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));

        var record = (await SealAsync(duty, new Acknowledgement(false, null, null, "a tax audit"))).Record();

        Assert.Equal(("refused", "a tax audit"), ((string?)record["outcome"], (string?)record["reason"]));
        Assert.Empty(await DutiesAsync());
        Assert.Equal(["leaf 0: call_history by crm, refused"], await AuditedAsync(AuditActions.DutyAcknowledge));
    }

    [Fact]
    public async Task A_repeated_acknowledgement_returns_the_first_statement_and_writes_nothing()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        var first = await SealAsync(duty);
        Clock.Advance(Month + Day);

        Assert.Equal(first, await SealAsync(duty, new Acknowledgement(false, null, null, "another")));
        Assert.Equal(new AcknowledgeOutcome.Sealed(first, IsRepeat: true), await AcknowledgeAsync(duty.Id, heldBy: null));
        await StoredTree.AssertAsync(store, shop, [first.Hash()]);
        Assert.Single(await AuditedAsync(AuditActions.DutyAcknowledge));
    }

    [Fact]
    public async Task Only_the_system_that_holds_the_data_and_an_administrator_acknowledge()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));

        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(duty.Id, "mailer"));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(Guid.CreateVersion7()));
        var blog = await store.PublishAsync(TestSite.Minimal("blog"));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await store.Duties.AcknowledgeAsync(
            blog, "blog", duty.Id, null, new Acknowledgement(true, null, null, null), Actor.CommandLine, await store.Trail.SealerAsync(), Now));
        Assert.Equal([duty], await DutiesAsync());
        Assert.Empty(await AuditedAsync(AuditActions.DutyAcknowledge));

        Assert.IsType<AcknowledgeOutcome.Sealed>(await AcknowledgeAsync(duty.Id, heldBy: null));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(duty.Id, "mailer"));
    }

    [Fact]
    public async Task Acknowledgements_at_the_same_time_seal_one_statement()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));

        var statements = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SealAsync(duty))));

        await StoredTree.AssertAsync(store, shop, [Assert.Single(statements.Distinct()).Hash()]);
        Assert.Single(await AuditedAsync(AuditActions.DutyAcknowledge));
    }

    [Fact]
    public async Task Under_a_hold_nothing_is_acknowledged_until_it_ends()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        var hold = await HoldAsync("court", "call_history", Now + Day);
        await HoldAsync("a_shorter_one", "call_history", Now + Day - Instant);

        Assert.Equal(new AcknowledgeOutcome.Held(hold), await AcknowledgeAsync(duty.Id));
        Assert.Equal(new AcknowledgeOutcome.Held(hold), await AcknowledgeAsync(duty.Id, said: new Acknowledgement(false, null, null, "no")));
        Assert.IsType<AcknowledgeOutcome.Unknown>(await AcknowledgeAsync(duty.Id, "mailer"));
        Assert.Equal([duty], await DutiesAsync());
        Assert.Empty(await AuditedAsync(AuditActions.DutyAcknowledge));
        Assert.Equal(0, await store.Log.LogSizeAsync(shop, CancellationToken.None));

        Clock.Set(hold.Until!.Value);
        var statement = await SealAsync(duty);
        await HoldAsync("court", "call_history", null);
        Assert.Equal(statement, await SealAsync(duty));
    }

    [Fact]
    public async Task A_lifted_hold_and_one_of_another_class_stop_no_acknowledgement()
    {
        var duty = await DutyAsync(Closed("e1", "account-7", Now));
        var hold = await HoldAsync("court", "call_history", null);
        await HoldAsync("other", "profile", null);
        Assert.Equal(new AcknowledgeOutcome.Held(hold), await AcknowledgeAsync(duty.Id));

        await store.Holds.LiftAsync(shop, "shop", "court", Actor.CommandLine, await store.Trail.SealerAsync(), Now);

        await SealAsync(duty);
    }

    [Fact]
    public async Task Open_and_overdue_duties_are_counted_and_a_held_class_has_none_overdue()
    {
        var first = await DutyAsync(Closed("e1", "account-7", Now));
        await DutyAsync(Closed("e2", "account-8", Now + Day));
        await DutyAsync(Activity("e3", "account-9", Now));

        Assert.Equal([new Counted("call_history", 2, 0, null), new Counted("drafts", 1, 0, null)], await CountAsync(first.Due));
        Assert.Equal([new Counted("call_history", 2, 1, first.Due), new Counted("drafts", 1, 0, null)], await CountAsync(first.Due + Instant));
        await HoldAsync("court", "call_history", first.Due + Day);
        Assert.Equal([new Counted("call_history", 2, 0, null), new Counted("drafts", 1, 0, null)], await CountAsync(first.Due + Instant));
        Assert.Equal([new Counted("call_history", 2, 1, first.Due), new Counted("drafts", 1, 0, null)], await CountAsync(first.Due + Day));
    }

    private async Task<List<Counted>> CountAsync(DateTimeOffset now)
    {
        var counts = await store.Duties.CountAsync(now, CancellationToken.None);
        Assert.All(counts, c => Assert.Equal(shop, c.Site));
        return [.. counts.OrderBy(c => c.Class, StringComparer.Ordinal).Select(c => new Counted(c.Class, c.Open, c.Overdue, c.Oldest))];
    }

    private async Task<Hold> HoldAsync(string id, string name, DateTimeOffset? until)
    {
        var hold = new Hold(id, name, "a claim", null, until, Now);
        await store.Holds.PutAsync(shop, "shop", hold, Actor.CommandLine, await store.Trail.SealerAsync());
        return hold;
    }

    private sealed record Counted(string Class, long Open, long Overdue, DateTimeOffset? Oldest);
}
