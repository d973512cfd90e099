using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

/// <summary>Which of two choices counts, also if clocks were wrong: the one made later. If that is unknown, the one that allows less.</summary>
public abstract partial class ConsentStorePromises
{
    private const ulong All = Draft.Preferences | Draft.Analytics | Draft.Marketing;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365), Seconds = TimeSpan.FromSeconds(2), None = TimeSpan.Zero;

    /// <summary>A first choice, then how far the clock is set back, and a second choice that is stored afterwards.</summary>
    private static readonly Dictionary<string, OrderCase> Orders = new(StringComparer.Ordinal)
    {
        ["the clock was a year ahead, a withdrawal made now"] = new(All, Year, 0, None, SecondCounts: true),
        ["the clock was a year ahead, an acceptance made now"] = new(0, Year, All, None, SecondCounts: true),
        ["the clock was a year ahead, an acceptance of half a minute ago"] = new(0, Year, All, TimeSpan.FromSeconds(30), SecondCounts: true),
        ["the clock was a year ahead, a late withdrawal: it may be the later one"] = new(All, Year, 0, TimeSpan.FromHours(1), SecondCounts: true),
        ["the clock was a year ahead, a late acceptance: it may be the earlier one"] = new(0, Year, All, TimeSpan.FromHours(1), SecondCounts: false),
        ["the clock was a year ahead, an old refusal is imported"] = new(All, Year, 0, TimeSpan.FromDays(90), SecondCounts: false, ConsentAction.Import),
        ["another instance is two seconds ahead, a withdrawal made now"] = new(All, Seconds, 0, None, SecondCounts: true),
        ["another instance is two seconds ahead, an acceptance made now"] = new(0, Seconds, All, None, SecondCounts: true),
        ["another instance is two seconds ahead, a withdrawal that was 300 ms on its way"] = new(All, Seconds, 0, TimeSpan.FromMilliseconds(300), SecondCounts: true),
        ["in the same millisecond, an acceptance"] = new(0, None, All, None, SecondCounts: true),
        ["in the same millisecond, a withdrawal"] = new(All, None, 0, None, SecondCounts: true),
        ["the clock is right, an acceptance of ten minutes ago comes late"] = new(0, None, All, TimeSpan.FromMinutes(10), SecondCounts: false),
        ["the clock is right, a withdrawal of ten minutes ago comes late"] = new(All, None, 0, TimeSpan.FromMinutes(10), SecondCounts: false),
        ["the clock is right, an old acceptance is imported"] = new(0, None, All, TimeSpan.FromDays(90), SecondCounts: false, ConsentAction.Import),
        ["the clock is right, an acceptance after the first"] = new(0, TimeSpan.FromSeconds(-1), All, None, SecondCounts: true),
    };

    public static TheoryData<string> OrderCases => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(OrderCases))]
    public async Task A_later_choice_counts_and_an_earlier_one_does_not(string order)
    {
        var (granted, clockBack, later, elapsed, secondCounts, action) = Orders[order];
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon + Year);
        var first = await WriteAsync(Draft.Of(shop, visitor, granted));

        Clock.Advance(-clockBack);
        var second = await WriteAsync(Draft.Of(shop, visitor, later).With(c => c with { Action = action }) with { Elapsed = elapsed });

        Assert.Equal(secondCounts ? second : first, await CurrentAsync(shop, visitor));
        Assert.Equal(Clock.GetUtcNow(), second.RecordedAt);
    }

    [Fact]
    public async Task After_a_clock_was_ahead_each_choice_counts_until_the_next()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon + Year);
        var before = await WriteAsync(Draft.Of(shop, visitor, All));
        Clock.Set(Noon);

        foreach (var granted in (ulong[])[0, All, Draft.Analytics, All])
        {
            Clock.Advance(TimeSpan.FromDays(1));
            var record = await WriteAsync(Draft.Of(shop, visitor, granted));
            Assert.Equal(record, await CurrentAsync(shop, visitor));
            Assert.True(record.DecidedAt > before.DecidedAt);
        }

        // The times are right again once the wrong ones have passed.
        Clock.Set(Noon + Year + Year);
        var last = await WriteAsync(Draft.Of(shop, visitor, 0));
        Assert.Equal((Clock.GetUtcNow(), last), (last.DecidedAt, await CurrentAsync(shop, visitor)));
    }

    [Fact]
    public async Task The_choice_named_as_previous_comes_before_the_current_one_whatever_the_clocks_say()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        var acceptance = Draft.Of(shop, visitor, All);
        var withdrawal = await WriteAsync(Draft.Of(shop, visitor, 0).With(c => c with { Previous = acceptance.Content.Id }));

        // Through an instance whose clock is two seconds ahead.
        Clock.Advance(Seconds);
        var late = await WriteAsync(acceptance with { Elapsed = TimeSpan.FromSeconds(1) });

        Assert.Equal(withdrawal, await CurrentAsync(shop, visitor));
        Assert.Equal(withdrawal.DecidedAt.AddMilliseconds(-1), late.DecidedAt);
    }

    [Fact]
    public async Task The_same_choice_made_again_after_a_clock_was_ahead_is_written()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon + Year);
        var first = Draft.Of(shop, visitor);
        await WriteAsync(first);
        Clock.Set(Noon);

        var again = await WriteAsync(first.Anew());

        Assert.Equal(again, await CurrentAsync(shop, visitor));
    }

    [Fact]
    public async Task Concurrent_choices_of_one_visitor_get_decision_times_one_after_another()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(Draft.Of(shop, visitor, (ulong)i << 1)))));

        var history = await HistoryAsync(visitor);
        Assert.Equal(8, history.Select(r => r.DecidedAt).Distinct().Count());
        Assert.Equal(history.MaxBy(r => r.LeafIndex), await CurrentAsync(shop, visitor));
    }

    private sealed record OrderCase(
        ulong First, TimeSpan ClockBack, ulong Second, TimeSpan Elapsed, bool SecondCounts, ConsentAction Action = ConsentAction.Save);
}
