using ConsentHub.Consents;
using Npgsql;

namespace ConsentHub.Storage.Postgres;

/// <summary>The first round trip of a batch: begins the transaction, locks the heads of its sites, and looks up all that deciding needs.</summary>
internal static class BatchLookups
{
    private const string LockHeads = "SELECT number, key, next_leaf FROM site WHERE number = ANY($1) ORDER BY number FOR NO KEY UPDATE";

    private const string FindByIds =
        $"""
        SELECT {PostgresRow.SealedColumnsOfSites} FROM unnest($1, $2) AS q (site, id)
        JOIN consent_id i ON i.id = q.id AND i.site = q.site
        JOIN consent c ON c.site = i.site AND c.leaf = i.leaf AND c.recorded_at = i.recorded_at
        """;

    private const string FindErased =
        "SELECT e.site, e.id, e.until FROM unnest($1, $2) AS q (site, id) JOIN erased_id e ON e.site = q.site AND e.id = q.id";

    // All records of the latest decision time: CurrentRecord picks among equals.
    public const string FindLatest =
        $"""
        SELECT {PostgresRow.SealedColumnsOfSites} FROM unnest($1, $2) AS q (site, visitor)
        CROSS JOIN LATERAL (
            SELECT * FROM consent WHERE visitor = q.visitor AND {PostgresRow.SiteBesideVisitor} = q.site ORDER BY decided_at DESC FETCH FIRST 1 ROWS WITH TIES) c
        """;

    // Only of sites where so many more entries may complete a tile.
    private const string FindTails =
        """
        SELECT t.site, t.level, t.hashes FROM unnest($1, $2) AS q (site, added)
        JOIN site s ON s.number = q.site AND (s.next_leaf & 255) + q.added >= 256
        JOIN ledger_tail t ON t.site = q.site
        ORDER BY t.site, t.level, t.first
        """;

    public static async Task<BatchView> RunAsync(NpgsqlConnection connection, IReadOnlyList<AppendWork> appends)
    {
        var bySite = new SortedDictionary<int, int>();
        var ids = new HashSet<(int Site, Guid Id)>();
        var own = new HashSet<(int Site, Guid Id)>();
        var visitors = new HashSet<(int Site, Visitor Visitor)>();
        foreach (var draft in appends.Select(a => a.Draft))
        {
            bySite[draft.Site] = bySite.GetValueOrDefault(draft.Site) + 1;
            own.Add((draft.Site, draft.Content.Id));
            ids.Add((draft.Site, draft.Content.Id));
            visitors.Add((draft.Site, draft.Content.Visitor));
            if (draft.Content.Previous is { } previous)
                ids.Add((draft.Site, previous));
        }

        var sites = bySite.Keys.ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN");
        batch.Add(PostgresConnections.BatchSettings);
        batch.Add(LockHeads, Parameters.Of(sites));
        batch.Add(FindByIds, Parameters.Of([.. ids.Select(i => i.Site)]), Parameters.Of([.. ids.Select(i => i.Id)]));
        batch.Add(FindErased, Parameters.Of([.. own.Select(i => i.Site)]), Parameters.Of([.. own.Select(i => i.Id)]));
        batch.Add(FindLatest, Parameters.Of([.. visitors.Select(v => v.Site)]), Parameters.Of([.. visitors.Select(v => PostgresRow.Of(v.Visitor))]));
        batch.Add(FindTails, Parameters.Of(sites), Parameters.Of([.. bySite.Values]));
        return await ReadAsync(batch);
    }

    private static async Task<BatchView> ReadAsync(NpgsqlBatch batch)
    {
        var view = new BatchView();
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Heads.Add(row.GetInt32(0), new SiteHead(row.GetInt32(0), row.GetString(1), row.GetInt64(2)));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Found(PostgresRow.SiteOf(row), PostgresRow.ReadSealed(row));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Erased(row.GetInt32(0), row.GetGuid(1), row.GetInt64(2));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Stands(PostgresRow.SiteOf(row), PostgresRow.ReadSealed(row));

        await row.NextResultAsync();
        while (await row.ReadAsync())
            view.Heads[row.GetInt32(0)].AddTail(row.GetInt32(1), row.GetFieldValue<byte[]>(2));

        return view;
    }
}
