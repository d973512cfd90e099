using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Writes a visitor's day count to the current record if a batch adds only late choices, none of which becomes the current one.</summary>
internal static class CountUpdate
{
    private const string Update =
        """
        UPDATE consent c SET day_count = u.day_count FROM unnest($1, $2, $3, $4) AS u (site, leaf, recorded_at, day_count)
        WHERE c.site = u.site AND c.leaf = u.leaf AND c.recorded_at = u.recorded_at
        """;

    public static void Add(NpgsqlBatch batch, IReadOnlyList<(ConsentRecord Record, UInt128 Salt, int Site)> added, BatchView view)
    {
        var behind = new Dictionary<(int Site, long Leaf), (long RecordedAt, int Count)>();
        foreach (var (late, _, site) in added)
        {
            var current = view.Latest(site, late.Content.Visitor)[0].Record;
            if (current.LeafIndex < view.Heads[site].Log.First)
                behind[(site, current.LeafIndex)] = (current.RecordedAt.ToUnixTimeMilliseconds(), view.Counted(site, late.Content.Visitor).Encode());
        }

        if (behind.Count > 0)
            batch.Add(
                Update, Parameters.Of([.. behind.Keys.Select(k => k.Site)]), Parameters.Of([.. behind.Keys.Select(k => k.Leaf)]),
                Parameters.Of([.. behind.Values.Select(v => v.RecordedAt)]), Parameters.Of([.. behind.Values.Select(v => v.Count)]));
    }
}
