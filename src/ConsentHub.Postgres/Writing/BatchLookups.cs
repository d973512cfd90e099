using ConsentHub.Consents;
using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>The first round trip of a batch: begins the transaction, locks the heads of its sites, and looks up everything that the decisions need.</summary>
internal static class BatchLookups
{
    private const string LockHeads = "SELECT number, key, next_leaf FROM site WHERE number = ANY($1) ORDER BY number FOR NO KEY UPDATE";

    private static readonly string FindByIds =
        $"""
        SELECT {PostgresRow.LatestColumns} FROM unnest($1, $2) AS q (site, id)
        JOIN consent_id i ON i.id = q.id AND i.site = q.site
        JOIN consent c ON c.site = i.site AND c.leaf = i.leaf AND c.recorded_at = i.recorded_at
        """;

    private const string FindErased =
        "SELECT e.site, e.id, e.until FROM unnest($1, $2) AS q (site, id) JOIN erased_id e ON e.site = q.site AND e.id = q.id";

    private const string FindBeingErased =
        "SELECT e.site, e.visitor FROM unnest($1, $2) AS q (site, visitor) JOIN erasing e ON e.site = q.site AND e.visitor = q.visitor";

    // Finds all of a visitor's records with the latest decision time, because CurrentRecord picks one of them. Finds no record if the visitor is being erased.
    public static readonly string FindLatest =
        $"""
        SELECT {PostgresRow.LatestColumns} FROM unnest($1, $2) AS q (site, visitor)
        CROSS JOIN LATERAL (
            SELECT * FROM consent WHERE visitor = q.visitor AND {PostgresRow.SiteBesideVisitor} = q.site ORDER BY decided_at DESC FETCH FIRST 1 ROWS WITH TIES) c
        WHERE NOT EXISTS (SELECT 1 FROM erasing e WHERE e.site = q.site AND e.visitor = q.visitor)
        """;

    // Tails are needed only for sites where the added entries may complete a tile.
    private const string FindTails =
        """
        SELECT t.site, t.level, t.hashes FROM unnest($1, $2) AS q (site, added)
        JOIN site s ON s.number = q.site AND (s.next_leaf & 255) + q.added >= 256
        JOIN ledger_tail t ON t.site = q.site
        ORDER BY t.site, t.level, t.first
        """;

    /// <summary>Begins, locks and looks up in one round trip, unless another session holds one of the locks.</summary>
    /// <returns>Null if another session holds a lock; the transaction is then rolled back.</returns>
    public static async Task<BatchView?> TryAsync(NpgsqlConnection connection, IReadOnlyList<AppendWork> appends)
    {
        var wanted = new Wanted(appends);
        BatchView view;
        await using (var batch = new NpgsqlBatch(connection))
        {
            AddBegin(batch, $"{LockHeads} SKIP LOCKED", wanted.Sites);
            AddFinds(batch, wanted);
            await using var row = await batch.ExecuteReaderAsync();
            view = await ReadHeadsAsync(row);
            await row.NextResultAsync();
            if (view.Heads.Count == wanted.Sites.Length)
            {
                await ReadFoundAsync(row, view);
                return view;
            }
        }

        await using var rollback = connection.Command("ROLLBACK");
        await rollback.ExecuteNonQueryAsync();
        return null;
    }

    /// <summary>Begins the transaction and locks the heads, in the order of the sites' numbers. Waits while another session holds a lock.</summary>
    public static async Task<BatchView> LockAsync(NpgsqlConnection connection, IReadOnlyList<AppendWork> appends)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddBegin(batch, LockHeads, new Wanted(appends).Sites);
        await using var row = await batch.ExecuteReaderAsync();
        return await ReadHeadsAsync(row);
    }

    /// <summary>Looks everything up under the locks.</summary>
    public static async Task FindAsync(NpgsqlConnection connection, IReadOnlyList<AppendWork> appends, BatchView view)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddFinds(batch, new Wanted(appends));
        await using var row = await batch.ExecuteReaderAsync();
        await ReadFoundAsync(row, view);
    }

    private static void AddBegin(NpgsqlBatch batch, string lockHeads, int[] sites)
    {
        batch.Add("BEGIN");
        batch.Add(PostgresConnections.BatchSettings);
        batch.Add(lockHeads, Parameters.Of(sites));
    }

    private static void AddFinds(NpgsqlBatch batch, Wanted wanted)
    {
        batch.Add(FindByIds, Parameters.Of([.. wanted.Ids.Select(i => i.Site)]), Parameters.Of([.. wanted.Ids.Select(i => i.Id)]));
        batch.Add(FindErased, Parameters.Of([.. wanted.OwnIds.Select(i => i.Site)]), Parameters.Of([.. wanted.OwnIds.Select(i => i.Id)]));
        batch.Add(FindLatest, Sites(), Visitors());
        batch.Add(FindBeingErased, Sites(), Visitors());
        batch.Add(FindTails, Parameters.Of(wanted.Sites), Parameters.Of(wanted.Added));

        NpgsqlParameter Sites() => Parameters.Of([.. wanted.Visitors.Select(v => v.Site)]);
        NpgsqlParameter Visitors() => Parameters.Of((Guid[])[.. wanted.Visitors.Select(v => PostgresRow.Of(v.Visitor))]);
    }

    private static async Task<BatchView> ReadHeadsAsync(NpgsqlDataReader row)
    {
        var view = new BatchView();
        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Heads.Add(row.GetInt32(0), new SiteHead(row.GetInt32(0), row.GetString(1), row.GetInt64(2)));

        return view;
    }

    private static async Task ReadFoundAsync(NpgsqlDataReader row, BatchView view)
    {
        while (await row.ReadAsync())
            view.Found(PostgresRow.SiteOf(row), PostgresRow.ReadSealed(row));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Erased(row.GetInt32(0), row.GetGuid(1), row.GetInt64(2));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.AddLatest(PostgresRow.SiteOf(row), PostgresRow.ReadLatest(row));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.BeingErased(row.GetInt32(0), PostgresRow.VisitorOf(row.GetGuid(1)));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Heads[row.GetInt32(0)].AddTail(row.GetInt32(1), row.GetFieldValue<byte[]>(2));
    }

    /// <summary>The keys of all look-ups of a batch.</summary>
    private sealed class Wanted
    {
        private readonly SortedDictionary<int, int> bySite = [];

        public Wanted(IReadOnlyList<AppendWork> appends)
        {
            foreach (var draft in appends.Select(a => a.Draft))
            {
                bySite[draft.Site] = bySite.GetValueOrDefault(draft.Site) + 1;
                OwnIds.Add((draft.Site, draft.Content.Id));
                Ids.Add((draft.Site, draft.Content.Id));
                Visitors.Add((draft.Site, draft.Content.Visitor));
                if (draft.Content.Previous is { } previous)
                    Ids.Add((draft.Site, previous));
            }

            Sites = [.. bySite.Keys];
            Added = [.. bySite.Values];
        }

        /// <summary>The site numbers, ascending.</summary>
        public int[] Sites { get; }

        /// <summary>The largest number of choices that the batch adds to each of the sites.</summary>
        public int[] Added { get; }

        public HashSet<(int Site, Guid Id)> OwnIds { get; } = [];

        /// <summary>The ids of the choices, and of the previous choices that they name.</summary>
        public HashSet<(int Site, Guid Id)> Ids { get; } = [];

        public HashSet<(int Site, Visitor Visitor)> Visitors { get; } = [];
    }
}
