namespace ConsentHub.Sqlite.Writing;

/// <summary>What the writer does between batches, in transactions of their own that nobody waits for: places inbox rows in their logs, counts what was placed, finishes checkpoints.</summary>
internal sealed class SqliteMaintenance(SqliteCheckpoints checkpoints)
{
    /// <summary>Positions counted in one transaction: as long as a writer may have to wait for it.</summary>
    private const int CountedAtOnce = 20_000;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMilliseconds(250);

    private long lastCount;

    /// <summary>How long after one site the next is counted, so that each has its turn within <see cref="CountAgain"/>.</summary>
    public static TimeSpan Turn(SqliteWriteSession? session) => CountAgain / Math.Max(1, session?.Uncounted.Count ?? 1);

    /// <summary>Does what is due after a batch: at most one group of inbox rows and one site, so that the next batch hardly waits.</summary>
    public void AfterBatch(SqliteWriteSession session)
    {
        var count = session.Uncounted.Count > 0 && TimeProvider.System.GetElapsedTime(lastCount) >= Turn(session);
        if (count || session.Inbox.AreDue)
            Run(session, session.MergeDueInbox, count);
    }

    /// <summary>Places all inbox rows and counts the next site.</summary>
    public void Next(SqliteWriteSession session) => Run(session, session.MergeInbox, count: true);

    private void Run(SqliteWriteSession session, Action place, bool count)
    {
        session.Begin();
        place();
        if (count)
            CountNext(session);

        session.Commit();
        checkpoints.MayBegin();
        if (checkpoints.IsNearlyDone)
            checkpoints.Finish(session.Connection);
    }

    private void CountNext(SqliteWriteSession session)
    {
        lastCount = TimeProvider.System.GetTimestamp();
        if (session.Uncounted.TryTake(out var site) && !SqliteCounting.Run(session, site, CountedAtOnce))
            session.Uncounted.Add(site);
    }
}
