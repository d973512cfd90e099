using ConsentHub.Duties;
using ConsentHub.Sites.Model;

namespace ConsentHub.Postgres.Duties;

/// <summary>A row of <c>duty</c>, which Dapper reads.</summary>
internal sealed record DutyRow(Guid Id, string Class, string HeldBy, string Kind, string Subject, string Occasion, long Begins, long Due, int Notice)
{
    public const string Columns = "id AS Id, class AS Class, held_by AS HeldBy, kind AS Kind, subject AS Subject, occasion AS Occasion, begins AS Begins, due AS Due, notice AS Notice";

    public static string KindOf(RetentionEvent? after) => after is { } kind ? WireNames<RetentionEvent>.Of(kind) : "";

    public Duty ToDuty() => new(
        Id, Class, HeldBy, EventOf(Kind), Subject.Length == 0 ? null : Subject,
        DateTimeOffset.FromUnixTimeMilliseconds(Begins), DateTimeOffset.FromUnixTimeMilliseconds(Due), Notice, Occasion);

    private static RetentionEvent? EventOf(string kind) =>
        kind.Length == 0 ? null : WireNames<RetentionEvent>.TryParse(kind, out var known) ? known : throw new InvalidDataException($"A duty begins with the unknown event {kind}.");
}
