using ConsentHub.Consents;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Contracts;

public abstract partial class ConsentStorePromises
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    public async Task An_equal_choice_within_a_minute_is_a_repeat_and_writes_nothing(int milliseconds)
    {
        var draft = Draft.Of(shop);
        var written = await WriteAsync(draft);
        Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

        var repeat = await store.Consents.AppendAsync(draft.Anew().With(c => c with { Previous = Guid.CreateVersion7() }));

        Assert.Equal(written, Assert.IsType<AppendOutcome.Known>(repeat).Record);
        Assert.Equal(1, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task The_minute_of_a_repeat_counts_from_decision_to_decision()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        Clock.Advance(TimeSpan.FromHours(5));

        // Sent late, decided 20 seconds after the first.
        var late = draft.Anew() with { Elapsed = TimeSpan.FromHours(5) - TimeSpan.FromSeconds(20) };

        Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(late));
    }

    [Fact]
    public async Task An_equal_choice_after_more_than_a_minute_is_written()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        Clock.Advance(TimeSpan.FromMilliseconds(60_001));

        await WriteAsync(draft.Anew());

        Assert.Equal(2, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task A_choice_equal_to_an_outdated_one_is_written()
    {
        var draft = Draft.Of(shop) with { IsHonoured = false };
        await WriteAsync(draft);

        await WriteAsync(draft.Anew());
    }

    [Fact]
    public async Task A_choice_equal_to_an_expired_one_is_written()
    {
        var draft = Draft.Of(shop) with { Lifetime = TimeSpan.FromSeconds(10) };
        await WriteAsync(draft);
        Clock.Advance(TimeSpan.FromSeconds(10));

        await WriteAsync(draft.Anew());
    }

    [Theory]
    [MemberData(nameof(ContentFields))]
    public async Task A_choice_that_differs_in_one_value_is_written(string field)
    {
        await store.PublishAsync(TestSite.Minimal("shop") with { Name = "A second notice" });
        var draft = Draft.Of(shop);
        await WriteAsync(draft);

        await WriteAsync(draft.Anew().With(Draft.Differences[field]));

        Assert.Equal(2, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task A_choice_equal_to_one_that_is_no_longer_current_is_written()
    {
        var grant = Draft.Of(shop);
        await WriteAsync(grant);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(Draft.Of(shop, grant.Content.Visitor, granted: 0));
        Clock.Advance(TimeSpan.FromSeconds(1));

        await WriteAsync(grant.Anew());

        Assert.Equal(3, await LogSizeAsync(shop));
    }

    [Fact]
    public async Task An_equal_choice_of_another_visitor_or_at_another_site_is_written()
    {
        var blog = await PublishAsync("blog");
        var draft = Draft.Of(shop);
        await WriteAsync(draft);

        await WriteAsync(draft.Anew().With(c => c with { Visitor = Draft.NewVisitor() }));
        await WriteAsync(draft.Anew() with { Site = blog });
    }

    [Fact]
    public async Task The_id_of_a_repeat_is_not_remembered()
    {
        var draft = Draft.Of(shop);
        await WriteAsync(draft);
        var repeat = draft.Anew();
        await store.Consents.AppendAsync(repeat);

        var other = await WriteAsync(repeat.With(c => c with { Granted = Draft.Auth }));

        Assert.Equal(repeat.Content.Id, other.Content.Id);
    }

    [Fact]
    public async Task Fifty_equal_choices_at_once_become_one_record()
    {
        var draft = Draft.Of(shop);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.Consents.AppendAsync(draft.Anew()))));

        var written = Assert.Single(outcomes.OfType<AppendOutcome.Written>());
        Assert.All(outcomes.Except([written]), o => Assert.Equal(written.Record, Assert.IsType<AppendOutcome.Known>(o).Record));
        Assert.Equal(1, await LogSizeAsync(shop));
    }
}
