using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Writes records, with one array per column.</summary>
internal static class ConsentInsert
{
    private const string InsertRecords =
        """
        INSERT INTO consent (site, leaf, id, visitor, recorded_at, decided_at, notice, granted, services, salt, lang, region_shown, region_seen,
            model, banner, action, source, gpc, previous, page, api_key, day_count)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    private const string InsertIds = "INSERT INTO consent_id (site, leaf, id, recorded_at) SELECT * FROM unnest($1, $2, $3, $4)";

    public static void Add(NpgsqlBatch batch, IReadOnlyList<(ConsentRecord Record, UInt128 Salt, int Site)> rows, BatchView view)
    {
        batch.Add(
            InsertRecords,
            Sites(), Leaves(), Ids(),
            Parameters.Of(Each(r => PostgresRow.Of(r.Record.Content.Visitor))),
            Times(),
            Parameters.Of(Each(r => r.Record.DecidedAt.ToUnixTimeMilliseconds())),
            Parameters.Of(Each(r => r.Record.Content.Notice)),
            Parameters.Of(Each(r => unchecked((long)r.Record.Content.Granted))),
            Parameters.Of(Each(r => r.Record.Content.Services.Encode())),
            Parameters.Of(Each(r => PostgresRow.Of(r.Salt))),
            Parameters.Of(Each(r => r.Record.Content.Lang)),
            Parameters.Of(Each(r => r.Record.Content.Region)),
            Parameters.Of(Each(r => r.Record.RegionSeen)),
            Parameters.Of(Each(r => (short)r.Record.Content.Model)),
            Parameters.Of(Each(r => unchecked((long)r.Record.Content.Banner))),
            Parameters.Of(Each(r => (short)r.Record.Content.Action)),
            Parameters.Of(Each(r => (short)r.Record.Content.Source)),
            Parameters.Of(Each(r => (short)((r.Record.Content.Gpc ? 1 : 0) | (r.Record.GpcSeen ? 2 : 0)))),
            Parameters.Of(Each(r => r.Record.Content.Previous)),
            Parameters.Of(Each(r => r.Record.Content.Page)),
            Parameters.Of(Each(r => r.Record.ApiKey)),
            // The day count after the whole batch, so that whichever record becomes the current one has it.
            Parameters.Of(Each(r => view.Counted(r.Site, r.Record.Content.Visitor).Encode())));
        batch.Add(InsertIds, Sites(), Leaves(), Ids(), Times());

        // A parameter object belongs to one statement, so each statement gets its own.
        NpgsqlParameter Sites() => Parameters.Of(Each(r => r.Site));
        NpgsqlParameter Leaves() => Parameters.Of(Each(r => r.Record.LeafIndex));
        NpgsqlParameter Ids() => Parameters.Of(Each(r => r.Record.Content.Id));
        NpgsqlParameter Times() => Parameters.Of(Each(r => r.Record.RecordedAt.ToUnixTimeMilliseconds()));

        T[] Each<T>(Func<(ConsentRecord Record, UInt128 Salt, int Site), T> value)
        {
            var values = new T[rows.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = value(rows[i]);

            return values;
        }
    }
}
