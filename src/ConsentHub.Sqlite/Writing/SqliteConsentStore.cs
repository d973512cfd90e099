using System.Runtime.CompilerServices;
using ConsentHub.Audit;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using Dapper;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Visitors' choices in SQLite. Each write runs inside the writer's current transaction.</summary>
internal sealed class SqliteConsentStore(
    SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins, HubKeys keys, ErasureJournal journal, ErasureSlices slices, TimeProvider time) : IConsentStore
{
    private const string ShownById = $"{SqliteVisitorRows.ById} AND NOT EXISTS (SELECT 1 FROM erasing e WHERE e.site = consent.site AND e.visitor = consent.visitor)";

    private const string PendingErasures = "SELECT site, visitor FROM erasing WHERE at <= $before";

    private const string ExpiredId = "SELECT EXISTS (SELECT 1 FROM erased_id WHERE until <= $now)";

    // One statement, so that nothing is merged or erased between its two parts. The limit preserves the order of the second part.
    // A visitor who is being erased has no inbox rows: the first slice merged them, and the store accepts no choice until the last slice is done.
    private const string CurrentOf =
        $"""
        SELECT {ConsentRow.Columns}, 0 FROM inbox WHERE visitor = $visitor AND site = $site AND number BETWEEN $first AND $last
        UNION ALL SELECT * FROM (
            SELECT {ConsentRow.Columns}, 1 FROM consent INDEXED BY consent_visitor
            WHERE visitor = $visitor AND site = $site AND NOT EXISTS ({SqliteVisitorRows.BeingErased}) ORDER BY decided_at DESC LIMIT -1)
        """;

    private const int IsMergedColumn = 19;

    // Each part returns at most the requested number of rows, so further records of the visitor are not read.
    private const string HistoryOf =
        $"""
        SELECT * FROM (
            SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor
            WHERE visitor = $visitor AND site = $site AND (decided_at, site, leaf) <= ($decided, $site, $leaf) AND NOT EXISTS ({SqliteVisitorRows.BeingErased})
            ORDER BY decided_at DESC, site DESC, leaf DESC LIMIT $limit)
        UNION ALL SELECT * FROM (
            SELECT {ConsentRow.Columns} FROM inbox
            WHERE visitor = $visitor AND site = $site AND number BETWEEN $first AND $last AND (decided_at, leaf) <= ($decided, $leaf))
        ORDER BY decided_at DESC, leaf DESC LIMIT $limit
        """;

    private static readonly TimeSpan QueueFull = TimeSpan.FromMilliseconds(50);

    public Task<AppendOutcome> AppendAsync(ConsentDraft draft) =>
        writer.TryRun(session => new SqliteAppend(session, origins, Milliseconds(time.GetUtcNow())).Run(draft), out var outcome) ? outcome : AppendRules.Busy;

    public bool IsSaturated => writer.IsSaturated;

    public Task CountImpressionAsync(ImpressionCount shown) => writer.RunAsync(session =>
    {
        foreach (var cell in RollupCells.Of(shown, time.GetUtcNow()))
            session.Count(cell, RollupDelta.OfShown(shown.Outcome));

        return true;
    });

    public Task<Erasure> EraseAsync(int site, Visitor visitor, ErasureReason reason, Action? goesOn = null) =>
        slices.RunAsync(() => EraseAsync((erasure, now) => erasure.Begin(site, visitor, reason, now)), () => ContinueAsync(site, visitor), goesOn);

    public async Task<Erasure> EraseAgainAsync(int site, Visitor? visitor, JournaledErasure journaled)
    {
        return await slices.RunAsync(NextAsync, NextAsync);

        Task<ErasureSlice> NextAsync() => EraseAsync((erasure, now) => erasure.Again(site, visitor, journaled, now));
    }

    public async Task<int> FinishErasuresAsync(TimeSpan untouched, CancellationToken ct)
    {
        var pending = FindPendingErasures(time.GetUtcNow() - untouched);
        foreach (var (site, visitor) in pending)
        {
            ct.ThrowIfCancellationRequested();
            await slices.RunAsync(() => ContinueAsync(site, visitor), () => ContinueAsync(site, visitor));
        }

        return pending.Count;
    }

    public async Task<int> DeleteExpiredIdsAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var deleted = 0;
        while (HasExpiredId(now))
        {
            ct.ThrowIfCancellationRequested();
            deleted += await writer.RunAsync(session => SqliteErasure.DeleteExpiredIds(session, now));
        }

        return deleted;
    }

    public ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var current = SqliteVisitorRows.BindVisitor(SqliteVisitorRows.BindInboxGroup(lease.Session.Statement(CurrentOf), site), site, visitor);
        var records = new List<ConsentRecord>(1);
        ConsentRecord? firstMerged = null;
        try
        {
            while (current.Step())
            {
                var record = ConsentRow.Read(current.Row);
                if (raw.sqlite3_column_int(current.Row, IsMergedColumn) == 1 && !SqliteVisitorRows.AtOneTime(firstMerged ??= record, record))
                    break;

                records.Add(record);
            }
        }
        finally
        {
            current.Reset();
        }

        return ValueTask.FromResult(CurrentRecord.Of(records));
    }

    public Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var (decided, leaf) = from is { } place ? (place.DecidedAt.ToUnixTimeMilliseconds(), place.LeafIndex) : (long.MaxValue, long.MaxValue);
        var history = lease.Session.Statement(HistoryOf).Bind(3, decided).Bind(4, leaf).Bind(5, limit);
        var (first, last) = SqliteInbox.NumbersFor(site);
        return Task.FromResult<IReadOnlyList<ConsentRecord>>(SqliteVisitorRows.Select(history.Bind(6, first).Bind(7, last), site, visitor, ConsentRow.Read));
    }

    public Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return Task.FromResult(
            SqliteVisitorRows.Find(SqliteVisitorRows.BindInboxGroup(lease.Session.Statement(SqliteVisitorRows.InboxRowById), site), site, id)
            ?? SqliteVisitorRows.Find(lease.Session.Statement(ShownById), site, id));
    }

    public async IAsyncEnumerable<Visitor> VisitorsAsync(int site, [EnumeratorCancellation] CancellationToken ct)
    {
        await writer.MergeInboxAsync(readers);
        using var lease = readers.Rent();
        await using var command = lease.Connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT visitor FROM consent INDEXED BY consent_visitor WHERE site = $site";
        command.Parameters.AddWithValue("$site", site);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            yield return new Visitor((byte[])row[0]);
    }

    public async Task<IReadOnlyList<JournaledErasure>> ErasuresAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<(long Number, long At, string Site, long Leaf, byte[] Visitor)>(new CommandDefinition(
            "SELECT e.number, e.at, s.key, e.leaf, e.visitor FROM erasure e JOIN site s ON s.number = e.site ORDER BY e.number", cancellationToken: ct));
        return [.. rows.Select(r => new JournaledErasure(r.Number, DateTimeOffset.FromUnixTimeMilliseconds(r.At), r.Site, r.Leaf, r.Visitor))];
    }

    /// <summary>Runs one slice. Waits while the queue is full, because no caller would retry the remaining slices of an erasure that has begun.</summary>
    private async Task<ErasureSlice> ContinueAsync(int site, Visitor visitor)
    {
        var sealer = await SealerAsync();
        Task<ErasureSlice> slice;
        while (!writer.TryRun(session => Erasure(session, sealer).Continue(site, visitor, Milliseconds(time.GetUtcNow())), out slice))
            await Task.Delay(QueueFull, TimeProvider.System);

        return await slice;
    }

    private async Task<ErasureSlice> EraseAsync(Func<SqliteErasure, DateTimeOffset, ErasureSlice> slice)
    {
        var sealer = await SealerAsync();
        return await writer.RunAsync(session => slice(Erasure(session, sealer), Milliseconds(time.GetUtcNow())));
    }

    private SqliteErasure Erasure(SqliteWriteSession session, AuditSealer sealer) => new(session, origins, keys, journal, sealer);

    private async Task<AuditSealer> SealerAsync() => new(await keys.SignerAsync(CancellationToken.None));

    private List<PendingErasure> FindPendingErasures(DateTimeOffset before)
    {
        using var lease = readers.Rent();
        var pending = lease.Session.Statement(PendingErasures).Bind(1, before.ToUnixTimeMilliseconds());
        var found = new List<PendingErasure>();
        try
        {
            while (pending.Step())
                found.Add(new(raw.sqlite3_column_int(pending.Row, 0), new Visitor(raw.sqlite3_column_blob(pending.Row, 1))));
        }
        finally
        {
            pending.Reset();
        }

        return found;
    }

    private bool HasExpiredId(long now)
    {
        using var lease = readers.Rent();
        return lease.Session.Statement(ExpiredId).Bind(1, now).Number() == 1;
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
}
