using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    private static readonly Visitor Known = Draft.NewVisitor();

    /// <summary>Every filter, and what it selects from the eight records of <see cref="WriteMixedAsync"/>.</summary>
    private static readonly Dictionary<string, (Func<LogQuery, LogQuery> Filter, long[] Leaves)> Filters = new(StringComparer.Ordinal)
    {
        ["nothing"] = (q => q, [0, 1, 2, 3, 4, 5, 6, 7]),
        ["from, inclusive"] = (q => q with { From = Noon.AddHours(3) }, [3, 4, 5, 6, 7]),
        ["to, exclusive"] = (q => q with { To = Noon.AddHours(3) }, [0, 1, 2]),
        ["from and to"] = (q => q with { From = Noon.AddMinutes(61), To = Noon.AddHours(4).AddMilliseconds(1) }, [2, 3, 4]),
        ["an empty range"] = (q => q with { From = Noon.AddHours(4), To = Noon.AddHours(4) }, []),
        ["a time before everything"] = (q => q with { To = Noon }, []),
        ["a time after everything"] = (q => q with { From = Noon.AddDays(9) }, []),
        ["action"] = (q => q with { Action = ConsentAction.Withdraw }, [1]),
        ["source"] = (q => q with { Source = ConsentSource.Placeholder }, [2]),
        ["region"] = (q => q with { Region = "NO" }, [3]),
        ["notice"] = (q => q with { Notice = 2 }, [4]),
        ["visitor"] = (q => q with { Visitor = Known }, [5, 6]),
        ["an unknown visitor"] = (q => q with { Visitor = Draft.NewVisitor() }, []),
        ["category asked"] = (q => q with { Category = new CategoryFilter(Draft.Marketing, null, [1]) }, [0, 1, 2, 3, 5, 6, 7]),
        ["category granted"] = (q => q with { Category = new CategoryFilter(Draft.Marketing, true, [1, 2]) }, [6, 7]),
        ["category denied"] = (q => q with { Category = new CategoryFilter(Draft.Marketing, false, [1]) }, [0, 1, 2, 3, 5]),
        ["category never asked"] = (q => q with { Category = new CategoryFilter(1UL << 40, null, []) }, []),
        ["several at once"] = (q => q with { Visitor = Known, Category = new CategoryFilter(Draft.Marketing, true, [1]), From = Noon }, [6]),
        ["limit"] = (q => q with { Limit = 3 }, [0, 1, 2]),
        ["after"] = (q => q with { After = 5 }, [6, 7]),
        ["after and limit"] = (q => q with { After = 1, Limit = 2 }, [2, 3]),
        ["after the end"] = (q => q with { After = 7 }, []),
    };

    public static TheoryData<string> FilterNames => [.. Filters.Keys];

    [Theory]
    [MemberData(nameof(FilterNames))]
    public async Task The_log_returns_exactly_what_a_filter_selects_in_order(string filter)
    {
        await WriteMixedAsync();

        var (change, leaves) = Filters[filter];

        Assert.Equal(leaves, (await ReadAsync(change)).Select(r => r.LeafIndex));
    }

    [Fact]
    public async Task A_log_of_one_site_has_nothing_of_another_and_no_removals()
    {
        var blog = await PublishAsync("blog");
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(blog));
        await WriteAsync(Draft.Of(shop, visitor));
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);
        var kept = await WriteAsync(Draft.Of(shop));

        Assert.Equal([kept], await ReadAsync(q => q));
        Assert.Equal(3, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task A_time_range_is_exact_while_the_clock_jumps_back_and_forward()
    {
        int[] minutes = [0, 30, 70, 20, 200, 65, 130, -50, 90, 59, 60, 61, 119, 120, 1_500, 3];
        foreach (var minute in minutes)
        {
            Clock.Set(Noon.AddMinutes(minute));
            await WriteAsync(Draft.Of(shop));
        }

        int[] bounds = [-60, 0, 30, 60, 61, 120, 125, 200, 201, 2_000];
        foreach (var from in bounds)
        {
            foreach (var to in bounds)
            {
                var expected = minutes.Index().Where(m => m.Item >= from && m.Item < to).Select(m => (long)m.Index);
                var read = await ReadAsync(q => q with { From = Noon.AddMinutes(from), To = Noon.AddMinutes(to) });
                Assert.Equal(expected, read.Select(r => r.LeafIndex));
            }
        }
    }

    [Fact]
    public async Task A_read_sees_one_state_from_beginning_to_end()
    {
        var visitor = Draft.NewVisitor();
        for (var i = 0; i < 5; i++)
            await WriteAsync(Draft.Of(shop, visitor).With(c => c with { Page = $"/{i}" }));

        var seen = new List<long>();
        await foreach (var record in store.Log.ReadAsync(new LogQuery { Site = shop }, CancellationToken.None))
        {
            if (seen.Count == 0)
            {
                await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);
                await WriteAsync(Draft.Of(shop));
            }

            seen.Add(record.LeafIndex);
        }

        Assert.Equal([0, 1, 2, 3, 4], seen);
    }

    private async Task<List<ConsentRecord>> ReadAsync(Func<LogQuery, LogQuery> filter, int? site = null)
    {
        var records = new List<ConsentRecord>();
        await foreach (var record in store.Log.ReadAsync(filter(new LogQuery { Site = site ?? shop }), CancellationToken.None))
            records.Add(record);

        return records;
    }

    /// <summary>Eight records, one an hour from a minute past noon; each differs from the others in one way.</summary>
    private async Task WriteMixedAsync()
    {
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });
        var plain = Draft.Of(shop);
        ConsentDraft[] drafts =
        [
            Anybody(), Anybody().With(c => c with { Action = ConsentAction.Withdraw }), Anybody().With(c => c with { Source = ConsentSource.Placeholder }),
            Anybody() with { RegionSeen = "NO" }, Anybody().With(c => c with { Notice = 2 }), Anybody().With(c => c with { Visitor = Known }),
            Anybody().With(c => c with { Visitor = Known, Granted = Draft.Auth | Draft.Marketing }), Anybody().With(c => c with { Granted = ulong.MaxValue }),
        ];
        foreach (var (hour, draft) in drafts.Index())
        {
            Clock.Set(Noon.AddHours(hour).AddMinutes(hour == 0 ? 1 : 0));
            await WriteAsync(draft);
        }

        ConsentDraft Anybody() => plain.Anew().With(c => c with { Visitor = Draft.NewVisitor() });
    }
}
