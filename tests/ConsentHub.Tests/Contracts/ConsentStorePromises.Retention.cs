using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>Consent records are removed at the end of the period that the site's notices promise, never earlier.</summary>
public abstract partial class ConsentStorePromises
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1), Month = TimeSpan.FromDays(30);

    [Fact]
    [Promise("3.11")]
    public async Task A_replaced_record_is_removed_at_its_instant_and_the_choice_that_stands_is_not()
    {
        await PromiseAsync("P30D");
        var visitor = Draft.NewVisitor();
        var first = await WriteAsync(Draft.Of(shop, visitor));
        Clock.Advance(TimeSpan.FromHours(1));
        var second = await WriteAsync(Draft.Of(shop, visitor, granted: 0));

        Clock.Set(second.RecordedAt + Month - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());

        Assert.Equal([second], await HistoryAsync(visitor));
        Assert.Null(await store.Consents.FindSealedAsync(shop, first.Content.Id, CancellationToken.None));
        var removal = Assert.Single(await store.RemovalsAsync(shop));
        Assert.Equal((2L, Clock.GetUtcNow(), ErasureReason.Retention), (removal.Leaf, removal.At, removal.Reason));
        Assert.Equal([0L], removal.Leaves);
        Clock.Set(second.DecidedAt + Draft.Lifetime + Month - Instant);
        Assert.Equal(0, await RunRetentionAsync());
    }

    [Fact]
    [Promise("3.11")]
    public async Task A_record_whose_choice_expired_is_removed_after_its_period()
    {
        await PromiseAsync("P30D");
        var record = await WriteAsync(Draft.Of(shop) with { Elapsed = TimeSpan.FromDays(2) });

        Clock.Set(record.DecidedAt + Draft.Lifetime + Month - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_refusal_that_is_valid_for_longer_is_kept_for_longer()
    {
        var blog = await store.PublishAsync(Promising("blog", "P30D") with { Consent = new ConsentRules { ReaskAfterRefusal = "P12M" } });
        var refusal = await WriteAsync(Draft.Of(blog, granted: 0));
        await WriteAsync(Draft.Of(blog));

        Clock.Advance(Draft.Lifetime + Month);
        Assert.Equal(1, await RunRetentionAsync());
        Assert.Equal(refusal, await CurrentAsync(blog, refusal.Content.Visitor));
        Clock.Set(refusal.DecidedAt + TimeSpan.FromDays(365) + Month);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_choice_outdated_by_a_material_version_is_removed_after_its_period()
    {
        await PromiseAsync("P30D");
        await WriteAsync(Draft.Of(shop));
        Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, await RunRetentionAsync());

        // Due dates that were stored before the new version are brought forward.
        await store.PublishAsync(Promising("shop", "P30D").With("marketing", c => c with { Services = [.. c.Services, TestSite.Service("shop_new")] }));
        Clock.Advance(Month - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_shortened_period_holds_for_earlier_records_and_a_lengthened_one_does_not()
    {
        await PromiseAsync("P60D");
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        Clock.Advance(TimeSpan.FromDays(59));
        Assert.Equal(0, await RunRetentionAsync());

        await PromiseAsync("P10D");
        Assert.Equal(1, await RunRetentionAsync());

        await PromiseAsync("P90D");
        // The longer period is a material change, so the remaining choice no longer stands.
        Clock.Advance(TimeSpan.FromDays(10) - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_dropped_class_removes_what_it_was_promised_for_and_nothing_later()
    {
        await PromiseAsync("P30D");
        await WriteAsync(Draft.Of(shop));
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "Another name" });
        var later = await WriteAsync(Draft.Of(shop).With(c => c with { Notice = 3 }));

        Clock.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(1, await RunRetentionAsync());
        Assert.Equal(later, await CurrentAsync(shop, later.Content.Visitor));
    }

    [Fact]
    public async Task Without_a_promise_nothing_is_removed()
    {
        await WriteAsync(Draft.Of(shop));
        Clock.Advance(TimeSpan.FromDays(10_000));

        Assert.Equal(0, await RunRetentionAsync());
        Assert.Empty(await new RetentionPromises(store.Sites).AllAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_choice_delivered_late_is_kept_from_its_delivery_on()
    {
        await PromiseAsync("P30D");
        var visitor = Draft.NewVisitor();
        var current = await WriteAsync(Draft.Of(shop, visitor));
        Clock.Advance(TimeSpan.FromDays(5));
        var late = await WriteAsync(Draft.Of(shop, visitor, granted: 0) with { Elapsed = TimeSpan.FromDays(10) });

        Clock.Set(late.RecordedAt + Month - Instant);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Advance(Instant);
        Assert.Equal(1, await RunRetentionAsync());
        Assert.Equal([current], await HistoryAsync(visitor));
    }

    /// <summary>The record that took the place of another is removed first; afterwards no record shows when that was.</summary>
    [Fact]
    public async Task An_imported_record_is_due_even_if_the_one_that_replaced_it_is_gone()
    {
        var blog = await store.PublishAsync(Promising("blog", "P30D") with { Consent = new ConsentRules { ReaskAfterRefusal = "P2Y" } });
        var visitor = Draft.NewVisitor();
        var expired = await WriteAsync(Import(blog, visitor, Draft.Analytics, daysAgo: 190));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var earlier = await WriteAsync(Import(blog, visitor, 0, daysAgo: 200));

        Clock.Set(expired.RecordedAt + Month);
        Assert.Equal(1, await RunRetentionAsync());
        Assert.Equal(earlier, await CurrentAsync(blog, visitor));
        await store.ForgeDueDateAsync(blog, earlier.LeafIndex, replacedAt: null);
        Assert.Equal(0, await RunRetentionAsync());
        Clock.Set(earlier.RecordedAt + Month);
        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task A_row_written_into_the_database_removes_nothing_early()
    {
        await PromiseAsync("P30D");
        var record = await WriteAsync(Draft.Of(shop));
        Clock.Advance(Month);
        await RunRetentionAsync();

        await store.ForgeDueDateAsync(shop, record.LeafIndex, replacedAt: 0);

        Assert.Equal(0, await RunRetentionAsync());
        Assert.Equal(record, await CurrentAsync(shop, record.Content.Visitor));
    }

    [Fact]
    public async Task A_record_made_while_the_clock_was_ahead_does_not_hold_up_the_others()
    {
        await PromiseAsync("P30D");
        var now = Clock.GetUtcNow();
        Clock.Set(now + TimeSpan.FromDays(20));
        await WriteAsync(Draft.Of(shop));
        Clock.Set(now);
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        await AllStatsAsync();

        Clock.Set(now + Month + TimeSpan.FromHours(1));

        Assert.Equal(1, await RunRetentionAsync());
    }

    [Fact]
    public async Task Many_records_go_in_slices_each_once_even_if_several_processes_remove_them()
    {
        const int Visitors = (2 * IRetentionStore.AtOnce) + 10;
        await PromiseAsync("P30D");
        Clock.Set(Noon);
        await Task.WhenAll(Enumerable.Range(0, Visitors).Select(_ => WriteAsync(Draft.Of(shop))));
        Clock.Advance(TimeSpan.FromDays(1));
        var stays = await WriteAsync(Draft.Of(shop));
        var before = await AllStatsAsync();
        Clock.Set(Noon + Draft.Lifetime + Month);

        // A process that dies after its first slice leaves the rest to the others.
        var rules = Assert.Single(await new RetentionPromises(store.Sites).AllAsync(CancellationToken.None));
        var first = await store.Retention.RunAsync(rules, Clock.GetUtcNow(), CancellationToken.None);
        var removed = first.Removed + (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(RunRetentionAsync)))).Sum() + await RunRetentionAsync();

        var removals = await store.RemovalsAsync(shop);
        Assert.Equal(IRetentionStore.AtOnce, first.Removed);
        Assert.Equal(Visitors, removed);
        Assert.Equal(Enumerable.Range(0, Visitors).Select(i => (long)i), removals.SelectMany(r => r.Leaves).Order());
        Assert.All(removals, r => Assert.InRange(r.Leaves.Count, 1, IRetentionStore.AtOnce));
        Assert.Equal(stays, await CurrentAsync(shop, stays.Content.Visitor));
        Assert.Equal(before, await AllStatsAsync());
        Assert.Equal(default, await store.Log.RebuildRollupsAsync(shop, null, CancellationToken.None));
        Assert.Equal(0, await store.CountErasedIdsAsync());
        var entries = await store.Audit.ReadAsync(new AuditQuery { Action = AuditActions.RecordsRetention, OldestFirst = true }, CancellationToken.None);
        Assert.Equal(removals.Select(r => $"removal {r.Leaf}: {r.Leaves.Count} of consent_records, notices 1"), entries.Select(e => e.Detail));
    }

    [Fact]
    public async Task What_an_erasure_took_is_not_removed_again()
    {
        await PromiseAsync("P30D");
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        Clock.Advance(Month);
        Assert.Equal(1, await RunRetentionAsync());
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);
        Clock.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await RunRetentionAsync());
        Assert.Equal(2, (await store.RemovalsAsync(shop)).Count);
        Assert.Null((await SliceAsync()).Next);
    }

    [Fact]
    public async Task The_id_of_a_removed_record_is_unknown()
    {
        await PromiseAsync("P30D");
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        Clock.Advance(Draft.Lifetime + Month);
        await RunRetentionAsync();

        Assert.Equal(2, (await WriteAsync(draft)).LeafIndex);
    }

    private static SiteFile Promising(string key, string period) => TestSite.Minimal(key) with
    {
        Retention =
        [
            .. TestSite.Minimal(key).Retention,
            new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Consent records", "Einwilligungen"), Period = period, After = RetentionEvent.ChoiceEnded },
        ],
    };

    private Task<int> PromiseAsync(string period) => store.PublishAsync(Promising("shop", period));

    private static ConsentDraft Import(int site, Visitor visitor, ulong granted, int daysAgo) =>
        Draft.Of(site, visitor, granted).With(c => c with { Action = ConsentAction.Import, Source = ConsentSource.Api }) with { Elapsed = TimeSpan.FromDays(daysAgo), ApiKey = 1 };

    /// <summary>Removes all that is due, as the server does in its turns.</summary>
    private async Task<int> RunRetentionAsync()
    {
        using var promises = new RetentionPromises(store.Sites);
        var removed = 0;
        foreach (var rules in await promises.AllAsync(CancellationToken.None))
        {
            RetentionSlice slice;
            do
            {
                slice = await store.Retention.RunAsync(rules, Clock.GetUtcNow(), CancellationToken.None);
                removed += slice.Removed;
            }
            while (slice.Next <= Clock.GetUtcNow());
        }

        await store.Retention.EndAsync();
        return removed;
    }

    private async Task<RetentionSlice> SliceAsync()
    {
        using var promises = new RetentionPromises(store.Sites);
        return await store.Retention.RunAsync(Assert.Single(await promises.AllAsync(CancellationToken.None)), Clock.GetUtcNow(), CancellationToken.None);
    }
}
