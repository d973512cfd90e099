using System.Runtime.CompilerServices;
using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Visitors' choices in SQLite. Each write runs inside the writer's current transaction.</summary>
internal sealed partial class SqliteConsentStore(
    SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins, HubKeys keys, ErasureJournal journal, ErasureSlices slices, TimeProvider time) : IConsentStore
{
    private const string NotBeingErased = "NOT EXISTS (SELECT 1 FROM erasing e WHERE e.site = consent.site AND e.visitor = consent.visitor)";

    private static readonly string ById = $"SELECT {ConsentRow.SealedColumns} FROM consent WHERE id = $id AND site = $site AND {NotBeingErased}";

    private static readonly string CurrentOf =
        $"""
        SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor
        WHERE visitor = $visitor AND site = $site AND {NotBeingErased} ORDER BY decided_at DESC
        """;

    private static readonly string HistoryOf =
        $"""
        SELECT {ConsentRow.Columns} FROM consent INDEXED BY consent_visitor
        WHERE visitor = $visitor AND site = $site AND (decided_at, site, leaf) <= ($decided, $site, $leaf) AND {NotBeingErased}
        ORDER BY decided_at DESC, site DESC, leaf DESC LIMIT $limit
        """;

    private const string IsBeingErased = "SELECT 1 FROM erasing WHERE site = $site AND visitor = $visitor";

    public Task<AppendOutcome> AppendAsync(ConsentDraft draft) =>
        writer.TryRun(session => new SqliteAppend(session, origins, Milliseconds(time.GetUtcNow())).Run(draft), out var outcome) ? outcome : AppendRules.Busy;

    public bool IsSaturated => writer.IsSaturated;

    public Task CountImpressionAsync(ImpressionCount shown) => writer.RunAsync(session =>
    {
        foreach (var cell in RollupCells.Of(shown, time.GetUtcNow()))
            session.Count(cell, RollupDelta.OfShown(shown.Outcome));

        return true;
    });

    public ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct)
    {
        using var lease = readers.Rent();
        // Reads all records with the latest decision time, because CurrentRecord picks one of them.
        return ValueTask.FromResult(CurrentRecord.Of(lease.Session.Statement(CurrentOf).Bind(1, visitor).Bind(2, site)
            .ReadWhile(ConsentRow.Read, (first, next) => next.DecidedAt == first.DecidedAt)));
    }

    public ValueTask<bool> IsBeingErasedAsync(int site, Visitor visitor, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return ValueTask.FromResult(lease.Session.Statement(IsBeingErased).Bind(1, site).Bind(2, visitor).ReadWhile(_ => true).Count > 0);
    }

    public Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var (decided, leaf) = from is { } place ? (place.DecidedAt.ToUnixTimeMilliseconds(), place.LeafIndex) : (long.MaxValue, long.MaxValue);
        return Task.FromResult<IReadOnlyList<ConsentRecord>>(
            lease.Session.Statement(HistoryOf).Bind(1, visitor).Bind(2, site).Bind(3, decided).Bind(4, leaf).Bind(5, limit).ReadWhile(ConsentRow.Read));
    }

    public Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return Task.FromResult(lease.Session.Statement(ById).Bind(1, id).Bind(2, site).ReadOne(ConsentRow.ReadSealed));
    }

    public async IAsyncEnumerable<Visitor> VisitorsAsync(int site, [EnumeratorCancellation] CancellationToken ct)
    {
        using var lease = readers.Rent();
        await using var command = lease.Connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT visitor FROM consent INDEXED BY consent_visitor WHERE site = $site";
        command.Parameters.AddWithValue("$site", site);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            yield return new Visitor((byte[])row[0]);
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
}
