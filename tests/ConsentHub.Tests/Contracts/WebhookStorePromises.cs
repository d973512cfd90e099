using ConsentHub.Audit;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>What every store promises about webhooks. A store adds one class to run all of these tests, and nothing else.</summary>
public abstract class WebhookStorePromises : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Day = TimeSpan.FromDays(1);

    private readonly Func<TestClock, Task<StoreUnderTest>> open;
    private StoreUnderTest store = null!;
    private PublishedNotice latest = null!;
    private int shop;

    private protected WebhookStorePromises(Func<TestClock, Task<StoreUnderTest>> open) => this.open = open;

    private DateTimeOffset Now => store.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        store = await open(new TestClock());
        await PublishAsync("crm", "P30D");
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_duty_is_sent_once_its_system_has_a_webhook_and_then_becomes_overdue()
    {
        await CloseAsync("account-1");
        Assert.Null(await TakeAsync());
        Assert.Empty(await store.Webhooks.StatesAsync(Now, CancellationToken.None));

        await PutAsync();
        await CloseAsync("account-2");
        var batch = await TakenAsync();
        Assert.Equal(["account-1", "account-2"], batch.Deliveries.Select(d => d.Duty.Subject));
        Assert.All(batch.Deliveries, d => Assert.Equal((false, 0), (d.IsKnown, d.Attempts)));
        Assert.True(await store.Webhooks.FinishAsync(batch, Delivered(batch)));

        Assert.Null(await TakeAsync());
        var due = batch.Deliveries[0].Duty.Due;
        Assert.Null(await store.Webhooks.TakeAsync(shop, "crm", due));
        Assert.All((await store.Webhooks.TakeAsync(shop, "crm", due.AddMilliseconds(1)))!.Deliveries, d => Assert.True(d.IsKnown));
    }

    [Fact]
    public async Task A_withdrawal_of_a_visitor_is_sent()
    {
        await PutAsync();
        var visitor = Draft.NewVisitor();
        await store.Consents.AppendAsync(Draft.Of(shop, visitor, Draft.Marketing) with { Latest = latest });
        store.Clock.Advance(Day);

        await store.Consents.AppendAsync(Draft.Of(shop, visitor, 0) with { Latest = latest });

        Assert.Equal(visitor.ToString(), Assert.Single((await TakenAsync()).Deliveries).Duty.Subject);
    }

    [Fact]
    public async Task One_process_has_the_lease_until_it_lapses_and_the_next_one_gets_the_same_messages()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(TakeAsync)));
        var batch = Assert.Single(taken, b => b is not null)!;
        Assert.Equal(Now + DeliveryBatch.Lease, batch.LeaseUntil);
        Assert.False(Assert.Single(await store.Webhooks.StatesAsync(Now, CancellationToken.None)).IsDue);

        store.Clock.Advance(DeliveryBatch.Lease);
        var next = await TakenAsync();

        Assert.Equal(batch.Deliveries.Select(d => d.MessageId), next.Deliveries.Select(d => d.MessageId));
        Assert.False(await store.Webhooks.FinishAsync(batch, Delivered(batch)));
        Assert.True(await store.Webhooks.FinishAsync(next, Delivered(next)));
        Assert.Null(await TakeAsync());
    }

    [Fact]
    public async Task A_batch_has_the_oldest_messages_and_one_for_each_subject()
    {
        await PutAsync();
        for (var i = 0; i < DeliveryBatch.Most + 1; i++)
            await CloseAsync("account-1", $"account-{i + 1}");

        var first = await TakenAsync();
        await store.Webhooks.FinishAsync(first, Delivered(first));
        var second = await TakenAsync();

        Assert.Equal(first.Deliveries.Count, first.Deliveries.Select(d => d.Duty.Subject).Distinct().Count());
        Assert.InRange(first.Deliveries.Count, 2, DeliveryBatch.Most);
        Assert.Equal("account-1", second.Deliveries[0].Duty.Subject);
        Assert.Empty(first.Deliveries.Select(d => d.MessageId).Intersect(second.Deliveries.Select(d => d.MessageId)));
    }

    [Fact]
    public async Task A_failure_is_stored_and_tried_again_at_its_time()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();
        await store.Webhooks.FinishAsync(batch, Failed(batch, failures: 3, Now + Day));
        Assert.Equal(1, await store.Webhooks.CountWaitingAsync(Now + Day, CancellationToken.None));
        Assert.Equal(0, await store.Webhooks.CountWaitingAsync(Now + Day - Second, CancellationToken.None));

        var failedAt = Now;
        await CloseAsync("account-2");
        Assert.Null(await store.Webhooks.TakeAsync(shop, "crm", failedAt + Day - Second));
        var again = (await store.Webhooks.TakeAsync(shop, "crm", failedAt + Day))!;

        Assert.Equal([("account-2", 0), ("account-1", 1)], again.Deliveries.Select(d => (d.Duty.Subject!, d.Attempts)));
        Assert.Equal((3, "status 500", failedAt, null), (again.Webhook.Failures, again.Webhook.Failure, again.Webhook.FailedAt!.Value, again.Webhook.DeliveredAt));
        Assert.Equal(batch.Deliveries[0].MessageId, again.Deliveries[1].MessageId);
    }

    [Fact]
    public async Task A_disabled_webhook_gets_nothing_until_it_is_set_again_and_then_what_failed_too()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();
        await store.Webhooks.FinishAsync(batch, Failed(batch, failures: 10, Now + Day) with { Reason = "over" });
        var disabledAt = Now;
        await CloseAsync("account-2");

        Assert.Null(await store.Webhooks.TakeAsync(shop, "crm", Now + Day + Day));
        Assert.Equal(new WebhookState(shop, "crm", IsDisabled: true, IsDue: false), Assert.Single(await store.Webhooks.StatesAsync(Now + Day, CancellationToken.None)));
        var disabled = Assert.Single(await store.Webhooks.ListAsync(shop, CancellationToken.None));
        Assert.Equal((disabledAt, "over"), (disabled.DisabledAt!.Value, disabled.Reason));

        var (set, isNew) = await PutAsync();
        Assert.Equal((false, null, null, 0), (isNew, set.DisabledAt, set.Reason, set.Failures));
        Assert.Equal(disabled.Salt, set.Salt);
        Assert.Equal([0, 0], (await TakenAsync()).Deliveries.Select(d => d.Attempts));
    }

    [Fact]
    public async Task A_change_of_the_webhook_ends_the_lease_so_that_the_new_address_gets_what_was_under_way()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();

        await PutAsync("https://other.example/");

        Assert.False(await store.Webhooks.FinishAsync(batch, Delivered(batch)));
        var next = await TakenAsync();
        Assert.Equal(("https://other.example/", batch.Deliveries[0].MessageId), (next.Webhook.Url.AbsoluteUri, Assert.Single(next.Deliveries).MessageId));
    }

    [Fact]
    public async Task A_deleted_webhook_gets_nothing_and_a_new_one_everything()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();
        await store.Webhooks.FinishAsync(batch, Delivered(batch));

        Assert.True(await store.Webhooks.DeleteAsync(shop, "shop", "crm", Actor.CommandLine, await store.Trail.SealerAsync(), Now));
        Assert.False(await store.Webhooks.DeleteAsync(shop, "shop", "crm", Actor.CommandLine, await store.Trail.SealerAsync(), Now));
        await CloseAsync("account-2");
        Assert.Null(await TakeAsync());

        Assert.True((await PutAsync()).IsNew);
        Assert.Equal(["account-1", "account-2"], (await TakenAsync()).Deliveries.Select(d => d.Duty.Subject));
    }

    [Fact]
    public async Task A_rotation_keeps_the_earlier_salt_for_a_day()
    {
        var (first, _) = await PutAsync();
        var (rotated, _) = await PutAsync(rotate: true);

        Assert.Equal([rotated.Salt, first.Salt], rotated.SaltsAt(Now + Day - Second));
        Assert.Equal([rotated.Salt], rotated.SaltsAt(Now + Day));
        Assert.NotEqual(first.Salt, rotated.Salt);
        Assert.Equal([first.Salt], first.SaltsAt(Now));
    }

    [Fact]
    public async Task An_acknowledged_duty_is_not_sent()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var duty = Assert.Single(await store.Duties.ListAsync(new DutyQuery(shop, null, null, null, 10), CancellationToken.None));

        await store.Duties.AcknowledgeAsync(shop, "shop", duty.Id, "crm", new Acknowledgement(true, null, null, null), Actor.CommandLine, await store.Trail.SealerAsync(), Now);

        Assert.Null(await TakeAsync());
        Assert.Equal(0, await store.Webhooks.CountWaitingAsync(Now, CancellationToken.None));
    }

    [Fact]
    public async Task A_duty_that_may_be_put_off_is_sent_seven_days_before_it_is_due()
    {
        await PutAsync();
        await ActAsync("a1", Now);
        var due = Now.AddDays(90);

        Assert.Null(await store.Webhooks.TakeAsync(shop, "crm", due.AddDays(-7) - Second));
        await ActAsync("a2", Now.AddMinutes(2));
        Assert.Null(await store.Webhooks.TakeAsync(shop, "crm", due.AddDays(-7)));
        var batch = (await store.Webhooks.TakeAsync(shop, "crm", due.AddDays(-7).AddMinutes(2)))!;
        await store.Webhooks.FinishAsync(batch, Delivered(batch));

        await ActAsync("a3", Now.AddMinutes(3));
        var next = await TakenAsync();
        Assert.Equal(due.AddMinutes(3), Assert.Single(next.Deliveries).Duty.Due);
        Assert.NotEqual(batch.Deliveries[0].MessageId, next.Deliveries[0].MessageId);
        Assert.False(next.Deliveries[0].IsKnown);
    }

    [Fact]
    public async Task A_duty_that_is_brought_forward_is_sent_again_with_another_id()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();
        await store.Webhooks.FinishAsync(batch, Delivered(batch));

        await PublishAsync("crm", "P10D");
        await store.Duties.RunAsync(shop, DutyRules.Of(latest), Now);

        var next = Assert.Single((await TakenAsync()).Deliveries);
        Assert.Equal((next.Duty.Begins.AddDays(10), false), (next.Duty.Due, next.IsKnown));
        Assert.NotEqual(batch.Deliveries[0].MessageId, next.MessageId);
    }

    [Fact]
    public async Task A_duty_that_moved_to_another_system_is_sent_there_if_that_has_a_webhook()
    {
        await PutAsync();
        await CloseAsync("account-1");
        var batch = await TakenAsync();
        await store.Webhooks.FinishAsync(batch, Delivered(batch));
        await PublishAsync("archive", "P30D");
        await store.Duties.RunAsync(shop, DutyRules.Of(latest), Now);
        Assert.Null(await TakeAsync("archive"));

        await PutAsync(system: "archive");

        Assert.Equal(["account-1"], (await TakenAsync("archive")).Deliveries.Select(d => d.Duty.Subject));
        await PublishAsync("crm", "P31D");
        await store.Duties.RunAsync(shop, DutyRules.Of(latest), Now);
        Assert.Equal(["account-1"], (await TakenAsync()).Deliveries.Select(d => d.Duty.Subject));
    }

    [Fact]
    public async Task Changes_are_audited_in_their_transaction()
    {
        await PutAsync();
        await PutAsync(rotate: true);
        await store.Webhooks.DeleteAsync(shop, "shop", "crm", Actor.CommandLine, await store.Trail.SealerAsync(), Now);

        var entries = await store.Audit.ReadAsync(new AuditQuery { OldestFirst = true }, CancellationToken.None);
        Assert.Equal(
            [("webhook.put", "crm at crm.example, new secret"), ("webhook.put", "crm at crm.example, new secret"), ("webhook.delete", "crm")],
            entries.Where(e => e.Action.StartsWith("webhook.", StringComparison.Ordinal)).Select(e => (e.Action, e.Detail!)));
    }

    private static BatchResult Delivered(DeliveryBatch batch) => new(
        [.. batch.Deliveries.Select(d => new DeliveryResult(d, d.IsKnown ? 2 : 1, 0, d.IsKnown ? null : d.Duty.Due.AddMilliseconds(1)))], 0, null, batch.LeaseUntil, null, null, null);

    private BatchResult Failed(DeliveryBatch batch, int failures, DateTimeOffset next) =>
        new([.. batch.Deliveries.Select(d => new DeliveryResult(d, 0, d.Attempts + 1, next))], failures, next, null, Now, "status 500", null);

    /// <summary>Publishes the shop's next notice.</summary>
    /// <param name="system">Who holds the call history.</param>
    private async Task PublishAsync(string system, string period)
    {
        shop = await store.PublishAsync(TestSite.Minimal("shop") with
        {
            Retention =
            [
                Class("call_history", RetentionEvent.AccountClosed, period) with { HeldBy = system }, Class("drafts", RetentionEvent.LastActivity, "P90D"),
                Class("mailings", RetentionEvent.Withdrawal, "P10D") with { Category = "marketing" },
            ],
        });
        var site = (await store.Sites.FindAsync("shop", CancellationToken.None))!;
        latest = LoadedSite.ToNotice(site.Latest, site.Numbers);
    }

    private static RetentionClass Class(string id, RetentionEvent after, string period) =>
        new() { Id = id, Name = TestSite.Text(id, id), Period = period, After = after, HeldBy = "crm" };

    private async Task<(Webhook Webhook, bool IsNew)> PutAsync(string url = "https://crm.example/hooks", bool rotate = false, string system = "crm") => await store.Webhooks.PutAsync(
        shop, "shop", WebhookRules.Check(system, url, rotate, mayReachPrivate: false).Draft!, Actor.CommandLine, await store.Trail.SealerAsync(), Now);

    private Task<DeliveryBatch?> TakeAsync(string system) => store.Webhooks.TakeAsync(shop, system, Now);

    private Task<DeliveryBatch?> TakeAsync() => TakeAsync("crm");

    private async Task<DeliveryBatch> TakenAsync(string system = "crm") => (await TakeAsync(system)) ?? throw new InvalidOperationException("Nothing was due.");

    private async Task CloseAsync(params string[] subjects)
    {
        foreach (var subject in subjects)
        {
            await AddAsync(new SubjectEvent(Guid.CreateVersion7().ToString(), RetentionEvent.AccountClosed, "call_history", subject, Now));
            // Ids of duties are in the order of time.
            store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private Task ActAsync(string id, DateTimeOffset at) => AddAsync(new SubjectEvent(id, RetentionEvent.LastActivity, "drafts", "account-1", at));

    private async Task AddAsync(SubjectEvent happened) => Assert.IsType<EventsOutcome.Stored>(await store.Duties.AddAsync(
        shop, "shop", [new EventWithDuties(happened, [.. DutyRules.Of(latest).Of(happened, Now)])], Actor.CommandLine, await store.Trail.SealerAsync(), Now));
}

public sealed class SqliteWebhookStorePromises() : WebhookStorePromises(SqliteUnderTest.OpenAsync);

public sealed class PostgresWebhookStorePromises() : WebhookStorePromises(PostgresUnderTest.OpenAsync);
