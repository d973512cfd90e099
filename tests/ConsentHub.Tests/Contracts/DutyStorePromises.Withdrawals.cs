using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Contracts;

/// <summary>A visitor's own withdrawal gives duties in the transaction of the choice.</summary>
public abstract partial class DutyStorePromises
{
    [Fact]
    public async Task A_choice_that_withdraws_a_category_gives_the_duty_of_the_class_that_names_it()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing | Draft.Analytics));
        Assert.Empty(await DutiesAsync());
        Clock.Advance(Day);

        var withdrawal = await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Analytics) with { Elapsed = TimeSpan.FromSeconds(5) });

        var duty = Assert.Single(await DutiesAsync("mailer"));
        Assert.Equal(
            ("mailings", RetentionEvent.Withdrawal, visitor.ToString(), Now.AddSeconds(-5), Now.AddSeconds(-5).AddDays(10), 1, $"{withdrawal.Content.Id}"),
            (duty.Class, duty.After!.Value, duty.Subject, duty.Begins, duty.Due, duty.Notice, duty.Occasion));
    }

    [Fact]
    public async Task Withdrawing_again_after_another_grant_gives_another_duty()
    {
        var visitor = Draft.NewVisitor();
        foreach (var granted in new[] { Draft.Marketing, 0UL, Draft.Marketing, 0UL })
        {
            await WriteAsync(Draft.Of(shop, visitor, granted));
            Clock.Advance(Day);
        }

        Assert.Equal([Now.AddDays(-3), Now.AddDays(-1)], (await DutiesAsync()).Select(d => d.Begins));
    }

    [Fact]
    public async Task A_first_refusal_gives_a_duty_where_the_category_was_on_without_a_choice()
    {
        await WriteAsync(Draft.Of(shop, granted: 0));
        Assert.Empty(await DutiesAsync());

        var refusal = await WriteAsync(Draft.Of(shop, granted: 0).With(c => c with { Model = ConsentModel.OptOut }));

        Assert.Equal(refusal.Content.Visitor.ToString(), Assert.Single(await DutiesAsync()).Subject);
    }

    [Fact]
    public async Task A_choice_that_withdraws_nothing_of_a_class_gives_no_duty()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing | Draft.Analytics));
        Clock.Advance(Day);
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing | Draft.Analytics));
        Clock.Advance(Day);
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing));
        Clock.Advance(Day);
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing | Draft.Preferences));

        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task A_choice_delivered_late_that_does_not_become_current_gives_no_duty()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing));

        var late = await WriteAsync(Draft.Of(shop, visitor, granted: 0) with { Elapsed = TimeSpan.FromHours(1) });

        Assert.NotEqual(late, await store.Consents.FindCurrentAsync(shop, visitor, CancellationToken.None));
        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task A_repeated_withdrawal_gives_no_second_duty()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing));
        Clock.Advance(Day);
        var withdrawal = Draft.Of(shop, visitor, granted: 0) with { Latest = latest };
        await WriteAsync(withdrawal);
        await SealAsync(Assert.Single(await DutiesAsync()));

        Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(withdrawal));
        Assert.IsType<AppendOutcome.Known>(await store.Consents.AppendAsync(withdrawal.Anew()));

        Assert.Empty(await DutiesAsync());
    }

    [Fact]
    public async Task Many_withdrawals_at_once_give_a_duty_each()
    {
        var visitors = Enumerable.Range(0, 40).Select(_ => Draft.NewVisitor()).ToList();
        await Task.WhenAll(visitors.Select(v => WriteAsync(Draft.Of(shop, v, granted: Draft.Marketing))));
        Clock.Advance(Day);
        await Task.WhenAll(visitors.Select(v => WriteAsync(Draft.Of(shop, v, granted: 0))));

        Assert.Equal(visitors.Select(v => v.ToString()).Order(StringComparer.Ordinal), (await DutiesAsync()).Select(d => d.Subject!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Erasing_a_visitor_leaves_the_open_duty_and_once_it_is_acknowledged_nothing_names_the_visitor()
    {
        var visitor = Draft.NewVisitor();
        await WriteAsync(Draft.Of(shop, visitor, granted: Draft.Marketing));
        Clock.Advance(Day);
        await WriteAsync(Draft.Of(shop, visitor, granted: 0));
        await store.Consents.EraseAsync(shop, visitor, ErasureReason.VisitorRequest);

        Assert.Equal(["duty"], await store.TablesNamingAsync(visitor));
        var duty = Assert.Single(await DutiesAsync());
        Assert.Equal(visitor.ToString(), duty.Subject);
        await SealAsync(duty);

        Assert.Empty(await store.TablesNamingAsync(visitor));
    }
}
