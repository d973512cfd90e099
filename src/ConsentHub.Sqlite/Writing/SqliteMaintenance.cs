namespace ConsentHub.Sqlite.Writing;

/// <summary>The writer's work between batches, in separate transactions that no caller waits for: merges inbox rows into their logs, counts the merged records, finishes WAL checkpoints.</summary>
internal sealed class SqliteMaintenance(SqliteCheckpoints checkpoints)
{
    /// <summary>The most positions counted in one transaction, because the next batch may have to wait for it.</summary>
    private const int CountedAtOnce = 20_000;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMilliseconds(250);

    private long lastCount;

    /// <summary>The delay between counting one site and the next, so that each gets its turn within <see cref="CountAgain"/>.</summary>
    public static TimeSpan Turn(SqliteWriteSession? session) => CountAgain / Math.Max(1, session?.Uncounted.Count ?? 1);

    /// <summary>Runs the work that is due after a batch: merges at most one group of inbox rows and counts one site, so that the next batch hardly waits.</summary>
    public void AfterBatch(SqliteWriteSession session)
    {
        var count = session.Uncounted.Count > 0 && TimeProvider.System.GetElapsedTime(lastCount) >= Turn(session);
        if (count || session.Inbox.AreDue)
            Run(session, session.MergeDueInbox, count);
    }

    /// <summary>Merges all inbox rows and counts the next site.</summary>
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
