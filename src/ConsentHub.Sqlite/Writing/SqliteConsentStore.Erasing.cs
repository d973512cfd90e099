using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using Dapper;
using SQLitePCL;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Erasures: each slice is one piece of the writer's work (<see cref="SqliteErasure"/>).</summary>
internal sealed partial class SqliteConsentStore
{
    private const string PendingErasures = "SELECT site, visitor FROM erasing WHERE at <= $before";

    private const string ExpiredId = "SELECT EXISTS (SELECT 1 FROM erased_id WHERE until <= $now)";

    private static readonly TimeSpan QueueFull = TimeSpan.FromMilliseconds(50);

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
        return lease.Session.Statement(PendingErasures).Bind(1, before.ToUnixTimeMilliseconds())
            .ReadWhile(row => new PendingErasure(raw.sqlite3_column_int(row, 0), new Visitor(raw.sqlite3_column_blob(row, 1))));
    }

    private bool HasExpiredId(long now)
    {
        using var lease = readers.Rent();
        return lease.Session.Statement(ExpiredId).Bind(1, now).Number() == 1;
    }
}
