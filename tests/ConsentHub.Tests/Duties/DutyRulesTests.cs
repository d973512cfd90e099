using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Formats;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Duties;

/// <summary>Which events give which duties under a notice.</summary>
public sealed class DutyRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero), Midnight = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);

    private static readonly RetentionClass Mailings = Class("mailings", RetentionEvent.Withdrawal, "P10D") with { Category = "marketing" };

    [Fact]
    public void A_class_that_no_system_holds_gives_no_duty()
    {
        var rules = Rules(Class("statistics", null, "P12M") with { HeldBy = null }, Class("profile", RetentionEvent.AccountClosed, "P30D") with { HeldBy = null });

        Assert.Empty(rules.All);
        Assert.Empty(rules.Of(Event(RetentionEvent.AccountClosed), Now));
        Assert.Same(rules, Rules());
    }

    [Theory]
    [InlineData(RetentionEvent.AccountClosed, null, "closed, profile")]
    [InlineData(RetentionEvent.AccountClosed, "closed", "closed")]
    [InlineData(RetentionEvent.AccountClosed, "active", "")]
    [InlineData(RetentionEvent.LastActivity, null, "active")]
    [InlineData(RetentionEvent.Withdrawal, null, "mailings")]
    [InlineData(RetentionEvent.CaseClosed, null, "")]
    public void An_event_gives_the_duties_of_the_classes_whose_period_begins_with_it(object kind, string? name, string duties)
    {
        var rules = Rules(
            Class("closed", RetentionEvent.AccountClosed, "P30D"), Class("active", RetentionEvent.LastActivity, "P90D"), Class("logs", null, "P7D"), Mailings,
            Class("profile", null, null) with { While = RetentionClass.AccountActive });

        Assert.Equal(duties, string.Join(", ", rules.Of(Event((RetentionEvent)kind) with { Class = name }, Now).Select(d => d.Class)));
    }

    [Fact]
    public void A_duty_is_due_after_the_period_and_a_day_after_the_end_of_a_state()
    {
        var rules = Rules(Class("closed", RetentionEvent.AccountClosed, "P30D"), Class("profile", null, null) with { While = RetentionClass.AccountActive });

        Assert.Equal([Now.AddDays(29), Now], rules.Of(Event(RetentionEvent.AccountClosed), Now).Select(d => d.Due));
        Assert.All(rules.Of(Event(RetentionEvent.AccountClosed), Now), d => Assert.Equal(("e1", "account-7", Now.AddDays(-1), 3), (d.Occasion, d.Subject, d.Begins, d.Notice)));
    }

    [Fact]
    public void All_activities_of_a_subject_have_one_occasion() =>
        Assert.Equal("", Assert.Single(Rules(Class("active", RetentionEvent.LastActivity, "P90D")).Of(Event(RetentionEvent.LastActivity), Now)).Occasion);

    /// <summary>When the previous duty was due, in days from the coming midnight.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(-2, true)]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void A_recurring_duty_is_due_at_the_coming_midnight_unless_the_previous_one_was(int? last, bool isDue)
    {
        var rules = Rules(Class("logs", null, "P7D"));

        var duty = rules.Recurring(rules.All[0], Now, last is { } days ? Midnight.AddDays(days) : null);

        Assert.Equal(isDue, duty is not null);
        if (duty is not null)
            Assert.Equal((Midnight, Midnight.AddDays(-7), "", 3), (duty.Due, duty.Begins, duty.Occasion + duty.Subject + duty.After, duty.Notice));
    }

    /// <summary>Before and after are the granted categories beside the required one; a minus means no earlier choice.</summary>
    [Theory]
    [InlineData("opt_in", "marketing", "", "mailings, any")]
    [InlineData("opt_in", "analytics", "", "any")]
    [InlineData("opt_in", "analytics", "analytics marketing", "")]
    [InlineData("opt_in", "marketing analytics", "marketing", "any")]
    [InlineData("opt_in", "marketing", "marketing", "")]
    [InlineData("opt_in", "-", "", "")]
    [InlineData("opt_out", "-", "", "mailings, any")]
    [InlineData("opt_out", "-", "marketing preferences analytics", "")]
    [InlineData("opt_out", "-", "marketing", "any")]
    [InlineData("notice_only", "-", "analytics preferences", "mailings, any")]
    [InlineData("notice_only", "-", "", "mailings, any")]
    public void A_choice_gives_a_duty_for_each_class_whose_category_it_withdraws(string model, string before, string after, string duties)
    {
        var notice = NoticeOf(Mailings, Class("any", RetentionEvent.Withdrawal, "P1D"), Class("closed", RetentionEvent.AccountClosed, "P30D"));
        Assert.True(WireNames<ConsentModel>.TryParse(model, out var shown));
        var visitor = Draft.NewVisitor();
        var current = before == "-" ? null : Record(visitor, before, shown, Now.AddDays(-1));

        var given = DutyRules.Of(notice).Of(Record(visitor, after, shown, Now), current, notice).ToList();

        Assert.Equal(duties, string.Join(", ", given.Select(d => d.Class)));
        Assert.All(given, d => Assert.Equal((visitor.ToString(), Now), (d.Subject, d.Begins)));
    }

    [Fact]
    public void What_a_site_has_off_without_a_choice_is_not_withdrawn_by_a_refusal()
    {
        var notice = Draft.NoticeOf(
            (TestSite.Minimal("shop") with { Retention = [Mailings] }).With("marketing", c => c with { Defaults = new CategoryDefaults { OptOut = false, NoticeOnly = true } }));
        var visitor = Draft.NewVisitor();

        Assert.Empty(DutyRules.Of(notice).Of(Record(visitor, "", ConsentModel.OptOut, Now), null, notice));
        Assert.Single(DutyRules.Of(notice).Of(Record(visitor, "", ConsentModel.NoticeOnly, Now), null, notice));
    }

    [Fact]
    public void A_choice_that_does_not_become_current_withdraws_nothing()
    {
        var notice = NoticeOf(Mailings);
        var visitor = Draft.NewVisitor();

        Assert.Empty(DutyRules.Of(notice).Of(Record(visitor, "", ConsentModel.OptIn, Now.AddDays(-1)), Record(visitor, "marketing", ConsentModel.OptIn, Now), notice));
    }

    [Fact]
    public void A_category_that_the_visitor_was_not_shown_is_not_withdrawn()
    {
        var notice = NoticeOf(Mailings);
        var shown = Draft.NoticeOf(TestSite.Minimal("shop") with { Categories = [.. TestSite.Minimal("shop").Categories.SkipLast(1)] });
        var visitor = Draft.NewVisitor();

        Assert.Empty(DutyRules.Of(notice).Of(Record(visitor, "", ConsentModel.OptIn, Now), Record(visitor, "marketing", ConsentModel.OptIn, Now.AddDays(-1)), shown));
    }

    private static RetentionClass Class(string id, RetentionEvent? after, string? period) =>
        new() { Id = id, Name = TestSite.Text(id, id), Period = period, After = after, HeldBy = "crm" };

    private static PublishedNotice NoticeOf(params RetentionClass[] classes) => Draft.NoticeOf(TestSite.Minimal("shop") with { Retention = classes }, version: 3);

    private static DutyRules Rules(params RetentionClass[] classes) => DutyRules.Of(NoticeOf(classes));

    private static SubjectEvent Event(RetentionEvent kind) => new("e1", kind, null, "account-7", Now.AddDays(-1));

    private static ConsentRecord Record(Visitor visitor, string granted, ConsentModel model, DateTimeOffset at)
    {
        var bits = new Dictionary<string, ulong>(StringComparer.Ordinal) { ["preferences"] = Draft.Preferences, ["analytics"] = Draft.Analytics, ["marketing"] = Draft.Marketing };
        var mask = granted.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(0UL, (sum, name) => sum | bits[name]);
        return new ConsentRecord(0, at, at, Draft.Of(1, visitor, mask).With(c => c with { Model = model }).Content, "ZZ", false);
    }
}
