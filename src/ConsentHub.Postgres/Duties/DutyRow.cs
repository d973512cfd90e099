using ConsentHub.Duties;
using ConsentHub.Sites.Model;

namespace ConsentHub.Postgres.Duties;

/// <summary>A row of <c>duty</c>, which Dapper reads.</summary>
internal sealed record DutyRow(Guid Id, string Class, string HeldBy, string Kind, string Subject, string Occasion, long Begins, long Due, int Notice)
{
    public const string Columns = "id AS Id, class AS Class, held_by AS HeldBy, kind AS Kind, subject AS Subject, occasion AS Occasion, begins AS Begins, due AS Due, notice AS Notice";

    public static string KindOf(RetentionEvent? after) => after is { } kind ? WireNames<RetentionEvent>.Of(kind) : "";

    public Duty ToDuty() => new(
        Id, Class, HeldBy, WireNames<RetentionEvent>.TryParse(Kind, out var after) ? after : null, Subject.Length == 0 ? null : Subject,
        DateTimeOffset.FromUnixTimeMilliseconds(Begins), DateTimeOffset.FromUnixTimeMilliseconds(Due), Notice, Occasion);
}
