using ConsentHub.Duties;
using ConsentHub.Sites.Model;
using ConsentHub.Sqlite.Writing;
using SQLitePCL;

namespace ConsentHub.Sqlite.Duties;

/// <summary>A duty as a row of <c>duty</c>.</summary>
internal static class SqliteDutyRow
{
    public const string Columns = "id, class, held_by, kind, subject, begins, due, notice, occasion";

    /// <summary>
    /// A later event of the same occasion puts the duty off, under a new id: who acknowledges the former one must not discharge it. A webhook that knew the
    /// earlier due time gets the new one at once. An earlier event changes nothing.
    /// </summary>
    private const string Insert =
        $"""
        INSERT INTO duty (site, {Columns}, next_at) VALUES ($site, $id, $class, $held_by, $kind, $subject, $begins, $due, $notice, $occasion,
            (SELECT CASE WHEN $occasion = '' THEN $due - {DeliverySql.Ahead} ELSE 0 END FROM webhook WHERE site = $site AND system = $held_by))
        ON CONFLICT (site, class, kind, subject, occasion) DO UPDATE
        SET id = excluded.id, held_by = excluded.held_by, begins = excluded.begins, due = excluded.due, notice = excluded.notice, {DeliverySql.Again}
        WHERE kind = 'last_activity' AND excluded.begins > begins
        """;

    /// <returns>False if nothing changed: a duty of the same occasion is open.</returns>
    public static bool Add(SqliteWriteSession session, int site, Duty duty)
    {
        session.Statement(Insert).Bind(1, site).Bind(2, duty.Id).Bind(3, duty.Class).Bind(4, duty.HeldBy).Bind(5, KindOf(duty.After)).Bind(6, duty.Subject ?? "")
            .Bind(7, duty.Begins.ToUnixTimeMilliseconds()).Bind(8, duty.Due.ToUnixTimeMilliseconds()).Bind(9, duty.Notice).Bind(10, duty.Occasion).Run();
        return session.Changes == 1;
    }

    /// <summary>Reads a row selected with <see cref="Columns"/>.</summary>
    public static Duty Read(sqlite3_stmt row) => new(
        Id(row), Text(row, 1), Text(row, 2), EventOf(Text(row, 3)), Text(row, 4) is { Length: > 0 } subject ? subject : null,
        Time(row, 5), Time(row, 6), raw.sqlite3_column_int(row, 7), Text(row, 8));

    /// <summary>Reads an id in the first column.</summary>
    public static Guid Id(sqlite3_stmt row) => new(raw.sqlite3_column_blob(row, 0), bigEndian: true);

    public static string KindOf(RetentionEvent? after) => after is { } kind ? WireNames<RetentionEvent>.Of(kind) : "";

    private static RetentionEvent? EventOf(string kind) =>
        kind.Length == 0 ? null : WireNames<RetentionEvent>.TryParse(kind, out var known) ? known : throw new InvalidDataException($"A duty begins with the unknown event {kind}.");

    private static string Text(sqlite3_stmt row, int column) => raw.sqlite3_column_text(row, column).utf8_to_string();

    private static DateTimeOffset Time(sqlite3_stmt row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, column));
}
