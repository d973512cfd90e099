using System.Globalization;
using System.Runtime.CompilerServices;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Duties;

/// <summary>Which events give which duties under one version of a site's notice: one rule for each class of data that another system holds (<c>heldBy</c>).</summary>
/// <remarks>
/// The due time of a duty is fixed when the event arrives. A later notice may bring it forward (<see cref="IDutyStore.RunAsync"/>), and never puts it off.
/// Three kinds of duties differ in what they are unique by:
/// <list type="bullet">
/// <item>Each event gives a duty of its own, so <see cref="Duty.Occasion"/> is the event's id.</item>
/// <item>A later activity puts off the duty of an earlier one, so a subject has one duty for each class, and the occasion is empty.</item>
/// <item>A class without an event gives one duty for all subjects, each day another, once the previous one is acknowledged; the occasion is empty.</item>
/// </list>
/// </remarks>
internal sealed class DutyRules
{
    /// <summary>What a policy calls "at once", and the end of a state such as <see cref="RetentionClass.AccountActive"/>, is due after this time.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromDays(1);

    /// <summary>How often a duty for all subjects recurs.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly DutyRules None = new(0, []);

    /// <summary>Every choice asks for the rules of its site's latest notice.</summary>
    private static readonly ConditionalWeakTable<PublishedNotice, DutyRules> Known = [];

    private DutyRules(int notice, IReadOnlyList<DutyRule> all)
    {
        (Notice, All) = (notice, all);
        Withdrawals = [.. all.Where(r => r.After == RetentionEvent.Withdrawal)];
    }

    /// <summary>The notice version that promises it.</summary>
    public int Notice { get; }

    public IReadOnlyList<DutyRule> All { get; }

    /// <summary>The rules of classes whose period begins with a withdrawal. A visitor's own choice is such an event too.</summary>
    public IReadOnlyList<DutyRule> Withdrawals { get; }

    public static DutyRules Of(PublishedNotice notice) => Known.GetValue(notice, static n => n.Content.Retention.Any(r => r.HeldBy is not null)
        ? new DutyRules(n.Version, [.. n.Content.Retention.Where(r => r.HeldBy is not null).Select(r => RuleOf(r, n))]) : None);

    /// <summary>The duties that an event gives.</summary>
    public IEnumerable<Duty> Of(SubjectEvent happened, DateTimeOffset now) => All
        .Where(r => r.After == happened.Kind && (happened.Class is null || happened.Class == r.Class))
        .Select(r => ToDuty(r, happened.Subject, happened.At, happened.Kind == RetentionEvent.LastActivity ? "" : happened.Id, now));

    /// <summary>The duties that a choice gives: one for each class whose category the visitor withdrew, or refused where it had been on without a choice.</summary>
    /// <param name="current">The visitor's current record before this choice; null if there was none.</param>
    /// <param name="shown">The notice that the record was made under.</param>
    public IEnumerable<Duty> Of(ConsentRecord record, ConsentRecord? current, PublishedNotice shown)
    {
        if (Withdrawals.Count == 0 || (current is not null && CurrentRecord.Of([current, record]) != record))
            return [];

        var withdrawn = (current?.Content.Granted ?? OnBefore(record.Content.Model, shown)) & shown.Optional & ~record.Content.Granted;
        return Withdrawals.Where(r => (r.Categories & withdrawn) != 0)
            .Select(r => ToDuty(r, record.Content.Visitor.ToString(), record.DecidedAt, record.Content.Id.ToString(), record.RecordedAt));
    }

    /// <summary>The duty of a class without an event.</summary>
    /// <param name="last">The due time of the class's previous such duty; null if there was none.</param>
    /// <returns>Null while the previous one's day has not ended.</returns>
    public Duty? Recurring(DutyRule rule, DateTimeOffset now, DateTimeOffset? last)
    {
        var tomorrow = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Day;
        return last >= tomorrow ? null : ToDuty(rule, null, tomorrow - rule.Period, "", now);
    }

    /// <summary>The duty to tell users of a new version of the notice. It is unique by this version.</summary>
    public static Duty Of(NoticeDuty tell) => new(
        tell.Id, RetentionClass.NoticeChange, tell.HeldBy, RetentionEvent.NoticeChange, Subject: null, tell.Begins, tell.Due, tell.Notice, tell.Occasion.ToString(CultureInfo.InvariantCulture));

    private Duty ToDuty(DutyRule rule, string? subject, DateTimeOffset begins, string occasion, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), rule.Class, rule.HeldBy, rule.After, subject, begins, begins + rule.Period, Notice, occasion);

    private static DutyRule RuleOf(RetentionClass data, PublishedNotice notice) => new(
        data.Id, data.HeldBy!, data.While is null ? data.After : RetentionEvent.AccountClosed, data.Period is { } period ? Period.Parse(period).Span : AtOnce,
        data.Category is { } category ? notice.FindCategory(category)!.Bit : notice.Optional);

    /// <summary>The categories that are on without a choice.</summary>
    private static ulong OnBefore(ConsentModel model, PublishedNotice shown) => model == ConsentModel.OptIn ? 0 : shown.Categories
        .Where(c => c.Category.Defaults is not { } defaults || (model == ConsentModel.OptOut ? defaults.OptOut : defaults.NoticeOnly))
        .Aggregate(0UL, (mask, c) => mask | c.Bit);
}

/// <param name="After">The kind of event that begins the period; null if the duty recurs each day.</param>
/// <param name="Period">From the event to the due time.</param>
/// <param name="Categories">The bits of the categories whose withdrawal counts; only for <see cref="RetentionEvent.Withdrawal"/>.</param>
internal sealed record DutyRule(string Class, string HeldBy, RetentionEvent? After, TimeSpan Period, ulong Categories);
