using System.Text;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Ledger;
using ConsentHub.Sites.Model;

namespace ConsentHub.Tests.Duties;

/// <summary>The bytes that are sealed in the ledger. They never change within version 1.</summary>
public sealed class DutyStatementTests
{
    private static readonly DateTimeOffset Begins = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero), Due = Begins.AddDays(30);

    private static readonly Duty Duty = new(
        Guid.CreateVersion7(Begins), "call_history", "crm", RetentionEvent.AccountClosed, "account-7", Begins, Due, 3, "e1");

    [Fact]
    public void The_statement_of_a_duty_has_exactly_these_bytes() => Assert.Equal(
        """{"after":"account_closed","at":"2026-03-03T09:30:00.120Z","begins":"2026-03-02T09:30:00.000Z","by":"crm","class":"call_history","count":412,"due":"2026-04-01T09:30:00.000Z","evidence":"job 9","notice":3,"outcome":"kept","site":"shop","type":"duty","v":1}""",
        DutyStatement.BodyOf("shop", Duty, new Acknowledgement(true, 412, "job 9", null), Begins.AddDays(1).AddMilliseconds(120)));

    [Fact]
    public void The_statement_of_a_recurring_duty_has_no_event() => Assert.Equal(
        """{"at":"2026-04-01T09:30:00.000Z","begins":"2026-03-02T09:30:00.000Z","by":"crm","class":"call_history","due":"2026-04-01T09:30:00.000Z","notice":3,"outcome":"refused","reason":"a tax audit","site":"shop","type":"duty","v":1}""",
        DutyStatement.BodyOf("shop", Duty with { After = null, Subject = null, Occasion = "" }, new Acknowledgement(false, null, null, "a tax audit"), Due));

    [Theory]
    [InlineData(true, 0, "Kept")]
    [InlineData(true, 1, "Late")]
    [InlineData(false, 0, "Refused")]
    [InlineData(false, 1, "Refused")]
    public void A_duty_is_kept_at_its_due_time_and_late_a_millisecond_after(bool isDone, int millisecondsAfter, string outcome) =>
        Assert.Equal(outcome, $"{DutyStatement.OutcomeOf(Duty, new Acknowledgement(isDone, null, null, isDone ? null : "no"), Due.AddMilliseconds(millisecondsAfter))}");

    [Fact]
    public void The_hash_is_that_of_the_salt_and_the_body()
    {
        var statement = new DutyStatement(7, LedgerSalt.New(), DutyStatement.BodyOf("shop", Duty, new Acknowledgement(true, null, null, null), Due));

        Assert.Equal(LedgerEntry.HashOf(LedgerSalt.ToBytes(statement.Salt), Encoding.UTF8.GetBytes(statement.Body)), statement.Hash());
        Assert.DoesNotContain("account-7", statement.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_audit_trail_says_what_was_done_in_one_line()
    {
        Assert.Equal("3 events, 1 known, 4 duties", DutyAuditText.Added(new EventsOutcome.Stored(2, 1, 4)));
        Assert.Equal("1 event, 0 known, 1 duty", DutyAuditText.Added(new EventsOutcome.Stored(1, 0, 1)));
        Assert.Equal("leaf 812: call_history by crm, kept", DutyAuditText.Acknowledged(812, Duty, DutyOutcome.Kept));
    }
}
