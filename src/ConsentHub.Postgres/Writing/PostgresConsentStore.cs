using System.Runtime.CompilerServices;
using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;

namespace ConsentHub.Postgres.Writing;

/// <summary>Visitors' choices in PostgreSQL.</summary>
internal sealed class PostgresConsentStore(
    PostgresWriter writer, PostgresLookups lookups, PostgresConnections connections, PostgresRollups rollups,
    LedgerOrigins origins, HubKeys keys, ErasureJournal journal, ErasureSlices slices, TimeProvider time) : IConsentStore, IDisposable
{
    private readonly SemaphoreSlim erasing = new(1);

    private static readonly string FindById =
        $"""
        SELECT {PostgresRow.SealedColumns} FROM consent_id i
        JOIN consent c ON c.site = i.site AND c.leaf = i.leaf AND c.recorded_at = i.recorded_at
        WHERE i.id = $1 AND i.site = $2 AND NOT EXISTS (SELECT 1 FROM erasing e WHERE e.site = c.site AND e.visitor = c.visitor)
        """;

    private static readonly string FindHistory =
        $"""
        SELECT {PostgresRow.Columns} FROM consent c
        WHERE visitor = $1 AND {PostgresRow.SiteBesideVisitor} = $2 AND decided_at <= $3 AND (decided_at, leaf) <= ($3, $4)
            AND NOT EXISTS (SELECT 1 FROM erasing e WHERE e.site = $2 AND e.visitor = $1)
        ORDER BY decided_at DESC, leaf DESC LIMIT $5
        """;

    public Task<AppendOutcome> AppendAsync(ConsentDraft draft) => writer.AppendAsync(draft);

    public bool IsSaturated => writer.IsSaturated;

    public Task CountImpressionAsync(ImpressionCount shown) => writer.CountAsync(shown);

    public Task<Erasure> EraseAsync(int site, Visitor visitor, ErasureReason reason, Action? goesOn = null) =>
        slices.RunAsync(() => EraseAsync(site, erasure => erasure.BeginAsync(site, visitor, reason, Now())), () => ContinueAsync(site, visitor), goesOn);

    public async Task<Erasure> EraseAgainAsync(int site, Visitor? visitor, JournaledErasure journaled)
    {
        return await slices.RunAsync(NextAsync, NextAsync);

        Task<ErasureSlice> NextAsync() => EraseAsync(site, erasure => erasure.AgainAsync(site, visitor, journaled, Now()));
    }

    public async Task<int> FinishErasuresAsync(TimeSpan untouched, CancellationToken ct)
    {
        var pending = await FindPendingErasuresAsync(time.GetUtcNow() - untouched, ct);
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
        var (deleted, some) = (0, 0);
        do
        {
            ct.ThrowIfCancellationRequested();
            // Usually no id has expired; then no transaction begins and nothing is written.
            some = await HasExpiredIdAsync(now, ct) ? await connections.WriteAsync(connection => PostgresErasure.DeleteExpiredIdsAsync(connection, now)) : 0;
            deleted += some;
        }
        while (some > 0);

        return deleted;
    }

    public ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct) => lookups.FindCurrentAsync(site, visitor, ct);

    public async ValueTask<bool> IsBeingErasedAsync(int site, Visitor visitor, CancellationToken ct) => await connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command(
            "SELECT EXISTS (SELECT 1 FROM erasing WHERE site = $1 AND visitor = $2)", Parameters.Of(site), Parameters.Of(PostgresRow.Of(visitor)));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }, ct);

    public Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command(
            FindHistory, Parameters.Of(PostgresRow.Of(visitor)), Parameters.Of(site),
            Parameters.Of(from?.DecidedAt.ToUnixTimeMilliseconds() ?? long.MaxValue), Parameters.Of(from?.LeafIndex ?? long.MaxValue), Parameters.Of(limit));
        var records = new List<ConsentRecord>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            records.Add(PostgresRow.Read(row));

        return (IReadOnlyList<ConsentRecord>)records;
    }, ct);

    public Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command(FindById, Parameters.Of(id), Parameters.Of(site));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? PostgresRow.ReadSealed(row) : null;
    }, ct);

    public async IAsyncEnumerable<Visitor> VisitorsAsync(int site, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await connections.OpenStreamAsync(ct);
        var command = connection.Command("SELECT DISTINCT visitor FROM consent WHERE site = $1", Parameters.Of(site));
        await foreach (var visitor in PostgresStream.ReadAsync(command, row => PostgresRow.VisitorOf(row.GetGuid(0)), ct))
            yield return visitor;
    }

    public Task<IReadOnlyList<JournaledErasure>> ErasuresAsync(CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command(
            "SELECT e.number, e.at, s.key, e.leaf, e.visitor FROM erasure e JOIN site s ON s.number = e.site ORDER BY e.number");
        var erasures = new List<JournaledErasure>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            erasures.Add(new(row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.GetString(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4)));

        return (IReadOnlyList<JournaledErasure>)erasures;
    }, ct);

    private Task<bool> HasExpiredIdAsync(long now, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command("SELECT EXISTS (SELECT 1 FROM erased_id WHERE until <= $1)", Parameters.Of(now));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }, ct);

    public void Dispose() => erasing.Dispose();

    private Task<ErasureSlice> ContinueAsync(int site, Visitor visitor) => EraseAsync(site, erasure => erasure.ContinueAsync(site, visitor, Now()));

    private async Task<ErasureSlice> EraseAsync(int site, Func<PostgresErasure, Task<ErasureSlice>> slice)
    {
        // Counts most records before the locks are taken, so that the erasure counts only those added since.
        await rollups.CatchUpAsync(site);
        var sealer = new AuditSealer(await keys.SignerAsync(CancellationToken.None));
        // This instance's erasures wait for each other here, without a connection. If they waited in the database, the lock time-out would end them.
        await erasing.WaitAsync();
        try
        {
            return await connections.WriteAsync(connection => slice(new PostgresErasure(connection, origins, keys, journal, sealer)));
        }
        finally
        {
            erasing.Release();
        }
    }

    private Task<List<PendingErasure>> FindPendingErasuresAsync(DateTimeOffset before, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        await using var command = connection.Command("SELECT site, visitor FROM erasing WHERE at <= $1", Parameters.Of(before.ToUnixTimeMilliseconds()));
        var pending = new List<PendingErasure>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            pending.Add(new(row.GetInt32(0), PostgresRow.VisitorOf(row.GetGuid(1))));

        return pending;
    }, ct);

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
