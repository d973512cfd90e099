using ConsentHub.ConsentLog.Statistics;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Creates batches, and keeps the state that they share.</summary>
internal sealed class PostgresBatches(PostgresPartitions partitions, LedgerOrigins origins, TimeProvider time)
{
    /// <summary>Reused buffer for the entry that is being sealed.</summary>
    public Utf8Buffer Entry { get; } = new();

    public LedgerOrigins Origins => origins;

    public PostgresPartitions Partitions => partitions;

    /// <summary>Whether other instances write to the same sites.</summary>
    public Contention Contention { get; } = new();

    public PostgresBatch New(List<WriteWork> works) => new(this, works);

    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}

/// <summary>One transaction of the writer, in two round trips: lock the sites and look everything up; decide; write everything, commit and sync.</summary>
/// <remarks>
/// If other instances write to the same sites, the batch first waits for the locks and then takes the choices queued meanwhile, so that the
/// wait makes the batch larger.
/// The commit itself does not wait for the disk, so that other instances get the sites' locks sooner. A second transaction in the same round
/// trip does wait. Other instances may therefore see the records a moment before the records are durable. What those instances commit then
/// becomes durable only after these records. No response reports a record before it is durable.
/// </remarks>
internal sealed class PostgresBatch(PostgresBatches shared, List<WriteWork> works)
{
    /// <summary>
    /// A separate transaction whose commit waits until the write-ahead log, with every earlier commit, is on disk.
    /// It is sent with the batch's commit, on the same connection. On another connection it could succeed although the server crashed in between
    /// and lost the batch.
    /// </summary>
    private const string Sync = "SELECT set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'consenthub', '')";

    private readonly List<(ConsentRecord Record, UInt128 Salt, int Site)> records = [];
    private readonly List<(int Site, Duty Duty)> duties = [];
    private List<AppendWork> appends = [.. works.OfType<AppendWork>()];
    private BatchView view = new();

    /// <summary>True from the moment the commit may have been sent. If the connection breaks after that, it is unknown whether the batch was stored.</summary>
    public bool IsCommitting { get; private set; }

    /// <param name="takeMore">Adds queued choices of the locked sites to the batch; if absent, the batch does not grow.</param>
    public async Task RunAsync(NpgsqlConnection connection, Action<List<WriteWork>, IReadOnlyCollection<int>>? takeMore)
    {
        var writes = new NpgsqlBatch(connection);
        if (appends.Count > 0)
        {
            await shared.Partitions.EnsureAsync(shared.Now());
            await LookUpAsync(connection, takeMore);
            var now = shared.Now();
            if (!shared.Partitions.Has(now))
                throw new MissingPartitionException();

            foreach (var work in appends)
                Decide(work, now);

            AddRecords(writes);
        }
        else
        {
            writes.Add("BEGIN");
            writes.Add(PostgresConnections.BatchSettings);
        }

        AddCounts(writes);
        if (works.OfType<ProbeWork>().Any())
            writes.Add("INSERT INTO health (one, at) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET at = excluded.at", Parameters.Of(shared.Now().ToUnixTimeMilliseconds()));

        writes.Add("COMMIT");
        writes.Add(Sync);
        IsCommitting = true;
        await using (writes)
            await writes.ExecuteNonQueryAsync();
    }

    private async Task LookUpAsync(NpgsqlConnection connection, Action<List<WriteWork>, IReadOnlyCollection<int>>? takeMore)
    {
        if (!shared.Contention.IsExpected)
        {
            if (await BatchLookups.TryAsync(connection, appends) is { } found)
            {
                view = found;
                return;
            }

            shared.Contention.Expect();
        }

        view = await BatchLookups.LockAsync(connection, appends);
        takeMore?.Invoke(works, view.Heads.Keys);
        appends = [.. works.OfType<AppendWork>()];
        await BatchLookups.FindAsync(connection, appends, view);
        shared.Contention.Passed();
    }

    /// <summary>Decides the outcome of a choice. An error here affects only this choice, of which nothing was added yet.</summary>
    private void Decide(AppendWork work, DateTimeOffset now)
    {
        try
        {
            work.OwnError = null;
            work.Outcome = Append(work.Draft, now);
        }
        catch (Exception e)
        {
            work.OwnError = e;
        }
    }

    private AppendOutcome Append(ConsentDraft draft, DateTimeOffset now)
    {
        var content = draft.Content;
        if (!view.Heads.TryGetValue(draft.Site, out var head))
            throw new InvalidOperationException($"Site number {draft.Site} is not in the database.");

        if (view.IsBeingErased(draft.Site, content.Visitor))
            return new AppendOutcome.BeingErased();

        var sameId = view.Find(draft.Site, content.Id);
        if (AppendRules.ForKnownId(draft, sameId, sameId is null && view.IsErased(draft.Site, content.Id, now)) is { } known)
            return known;

        var previous = content.Previous is { } id ? view.Find(draft.Site, id)?.Record : null;
        var latest = view.Latest(draft.Site, content.Visitor);
        var current = CurrentRecord.Of(latest.Select(s => s.Record));
        var decidedAt = AppendRules.DecidedAt(draft, previous?.Content.Visitor == content.Visitor ? previous : null, current, now);
        if (AppendRules.IsRepeat(draft, current, decidedAt, now))
            return AppendRules.Known(latest.First(s => s.Record == current), draft);

        var record = new ConsentRecord(0, now, decidedAt, content, draft.RegionSeen, draft.GpcSeen, draft.ApiKey);
        var counted = view.Counted(draft.Site, content.Visitor).At(now);
        if (AppendRules.IsOverDailyLimit(draft, record, current, counted))
            return new AppendOutcome.OverDailyLimit(counted.End);

        Duty[] given = [.. DutyRules.Of(draft.Latest).Of(record, current, draft.Shown.Notice)];
        // The sealed entry does not contain its leaf index, so it can be hashed before an index is assigned.
        var salt = LedgerSalt.New();
        var hash = SealedConsent.HashOf(shared.Entry, salt, record, draft.Shown);
        record = record with { LeafIndex = head.Log.Append(hash) };
        records.Add((record, salt, draft.Site));
        foreach (var duty in given)
            duties.Add((draft.Site, duty));

        view.Remember(draft.Site, new SealedRecord(record, salt), counted.With(draft));
        return new AppendOutcome.Written(record, hash);
    }

    private void AddRecords(NpgsqlBatch writes)
    {
        if (records.Count == 0)
            return;

        ConsentInsert.Add(writes, records, view);
        CountUpdate.Add(writes, records, view);
        if (duties.Count > 0)
            writes.Add(DutyInsert.IfNew, DutyInsert.Columns(duties));

        LedgerInsert.Add(writes, [.. view.Heads.Values.Where(h => h.Log.Hashes.Length > 0)], shared.Origins);
    }

    private void AddCounts(NpgsqlBatch writes)
    {
        var now = shared.Now();
        var cells = new Dictionary<CellKey, RollupDelta>();
        foreach (var shown in works.OfType<ImpressionWork>().Select(w => w.Shown))
        {
            var delta = RollupDelta.OfShown(shown.Outcome);
            foreach (var cell in RollupCells.Of(shown, now))
                Count(cell, delta);
        }

        RollupUpsert.Add(writes, cells);

        void Count(CellKey key, in RollupDelta delta) => cells[key] = cells.TryGetValue(key, out var sum) ? sum + delta : delta;
    }
}
