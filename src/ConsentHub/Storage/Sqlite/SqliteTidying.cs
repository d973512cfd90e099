namespace ConsentHub.Storage.Sqlite;

/// <summary>What the writer does between batches, in transactions of their own that nobody waits for: places arrivals in their logs, counts what was placed, finishes checkpoints.</summary>
internal sealed class SqliteTidying(SqliteCheckpoints checkpoints)
{
    /// <summary>Arrivals that are placed at once: enough to share pages, few enough that the next batch hardly waits.</summary>
    private const int PlacedAtOnce = 128;

    /// <summary>Positions counted in one transaction: as long as a writer may have to wait for it.</summary>
    private const int CountedAtOnce = 20_000;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMilliseconds(250);

    private long lastCount;

    /// <summary>How long after one site the next is counted, so that each has its turn within <see cref="CountAgain"/>.</summary>
    public static TimeSpan Turn(SqliteWriteSession? session) => CountAgain / Math.Max(1, session?.Uncounted.Count ?? 1);

    /// <summary>Does what is due after a batch.</summary>
    public void AfterBatch(SqliteWriteSession session)
    {
        if (TimeProvider.System.GetElapsedTime(lastCount) >= Turn(session))
            Next(session);
        else if (session.Arrivals.Count >= PlacedAtOnce)
            Run(session, count: false);
    }

    /// <summary>Places all arrivals and counts the next site; one site, so that the next batch hardly waits.</summary>
    public void Next(SqliteWriteSession session)
    {
        lastCount = TimeProvider.System.GetTimestamp();
        Run(session, count: true);
    }

    private void Run(SqliteWriteSession session, bool count)
    {
        if (!session.IsUntidy)
            return;

        session.Begin();
        session.PlaceArrivals();
        if (count && session.Uncounted.TryTake(out var site) && !SqliteCounting.Run(session, site, CountedAtOnce))
            session.Uncounted.Add(site);

        session.Commit();
        checkpoints.MayBegin();
        if (checkpoints.IsNearlyDone)
            checkpoints.Finish(session.Connection);
    }
}
