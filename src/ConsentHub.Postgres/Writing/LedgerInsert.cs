using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Writes the entries that a transaction adds to the logs of its sites, whose heads it has locked.</summary>
internal static class LedgerInsert
{
    private const string MoveHeads =
        "UPDATE site SET next_leaf = u.size FROM unnest($1, $2) AS u (number, size) WHERE site.number = u.number";

    private const string NameLogs =
        "INSERT INTO ledger_origin (site, generation, origin) SELECT site, 0, origin FROM unnest($1, $2) AS u (site, origin) ON CONFLICT (site, generation) DO NOTHING";

    private const string EmptyTails = "DELETE FROM ledger_tail t USING unnest($1, $2) AS u (site, level) WHERE t.site = u.site AND t.level = u.level";

    private const string InsertTails = "INSERT INTO ledger_tail (site, level, first, hashes) SELECT * FROM unnest($1, $2, $3, $4)";

    private const string InsertTiles = "INSERT INTO ledger_tile (site, level, number, hashes) SELECT * FROM unnest($1, $2, $3, $4)";

    public static void Add(NpgsqlBatch batch, IReadOnlyList<SiteHead> heads, LedgerOrigins origins)
    {
        batch.Add(MoveHeads, Parameters.Of([.. heads.Select(h => h.Number)]), Parameters.Of([.. heads.Select(h => h.Log.Size)]));
        if (heads.Where(h => h.Log.First == 0).ToList() is { Count: > 0 } unnamed)
        {
            batch.Add(NameLogs, Parameters.Of([.. unnamed.Select(h => h.Number)]), Parameters.Of([.. unnamed.Select(h => origins.NewFor(h.Key))]));
            batch.Add(LedgerOrigins.NameAfterRestore);
        }

        var rows = new LedgerRows();
        foreach (var head in heads)
            rows.Add(head.Number, 0, head.Log.First, head.Log.Hashes, head.Tail);

        Add(batch, rows);
    }

    private static void Add(NpgsqlBatch batch, LedgerRows rows)
    {
        if (rows.Emptied.Count > 0)
            batch.Add(EmptyTails, Parameters.Of([.. rows.Emptied.Select(e => e.Site)]), Parameters.Of([.. rows.Emptied.Select(e => e.Level)]));

        if (rows.Tails is { Count: > 0 } tails)
            batch.Add(
                InsertTails,
                Parameters.Of([.. tails.Select(t => t.Site)]), Parameters.Of([.. tails.Select(t => t.Level)]),
                Parameters.Of([.. tails.Select(t => t.First)]), Parameters.Of((byte[]?[])[.. tails.Select(t => t.Hashes)]));

        if (rows.Tiles is { Count: > 0 } tiles)
            batch.Add(
                InsertTiles,
                Parameters.Of([.. tiles.Select(t => t.Site)]), Parameters.Of([.. tiles.Select(t => t.Level)]),
                Parameters.Of([.. tiles.Select(t => t.Number)]), Parameters.Of((byte[]?[])[.. tiles.Select(t => t.Hashes)]));
    }
}
