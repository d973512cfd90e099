using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Duties;

/// <summary>Writes duties, with one array per column.</summary>
internal static class DutyInsert
{
    private const string Insert =
        $"""
        INSERT INTO duty (id, site, class, held_by, kind, subject, occasion, begins, due, notice, next_at)
        SELECT duty.*, (SELECT CASE WHEN occasion = '' THEN due - {DeliverySql.Ahead} ELSE 0 END FROM webhook w WHERE w.site = duty.site AND w.system = held_by)
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS duty (id, site, class, held_by, kind, subject, occasion, begins, due, notice)
        """;

    /// <summary>Adds the duties that are not known yet.</summary>
    public const string IfNew = $"{Insert} ON CONFLICT DO NOTHING";

    /// <summary>
    /// Adds the duties that are not known yet, and puts off those that a later activity puts off, under a new id:
    /// who acknowledges the former one must not discharge it. A webhook that knew the earlier due time gets the new one at once. A statement may name a duty once.
    /// </summary>
    public const string OrPutOff =
        $"""
        {Insert} ON CONFLICT (site, class, kind, subject, occasion) DO UPDATE
        SET id = excluded.id, held_by = excluded.held_by, begins = excluded.begins, due = excluded.due, notice = excluded.notice, {DeliverySql.Again}
        WHERE duty.occasion = '' AND excluded.begins > duty.begins
        """;

    /// <summary>Adds one duty, if it is not known yet.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, int site, Duty duty)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(IfNew, Columns([(site, duty)]));
        await batch.ExecuteNonQueryAsync();
    }

    public static NpgsqlParameter[] Columns(IReadOnlyList<(int Site, Duty Duty)> rows) =>
    [
        Parameters.Of((Guid[])[.. rows.Select(r => r.Duty.Id)]),
        Parameters.Of((int[])[.. rows.Select(r => r.Site)]),
        Parameters.Of((string?[])[.. rows.Select(r => r.Duty.Class)]),
        Parameters.Of((string?[])[.. rows.Select(r => r.Duty.HeldBy)]),
        Parameters.Of((string?[])[.. rows.Select(r => DutyRow.KindOf(r.Duty.After))]),
        Parameters.Of((string?[])[.. rows.Select(r => r.Duty.Subject ?? "")]),
        Parameters.Of((string?[])[.. rows.Select(r => r.Duty.Occasion)]),
        Parameters.Of((long[])[.. rows.Select(r => r.Duty.Begins.ToUnixTimeMilliseconds())]),
        Parameters.Of((long[])[.. rows.Select(r => r.Duty.Due.ToUnixTimeMilliseconds())]),
        Parameters.Of((int[])[.. rows.Select(r => r.Duty.Notice)]),
    ];
}
