using ConsentHub.Consents;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Two records of one visitor, and which of them counts.</summary>
    private static readonly Dictionary<string, (RankedChoice Wins, RankedChoice Loses)> Ranking = new(StringComparer.Ordinal)
    {
        ["the later decision, whatever it grants"] = (new(1, Draft.Analytics | Draft.Marketing), new(0, 0)),
        ["of one time the one with fewer categories"] = (new(0, Draft.Analytics), new(0, Draft.Analytics | Draft.Marketing)),
        ["fewer categories before fewer services"] = (new(0, 0, [(1, true), (2, true)]), new(0, Draft.Marketing)),
        ["of as many categories the one with fewer services"] = (new(0, Draft.Analytics, [(2, false)]), new(0, Draft.Marketing, [(1, true)])),
        ["of all alike the one with the greater id"] = (new(0, Draft.Analytics, Id: "ffffffff"), new(0, Draft.Marketing, Id: "7fffffff")),
        ["an id that is greater in a later digit"] = (new(0, Draft.Analytics, Id: "01000001"), new(0, Draft.Marketing, Id: "01000000")),
    };

    public static TheoryData<string, bool> Rankings
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in Ranking.Keys)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Rankings))]
    public async Task Which_record_is_current_does_not_depend_on_the_order_in_which_they_are_stored(string rule, bool winnerFirst)
    {
        var visitor = Draft.NewVisitor();
        var (wins, loses) = Ranking[rule];
        Clock.Set(Noon);
        var winner = wins.For(shop, visitor);

        await WriteAsync(winnerFirst ? winner : loses.For(shop, visitor));
        await WriteAsync(winnerFirst ? loses.For(shop, visitor) : winner);

        Assert.Equal(winner.Content.Id, (await CurrentAsync(shop, visitor))!.Content.Id);
    }

    [Fact]
    public async Task A_visitor_without_a_record_has_no_current_one()
    {
        await WriteAsync(Draft.Of(shop));

        Assert.Null(await CurrentAsync(shop, Draft.NewVisitor()));
    }

    [Fact]
    public async Task A_history_has_the_latest_decision_first_and_ends_at_its_limit()
    {
        var visitor = Draft.NewVisitor();
        Clock.Set(Noon);
        foreach (var hour in new[] { 2, 0, 3, 1 })
            await WriteAsync(Draft.Of(shop, visitor) with { Elapsed = TimeSpan.FromHours(hour) });
        await WriteAsync(Draft.Of(shop));

        Assert.Equal([0, 1, 2, 3], (await HistoryAsync(visitor)).Select(r => (Noon - r.DecidedAt).TotalHours));
        Assert.Equal([0, 1], (await HistoryAsync(visitor, limit: 2)).Select(r => (Noon - r.DecidedAt).TotalHours));
    }

    [Fact]
    public async Task A_choice_was_decided_before_its_recording_by_its_elapsed_time()
    {
        Clock.Set(Noon.AddTicks(1234));

        var record = await WriteAsync(Draft.Of(shop) with { Elapsed = TimeSpan.FromMilliseconds(90_061_001) });

        Assert.Equal(Noon, record.RecordedAt);
        Assert.Equal(Noon.AddMilliseconds(-90_061_001), record.DecidedAt);
    }

    [Fact]
    public async Task A_choice_is_decided_after_its_previous_one_whatever_its_clock_says()
    {
        var visitor = Draft.NewVisitor();
        var first = await WriteAsync(Draft.Of(shop, visitor));

        // Both choices waited in the browser while the hub was unavailable, and are sent with the same or a wrong
        // elapsed time.
        var second = await WriteAsync(Draft.Of(shop, visitor, granted: 0).With(c => c with { Previous = first.Content.Id }));
        var third = await WriteAsync(
            Draft.Of(shop, visitor, Draft.Marketing).With(c => c with { Previous = second.Content.Id }) with { Elapsed = TimeSpan.FromDays(1) });

        Assert.Equal([first.DecidedAt, first.DecidedAt.AddMilliseconds(1), first.DecidedAt.AddMilliseconds(2)], [first.DecidedAt, second.DecidedAt, third.DecidedAt]);
        Assert.Equal(third, await CurrentAsync(shop, visitor));
    }

    [Fact]
    public async Task Only_a_stored_record_of_the_same_visitor_and_site_moves_a_decision()
    {
        var blog = await PublishAsync("blog");
        var visitor = Draft.NewVisitor();
        var foreign = await WriteAsync(Draft.Of(shop));
        var elsewhere = await WriteAsync(Draft.Of(blog, visitor));
        var earlier = Clock.GetUtcNow().AddHours(-1);

        foreach (var previous in new[] { foreign.Content.Id, elsewhere.Content.Id, Guid.CreateVersion7() })
        {
            var record = await WriteAsync(Draft.Of(shop, visitor).With(c => c with { Previous = previous, Page = $"/{previous}" }) with { Elapsed = TimeSpan.FromHours(1) });
            Assert.Equal(earlier, record.DecidedAt);
        }
    }

    /// <param name="Second">When it was decided, as a time after noon.</param>
    /// <param name="Id">How its id begins; a new id if that does not matter.</param>
    private sealed record RankedChoice(int Second, ulong Granted, (int, bool)[]? Services = null, string? Id = null)
    {
        public ConsentDraft For(int site, Visitor visitor) => Draft.Of(site, visitor, Granted).With(c => c with
        {
            Id = Id is null ? c.Id : Guid.ParseExact($"{Id}-0000-7000-8000-{Random.Shared.NextInt64(1L << 48):x12}", "D"),
            Services = ServiceChoices.Of(Services ?? []),
        }) with
        { Elapsed = TimeSpan.FromSeconds(1 - Second) };
    }
}
