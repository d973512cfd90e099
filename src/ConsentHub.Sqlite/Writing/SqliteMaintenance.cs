namespace ConsentHub.Sqlite.Writing;

/// <summary>The writer's work between batches. Counts records into the index of hours and the rollups, in separate transactions, and finishes WAL checkpoints. No caller waits for this work.</summary>
internal sealed class SqliteMaintenance(SqliteCheckpoints checkpoints)
{
    /// <summary>The most positions counted in one transaction. The number is limited because the next batch may have to wait for the transaction.</summary>
    private const int CountedAtOnce = 20_000;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMilliseconds(250);

    private long lastCount;

    /// <summary>The delay between counting one site and the next. It is short enough that each site is counted once within <see cref="CountAgain"/>.</summary>
    public static TimeSpan Turn(SqliteWriteSession? session) => CountAgain / Math.Max(1, session?.Uncounted.Count ?? 1);

    /// <summary>Runs the work that is due after a batch: counts at most one site, so that the next batch hardly waits.</summary>
    public void AfterBatch(SqliteWriteSession session)
    {
        if (TimeProvider.System.GetElapsedTime(lastCount) >= Turn(session))
            CountNext(session);

        // Runs after every batch: the sooner the writer finishes a WAL checkpoint that is nearly done, the fewer pages are left to move.
        Checkpoint(session);
    }

    /// <summary>Counts the next site.</summary>
    public void Next(SqliteWriteSession session)
    {
        CountNext(session);
        Checkpoint(session);
    }

    private void CountNext(SqliteWriteSession session)
    {
        if (!session.Uncounted.TryTake(out var site))
            return;

        lastCount = TimeProvider.System.GetTimestamp();
        session.Begin();
        if (!SqliteCounting.Run(session, site, CountedAtOnce))
            session.Uncounted.Add(site);

        session.Commit();
    }

    private void Checkpoint(SqliteWriteSession session)
    {
        checkpoints.MayBegin();
        if (checkpoints.IsNearlyDone)
            checkpoints.Finish(session.Connection);
    }
}
