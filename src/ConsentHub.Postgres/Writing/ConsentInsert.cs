using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Writes records, with one array per column.</summary>
internal static class ConsentInsert
{
    private static readonly string InsertRecords =
        $"INSERT INTO consent ({RecordColumns.All()}) SELECT * FROM unnest({string.Join(", ", Enumerable.Range(1, RecordColumns.Count).Select(place => $"${place}"))})";

    private const string InsertIds = "INSERT INTO consent_id (site, leaf, id, recorded_at) SELECT * FROM unnest($1, $2, $3, $4)";

    public static void Add(NpgsqlBatch batch, IReadOnlyList<(ConsentRecord Record, UInt128 Salt, int Site)> rows, BatchView view)
    {
        var columns = new ColumnArrays(rows.Count);
        foreach (var (at, (record, salt, site)) in rows.Index())
        {
            // Each record gets the day count as it is after the whole batch, because any record of the batch may become the current record.
            RecordColumns.Write(columns.Row(at), site, record, salt, view.Counted(site, record.Content.Visitor));
        }

        batch.Add(InsertRecords, columns.Parameters());
        // A parameter object belongs to one statement, so each statement gets its own.
        batch.Add(
            InsertIds,
            columns.Parameter(RecordColumn.Site), columns.Parameter(RecordColumn.Leaf), columns.Parameter(RecordColumn.Id), columns.Parameter(RecordColumn.RecordedAt));
    }
}
