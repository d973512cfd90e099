using ConsentHub.Consents;
using ConsentHub.Promises;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Contracts;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Consents;

/// <summary>When a consent record is due, by the notices of its site.</summary>
public sealed class RetentionRulesTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The periods of versions 1, 2, 3; the period that holds for a record of each.</summary>
    [Theory]
    [InlineData("- - -", "- - -")]
    [InlineData("30 - -", "30 - -")]
    [InlineData("- - 30", "30 30 30")]
    [InlineData("30 60 90", "30 60 90")]
    [InlineData("90 60 30", "30 30 30")]
    [InlineData("90 - 30", "30 30 30")]
    [InlineData("30 - 90", "30 90 90")]
    public void A_later_notice_shortens_a_period_and_never_lengthens_it(string stated, string held)
    {
        var rules = Rules([.. stated.Split(' ').Select((days, i) => Notice(i + 1, days))]);

        Assert.Equal(held, string.Join(' ', Enumerable.Range(1, 3).Select(n => rules.PeriodOf(n) is { } period ? $"{period.TotalDays}" : "-")));
    }

    [Theory]
    [InlineData("30 30", 1, false)]
    [InlineData("30 60", 1, false)]
    [InlineData("30 -", 1, false)]
    [InlineData("60 30", 1, true)]
    [InlineData("- 30", 1, true)]
    [InlineData("- -", 1, false)]
    [InlineData("30", 0, true)]
    [InlineData("60 30", 2, false)]
    public void Stored_dates_are_computed_again_only_if_a_version_brings_one_forward(string stated, int since, bool again) =>
        Assert.Equal(again, Rules([.. stated.Split(' ').Select((days, i) => Notice(i + 1, days))]).BringForward(since));

    [Fact]
    public void A_material_version_brings_dates_forward() =>
        Assert.True(Rules([Notice(1, "30"), Notice(2, "30", validSince: 2)]).BringForward(1));

    [Fact]
    public void A_choice_ends_when_it_is_replaced_expires_or_is_outdated_whatever_comes_first()
    {
        var record = Record(Begin, Begin - TimeSpan.FromDays(1));
        var rules = Rules([Notice(1, "30"), Notice(2, "30", publishedAfter: 10), Notice(3, "30", validSince: 3, publishedAfter: 100)]);

        Assert.Equal(Begin.AddDays(50), rules.EndOf(record, Begin.AddDays(50)));
        Assert.Equal(Begin.AddDays(100), rules.EndOf(record, null));
        Assert.Equal(Begin.AddDays(181), Rules([Notice(1, "30")]).EndOf(record, null));
        Assert.Equal(Begin.AddDays(130), rules.DueOf(record, null));
    }

    [Fact]
    public void A_choice_never_ends_before_its_record_was_stored()
    {
        var record = Record(Begin, Begin - TimeSpan.FromDays(300));

        Assert.Equal(Begin, Rules([Notice(1, "30")]).EndOf(record, Begin - TimeSpan.FromDays(200)));
    }

    [Fact]
    public void Each_record_is_replaced_by_the_first_stored_of_those_that_take_its_place()
    {
        var visitor = Draft.NewVisitor();
        var first = Record(Begin, Begin, 0, visitor);
        var third = Record(Begin.AddDays(1), Begin.AddDays(1), 1, visitor);
        var second = Record(Begin.AddDays(2), Begin.AddHours(1), 2, visitor);

        var plan = RetentionPlan.Of(Rules([Notice(1, "30")]), Begin.AddDays(20), new HashSet<long> { 0, 1, 2 }, [[.. Of(first, second, third)]], mark: 3);

        Assert.Empty(plan.Remove);
        Assert.Equal(
            [(0L, Begin.AddDays(31)), (1, Begin.AddDays(1 + 182 + 30)), (2, Begin.AddDays(32))],
            plan.Dates.OrderBy(d => d.Leaf).Select(d => (d.Leaf, d.Due)));
    }

    [Fact]
    public void A_removed_record_leaves_the_date_on_which_it_replaced_another()
    {
        var visitor = Draft.NewVisitor();
        var gone = Record(Begin, Begin - TimeSpan.FromDays(190), 0, visitor);
        var late = Record(Begin.AddDays(1), Begin - TimeSpan.FromDays(195), 1, visitor);

        var plan = RetentionPlan.Of(Rules([Notice(1, "30")]), Begin.AddDays(30), new HashSet<long> { 0 }, [[.. Of(gone, late)]], mark: 1);

        Assert.Equal([0L], plan.Remove.Select(r => r.LeafIndex));
        Assert.Equal([new DueDate(1, Begin.AddDays(31), Begin)], plan.Dates);
    }

    [Theory]
    [InlineData("removal 812: 256 of consent_records, notices 1, 3", 812L, 256L)]
    [InlineData("removal 812: 256 consent_records", null, null)]
    [InlineData("removal x: 256 of consent_records, notices 1", null, null)]
    [InlineData(null, null, null)]
    public void The_audit_entry_of_a_removal_reads_back(string? detail, long? leaf, long? count)
    {
        var read = RetentionAuditText.Read(detail);

        Assert.Equal((leaf, count), (read?.Leaf, read?.Count));
    }

    private static IEnumerable<VisitorRecord> Of(params ConsentRecord[] records) => records.Select(r => new VisitorRecord(r, null));

    private static ConsentRecord Record(DateTimeOffset recordedAt, DateTimeOffset decidedAt, long leaf = 0, Visitor? visitor = null) =>
        new(leaf, recordedAt, decidedAt, Draft.Of(1, visitor).Content, "ZZ", GpcSeen: false);

    private static RetentionRules Rules(PublishedNotice[] notices) => new(1, "shop", notices);

    /// <param name="days">The period in days; <c>-</c> for a notice without the class.</param>
    private static PublishedNotice Notice(int version, string days, int validSince = 1, int publishedAfter = 0)
    {
        var file = TestSite.Minimal("shop");
        if (days != "-")
            file = file with { Retention = [new RetentionClass { Id = RetentionClass.ConsentRecords, Name = TestSite.Text("Records", "Einträge"), Period = $"P{days}D", After = RetentionEvent.ChoiceEnded }] };

        return new PublishedNotice(
            version, Begin.AddDays(publishedAfter), validSince, file,
            new ItemNumbers(
                file.Categories.Index().ToDictionary(c => c.Item.Id, c => c.Index, StringComparer.Ordinal),
                file.Categories.SelectMany(c => c.Services).Index().ToDictionary(s => s.Item.Id, s => s.Index, StringComparer.Ordinal)),
            []);
    }
}
