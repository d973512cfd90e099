using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.Promises;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;
using Npgsql;

namespace ConsentHub.Tests.Instances;

/// <summary>Duties when two instances share a PostgreSQL database, and when a transaction fails at its last step.</summary>
public sealed class DutiesOfInstancesTests : IAsyncLifetime
{
    private const string Head = "SELECT 1 FROM site FOR UPDATE";

    private static readonly PublishedNotice Notice = Draft.NoticeOf(TestSite.Minimal("shop") with
    {
        Retention =
        [
            Class("call_history", RetentionEvent.AccountClosed), Class("mailings", RetentionEvent.Withdrawal), Class("logs", null),
        ],
    });

    private static readonly DutyRules Rules = DutyRules.Of(Notice);

    private readonly TestClock clock = new();
    private PostgresUnderTest store = null!;
    private PostgresDatabase second = null!;
    private PostgresDutyStore other = null!;
    private int shop;

    private DateTimeOffset Now => clock.GetUtcNow();

    private string Events => $"SELECT pg_advisory_xact_lock({AdvisoryLocks.DutiesOf(shop)})";

    public async Task InitializeAsync()
    {
        store = (PostgresUnderTest)await PostgresUnderTest.OpenAsync(clock);
        shop = await store.PublishAsync(TestSite.Minimal("shop"));
        second = PostgresDatabase.Open(store.ConnectionString, clock);
        other = new PostgresDutyStore(new PostgresConnections(second), new LedgerOrigins(new HubSettings { Data = "" }));
    }

    public async Task DisposeAsync()
    {
        await second.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Two_instances_that_acknowledge_a_duty_seal_one_statement()
    {
        await AddAsync(store.Duties, Closed("e1"));
        var duty = Assert.Single(await DutiesAsync());

        var outcomes = await TogetherAsync(Head, () => AcknowledgeAsync(store.Duties, duty, 1), () => AcknowledgeAsync(other, duty, 2));

        Assert.Equal([false, true], outcomes.Cast<AcknowledgeOutcome.Sealed>().Select(o => o.IsRepeat).Order());
        var statement = Assert.Single(outcomes.Cast<AcknowledgeOutcome.Sealed>().Select(o => o.Statement).Distinct());
        await StoredTree.AssertAsync(store, shop, [statement.Hash()]);
        Assert.Empty(await DutiesAsync());
        Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Action = AuditActions.DutyAcknowledge }, CancellationToken.None));
    }

    [Fact]
    public async Task A_hold_that_was_asked_for_before_an_acknowledgement_wins()
    {
        await AddAsync(store.Duties, Closed("e1"));
        var duty = Assert.Single(await DutiesAsync());
        var hold = new Hold("court", duty.Class, "a claim", null, null, Now);
        var sealer = await store.Trail.SealerAsync();

        var outcomes = await TogetherAsync<AcknowledgeOutcome?>(
            Head,
            async () =>
            {
                await store.Holds.PutAsync(shop, "shop", hold, Actor.CommandLine, sealer);
                return null;
            },
            async () => await AcknowledgeAsync(other, duty));

        Assert.Equal(new AcknowledgeOutcome.Held(hold), outcomes[1]);
        Assert.Equal([duty], await DutiesAsync());
        Assert.Equal(0, await store.Log.LogSizeAsync(shop, CancellationToken.None));
    }

    [Fact]
    public async Task Two_instances_that_get_the_same_events_store_each_once()
    {
        SubjectEvent[] events = [.. Enumerable.Range(0, 1000).Select(i => Closed($"e{i}"))];

        var outcomes = await TogetherAsync(Events, () => AddAsync(store.Duties, events), () => AddAsync(other, [.. events.Reverse()]));

        Assert.Equal([new EventsOutcome.Stored(1000, 0, 1000), new EventsOutcome.Stored(0, 1000, 0)], outcomes);
        Assert.Equal(1000, (await DutiesAsync()).Count);
    }

    [Fact]
    public async Task Two_instances_that_get_different_events_with_one_id_store_one_of_them()
    {
        var outcomes = await TogetherAsync(Events, () => AddAsync(store.Duties, Closed("e1")), () => AddAsync(other, Closed("e2"), Closed("e1") with { Subject = "another" }));

        Assert.Equal([new EventsOutcome.Stored(1, 0, 1), new EventsOutcome.Conflict(1)], outcomes);
        Assert.Equal("account-e1", Assert.Single(await DutiesAsync()).Subject);
    }

    [Fact]
    public async Task Two_instances_add_a_recurring_duty_once()
    {
        await TogetherAsync(Events, () => RunAsync(store.Duties), () => RunAsync(other));

        await AcknowledgeAsync(other, Assert.Single(await DutiesAsync()));
        await TogetherAsync(Events, () => RunAsync(store.Duties), () => RunAsync(other));
        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task A_batch_of_withdrawals_of_several_visitors_gives_all_their_duties()
    {
        var visitors = Enumerable.Range(0, 20).Select(_ => Draft.NewVisitor()).ToList();
        await Task.WhenAll(visitors.Select(v => store.Consents.AppendAsync(Choice(v, Draft.Marketing))));
        clock.Advance(TimeSpan.FromHours(1));

        // The writer waits for the lock with the first of them, and then takes all others into the same batch.
        await TogetherAsync(Head, () => Task.WhenAll(visitors.Select(v => store.Consents.AppendAsync(Choice(v, 0)))));

        Assert.Equal(visitors.Select(v => v.ToString()).Order(StringComparer.Ordinal), (await DutiesAsync()).Select(d => d.Subject!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_withdrawal_whose_transaction_fails_gives_no_duty_and_its_retry_gives_one()
    {
        var visitor = Draft.NewVisitor();
        await store.Consents.AppendAsync(Choice(visitor, Draft.Marketing));
        clock.Advance(TimeSpan.FromHours(1));
        var withdrawal = Choice(visitor, 0);
        await store.ExecuteAsync("ALTER TABLE ledger_tail ADD CONSTRAINT broken CHECK (false) NOT VALID");

        await Assert.ThrowsAsync<PostgresException>(() => store.Consents.AppendAsync(withdrawal));

        Assert.Empty(await DutiesAsync());
        await store.ExecuteAsync("ALTER TABLE ledger_tail DROP CONSTRAINT broken");
        Assert.IsType<AppendOutcome.Written>(await store.Consents.AppendAsync(withdrawal));
        Assert.Single(await DutiesAsync());
    }

    [Fact]
    public async Task Events_and_acknowledgements_without_an_audit_entry_leave_nothing()
    {
        const string Break = "ALTER TABLE audit ADD CONSTRAINT broken CHECK (false) NOT VALID", Repair = "ALTER TABLE audit DROP CONSTRAINT broken";
        await store.ExecuteAsync(Break);
        await Assert.ThrowsAsync<PostgresException>(() => AddAsync(store.Duties, Closed("e1")));
        Assert.Empty(await DutiesAsync());

        await store.ExecuteAsync(Repair);
        Assert.Equal(new EventsOutcome.Stored(1, 0, 1), await AddAsync(store.Duties, Closed("e1")));
        var duty = Assert.Single(await DutiesAsync());
        await store.ExecuteAsync(Break);
        await Assert.ThrowsAsync<PostgresException>(() => AcknowledgeAsync(store.Duties, duty));
        Assert.Equal([duty], await DutiesAsync());

        await store.ExecuteAsync(Repair);
        Assert.Equal(0, Assert.IsType<AcknowledgeOutcome.Sealed>(await AcknowledgeAsync(store.Duties, duty)).Statement.LeafIndex);
    }

    [Fact]
    public async Task More_duties_and_events_than_one_transaction_takes_are_changed_and_forgotten_in_one_run()
    {
        foreach (var part in Enumerable.Range(0, 2200).Chunk(1000))
            await AddAsync(store.Duties, [.. part.Select(i => Closed($"e{i}"))]);

        var shorter = Draft.NoticeOf(TestSite.Minimal("shop") with { Retention = [Class("call_history", RetentionEvent.AccountClosed) with { Period = "P5D", HeldBy = "archive" }] }, version: 2);
        await store.Duties.RunAsync(shop, DutyRules.Of(shorter), Now + SubjectEvent.Remembered);

        var duties = await DutiesAsync();
        Assert.Equal(2200, duties.Count);
        Assert.All(duties, d => Assert.Equal(("archive", Now.AddDays(5), 2), (d.HeldBy, d.Due, d.Notice)));
        Assert.Equal(new EventsOutcome.Stored(1, 0, 0), await AddAsync(store.Duties, Closed("e1")));
    }

    private static RetentionClass Class(string id, RetentionEvent? after) =>
        new() { Id = id, Name = TestSite.Text(id, id), Period = "P30D", After = after, HeldBy = "crm" };

    private SubjectEvent Closed(string id) => new(id, RetentionEvent.AccountClosed, null, $"account-{id}", Now);

    private ConsentDraft Choice(Visitor visitor, ulong granted) => Draft.Of(shop, visitor, granted) with { Latest = Notice };

    private async Task<EventsOutcome> AddAsync(IDutyStore duties, params SubjectEvent[] events) => await duties.AddAsync(
        shop, "shop", [.. events.Select(e => new EventWithDuties(e, [.. Rules.Of(e, Now)]))], Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private async Task<AcknowledgeOutcome> AcknowledgeAsync(IDutyStore duties, Duty duty, long count = 1) => await duties.AcknowledgeAsync(
        shop, "shop", duty.Id, duty.HeldBy, new Acknowledgement(true, count, null, null), Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private async Task<bool> RunAsync(IDutyStore duties)
    {
        await duties.RunAsync(shop, Rules, Now);
        return true;
    }

    private Task<IReadOnlyList<Duty>> DutiesAsync() => store.Duties.ListAsync(new DutyQuery(shop, null, null, null, 10_000), CancellationToken.None);

    /// <summary>Starts calls in this order while another transaction has a lock that each needs, and releases it once all wait.</summary>
    private async Task<T[]> TogetherAsync<T>(string take, params Func<Task<T>>[] calls)
    {
        var waiting = new List<Task<T>>();
        await using (var held = await store.HoldAsync(take))
        {
            foreach (var call in calls)
            {
                waiting.Add(call());
                await Eventually.Async(store.CountWaitingAsync, count => count == waiting.Count);
            }
        }

        return await Task.WhenAll(waiting);
    }
}
