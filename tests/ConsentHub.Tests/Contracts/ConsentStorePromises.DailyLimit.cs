using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

/// <summary>How many choices of one visitor a site stores in a day.</summary>
public abstract partial class ConsentStorePromises
{
    /// <summary>No more choices than fit into the stores' queues with the others.</summary>
    private const int TooMany = 40;

    [Fact]
    public async Task A_visitor_adds_as_many_choices_a_day_as_the_limit_says_however_many_come_at_once()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, DayCount.Limit + TooMany).Select(i => Task.Run(() => store.Consents.AppendAsync(Numbered(visitor, i)))));

        Assert.Equal(DayCount.Limit, outcomes.Count(o => o is AppendOutcome.Written));
        var refused = outcomes.OfType<AppendOutcome.OverDailyLimit>().ToList();
        Assert.Equal(TooMany, refused.Count);
        Assert.All(refused, o => Assert.Equal(new DateTimeOffset(Noon.UtcDateTime.Date.AddDays(1), TimeSpan.Zero), o.Until));
        Assert.Equal(DayCount.Limit, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task Over_the_limit_nothing_stored_is_lost_and_others_are_not_held_up()
    {
        var visitor = Draft.NewVisitor();
        var last = await FillDayAsync(visitor);

        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));

        Assert.Equal(last, await CurrentAsync(shop, visitor));
        Assert.Equal(DayCount.Limit, (await HistoryAsync(visitor, limit: DayCount.Limit + 1)).Count);
        await WriteAsync(Draft.Of(shop));
        await WriteAsync(Draft.Of(await PublishAsync("blog"), visitor));
    }

    [Fact]
    public async Task A_retry_and_a_repeat_succeed_over_the_limit_too()
    {
        var visitor = Draft.NewVisitor();
        var last = await FillDayAsync(visitor);
        var stored = Draft.Of(shop, visitor).With(_ => last.Content);

        Assert.Equal(last, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(stored)).Record);
        Assert.Equal(last, Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(stored.Anew())).Record);
    }

    [Fact]
    public async Task A_withdrawal_is_stored_over_the_limit_if_it_revokes_something_and_allows_nothing_more()
    {
        var visitor = Draft.NewVisitor();
        await FillDayAsync(visitor, granted: Draft.Analytics | Draft.Preferences);

        await RefusedAsync(Draft.Analytics | Draft.Marketing);
        await RefusedAsync(Draft.Analytics | Draft.Preferences);
        await StoredAsync(Draft.Analytics);
        await RefusedAsync(Draft.Analytics);
        await RefusedAsync(Draft.Preferences);
        await StoredAsync(0);
        await RefusedAsync(0);
        await RefusedAsync(Draft.Analytics);

        ConsentDraft Next(ulong granted) => Draft.Of(shop, visitor, granted).With(c => c with { Page = $"/{Guid.CreateVersion7()}" });
        async Task RefusedAsync(ulong granted) => Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Next(granted)));
        async Task StoredAsync(ulong granted) => Assert.Equal(await WriteAsync(Next(granted)), await CurrentAsync(shop, visitor));
    }

    [Fact]
    public async Task Revoking_a_service_is_a_withdrawal_and_allowing_one_is_none()
    {
        var visitor = Draft.NewVisitor();
        var (granted, service) = (Draft.Shown.Notice.Services[^1].Category.Bit, Draft.Shown.Notice.Services[^1].Number);
        await FillDayAsync(visitor, granted);

        await WriteAsync(Draft.Of(shop, visitor, granted).With(c => c with { Services = ServiceChoices.Of([(service, false)]) }));
        // This choice denies the category but grants its service again.
        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(
            Draft.Of(shop, visitor, granted: 0).With(c => c with { Services = ServiceChoices.Of([(service, true)]) })));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
    }

    [Fact]
    public async Task A_late_withdrawal_without_effect_is_subject_to_the_limit()
    {
        var visitor = Draft.NewVisitor();
        await FillDayAsync(visitor);
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Draft.Of(shop, visitor, granted: 0) with { Elapsed = TimeSpan.FromHours(1) }));
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task Late_choices_count_although_another_one_is_current(int atOnce)
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteAsync(Numbered(visitor, 0));

        foreach (var late in Enumerable.Range(1, DayCount.Limit - 1).Select(Late).Chunk(atOnce))
            await Task.WhenAll(late.Select(WriteAsync));

        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Late(DayCount.Limit)));
        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));

        ConsentDraft Late(int number) => Numbered(visitor, number) with { Elapsed = TimeSpan.FromMinutes(number) };
    }

    [Fact]
    public async Task Choices_decided_at_the_same_instant_count()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);

        // All decided an hour ago, at the same time.
        await Task.WhenAll(Enumerable.Range(0, DayCount.Limit).Select(i => WriteAsync(Numbered(visitor, i) with { Elapsed = TimeSpan.FromHours(1) })));

        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));
    }

    [Fact]
    public async Task The_day_is_the_servers_in_UTC()
    {
        var visitor = Draft.NewVisitor();
        var midnight = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);
        await FillDayAsync(visitor);

        Clock.Set(midnight.AddMilliseconds(-1));
        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));
        Clock.Set(midnight);
        await WriteAsync(Numbered(visitor, DayCount.Limit));
    }

    [Fact]
    public async Task Two_clocks_around_midnight_do_not_make_two_limits()
    {
        var visitor = Draft.NewVisitor();
        var midnight = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);
        await FillDayAsync(visitor, at: midnight);

        Clock.Set(midnight.AddSeconds(-1));
        var refused = Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));
        Assert.Equal(midnight.AddDays(1), refused.Until);
    }

    [Fact]
    public async Task What_is_recorded_with_a_key_is_neither_limited_nor_counted()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        await WriteManyAsync(visitor, DayCount.Limit + 1);

        await FillDayAsync(visitor);

        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit)));
        await WriteAsync(Numbered(visitor, DayCount.Limit) with { ApiKey = 1 });
        Assert.IsType<AppendOutcome.OverDailyLimit>(await store.Consents.AppendAsync(Numbered(visitor, DayCount.Limit + 1)));
    }

    [Fact]
    public async Task After_an_erasure_nothing_is_counted_any_more()
    {
        var visitor = Draft.NewVisitor();
        await FillDayAsync(visitor);
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        await WriteAsync(Numbered(visitor, DayCount.Limit));
    }

    /// <summary>Writes as many choices as one visitor may make in a day, and returns the current one.</summary>
    private async Task<ConsentRecord> FillDayAsync(Visitor visitor, ulong granted = Draft.Analytics, DateTimeOffset? at = null)
    {
        Clock.Set(at ?? Noon);
        await Task.WhenAll(Enumerable.Range(0, DayCount.Limit).Select(i => WriteAsync(Numbered(visitor, i, granted))));
        return (await CurrentAsync(shop, visitor))!;
    }

    /// <summary>A choice that repeats no other.</summary>
    private ConsentDraft Numbered(Visitor visitor, int number, ulong granted = Draft.Analytics) =>
        Draft.Of(shop, visitor, granted).With(c => c with { Page = $"/{number}" });
}
